// Which end: the client, the server, both or neither, as English and Chinese texts call them.

const NAMES = {
  client: ['CLIENT', 'THECLIENT', 'C', '客户端', '客户', '客户机', '客户方', '客戶端'],
  server: ['SERVER', 'THESERVER', 'S', '服务器', '服务端', '服务器端', '服务方', '伺服器'],
  both: [
    'BOTH',
    'BOTHENDS',
    'BOTHSIDES',
    'CLIENTANDSERVER',
    'SERVERANDCLIENT',
    'CLIENT,SERVER',
    'SERVER,CLIENT',
    '客户端,服务器',
    '服务器,客户端',
    '双方',
    '两端',
    '两者',
    '都是',
    '双端',
    '雙方',
    '客户端和服务器',
    '服务器和客户端',
  ],
  none: [
    'NEITHER',
    'NONE',
    'NOBODY',
    'NOONE',
    'NEITHEREND',
    'NEITHERSIDE',
    '-',
    '无',
    '無',
    '没有',
    '都不',
    '都没有',
    '都不是',
    '均无',
    '双方都不',
    '两端都不',
  ],
} as const;

export type Side = keyof typeof NAMES;

const SIDES = new Map(
  Object.entries(NAMES).flatMap(([side, names]) => names.map((name) => [name as string, side as Side])),
);

/** Case, spaces and hyphens within words make no difference. */
export function parseSide(text: string): Side | undefined {
  const bare = text
    .toUpperCase()
    .replace(/[\s_]+/g, '')
    .replace(/[.。]$/, '');
  return SIDES.get(bare);
}

/** One word for a set of ends. */
export function sideOf(ends: { client: boolean; server: boolean }): Side {
  if (ends.client) return ends.server ? 'both' : 'client';
  return ends.server ? 'server' : 'none';
}
