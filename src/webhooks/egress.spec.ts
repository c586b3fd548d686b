// The guard of outgoing requests, on real sockets of the loopback network: 127.1.0.0/16 plays the allowed range, and
// every other address has a canary that must stay silent. (Linux answers on all of 127.0.0.0/8.)
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { AddressPolicy } from './addresses.js';
import { EgressClient, type EgressOptions } from './egress.js';

const FOLDER = 'test/data/hostile-urls';
const OWN_HOSTS = ['lastack.example.edu', 'postgres.example.edu', 'postgres'];
const PUBLIC = '93.184.216.34';
const PORTS_TRIED = 50;
const never = new AbortController().signal;

type Hostile = { family: string; shown: string; url: string; resolves: string[] };
const corpus: Hostile[] = readdirSync(FOLDER).flatMap((file) => {
  const entries = JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as (
    string | Omit<Hostile, 'family'>
  )[];
  return entries.map((entry) => {
    const { url, resolves } = typeof entry === 'string' ? { url: entry, resolves: [PUBLIC] } : entry;
    return { family: file.replace('.json', ''), shown: JSON.stringify(url), url, resolves };
  });
});

const clients: EgressClient[] = [];
function egress(options: Partial<EgressOptions> = {}): EgressClient {
  const client = new EgressClient({
    allow: [],
    ownHosts: OWN_HOSTS,
    resolve: async () => [PUBLIC],
    ...options,
  });
  clients.push(client);
  return client;
}
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

describe('hostile URLs', () => {
  it('are at least 150, of nine families, none of them twice', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(150);
    expect(new Set(corpus.map(({ family }) => family)).size).toBe(9);
    expect(new Set(corpus.map(({ url }) => url)).size).toBe(corpus.length);
  });

  it.each(corpus)('$family: $shown is refused when saved and when dialled', async ({ url, resolves }) => {
    const client = egress({ resolve: async () => resolves });
    expect(await client.refusal(url)).toEqual(expect.any(String));
    const sent = await client.post(url, {}, '{}', never);
    expect(sent).toEqual({ error: expect.stringMatching(/^refused: /), durationMs: expect.any(Number) });
  });

  it('with the same form at a public address are none', async () => {
    for (const url of [
      'https://lms.example.edu/hook',
      'https://lms.example.edu:8443/a?token=b',
      'https://xn--bcher-kva.example/',
      `https://${PUBLIC}/`,
      'https://[2606:2800:220:1:248:1893:25c8:1946]/',
    ])
      expect([url, await egress().refusal(url)]).toEqual([url, null]);
  });
});

describe('an allow-list', () => {
  it.each([
    ['10.1.2.3', 'allowed'],
    ['10.2.0.1', 'refused'],
    ['127.0.0.1', 'refused'],
    ['169.254.169.254', 'refused'],
    ['::ffff:10.1.2.3', 'refused'],
    [PUBLIC, 'public'],
  ])('of 10.1.0.0/16 makes %s %s', (address, verdict) => {
    expect(new AddressPolicy(['10.1.0.0/16']).judge(address)).toBe(verdict);
  });

  it.each([
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    'fe80::1',
    '::ffff:10.1.2.3',
    '::ffff:169.254.169.254',
    '::169.254.169.254',
    '64:ff9b::169.254.169.254',
    '64:ff9b::a83f:8110',
    '2002:a9fe:a9fe::1',
    '2002:6464:64c8:5::',
  ])('of everything still refuses %s', (address) => {
    expect(new AddressPolicy(['0.0.0.0/0', '::/0']).judge(address)).toBe('refused');
  });

  it('of everything opens what stands for an address that is none of these', () => {
    for (const address of ['10.0.0.1', '::1', '64:ff9b::10.1.2.3', '2002:a01:203::1'])
      expect(new AddressPolicy(['0.0.0.0/0', '::/0']).judge(address)).toBe('allowed');
  });

  it('lets plain http through to its own range only', async () => {
    const client = egress({ allow: ['10.1.0.0/16'] });
    expect(await client.refusal('http://10.1.0.9/hook')).toBeNull();
    expect(await client.refusal('http://lms.example.edu/hook')).toMatch(/https/);
  });
});

describe('on the wire', () => {
  const canaries: Server[] = [];
  let touched: string[] = [];
  let answered = 0;
  let port = 0;

  /** Answers 204 on `address` and notes where it was reached. */
  async function listen(address: string, at: number): Promise<number> {
    const server = createServer((socket) => {
      touched.push(socket.localAddress ?? '');
      socket.on('error', () => undefined); // A client that goes away is not what is tested.
      socket.once('data', () => {
        answered += 1;
        socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
      });
    });
    server.listen(at, address);
    await once(server, 'listening');
    canaries.push(server);
    return (server.address() as AddressInfo).port;
  }

  /** One port at all addresses: what is free at one of them may be in use at another, then another port is taken. */
  async function listenEverywhere(addresses: string[]): Promise<number> {
    for (let tries = 1; ; tries++) {
      try {
        let found = 0;
        for (const address of addresses) found = await listen(address, found);
        return found;
      } catch (error) {
        for (const server of canaries.splice(0)) server.close();
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries === PORTS_TRIED) throw error;
      }
    }
  }

  beforeAll(async () => {
    port = await listenEverywhere(['127.1.0.7', '127.0.0.1', '127.2.0.1', '::1']);
  });
  afterAll(() => {
    for (const server of canaries) server.close();
  });
  afterEach(() => {
    touched = [];
    answered = 0;
  });

  it('no canary hears of any hostile URL', async () => {
    for (const { url, resolves } of corpus) {
      const aimed = url.replace(/^https?(:\/\/[^/?#]*?)(:\d+)?(?=[/?#]|$)/i, `http$1:${port}`);
      const client = egress({ resolve: async () => resolves });
      await client.refusal(aimed);
      await client.post(aimed, {}, '{}', never);
    }
    expect(touched).toEqual([]);
  });

  it('the canaries do hear what is allowed to reach them', async () => {
    const client = egress({ allow: ['127.0.0.0/8', '::1/128'] });
    for (const host of ['127.0.0.1', '127.2.0.1', '[::1]', '127.1.0.7'])
      expect(await client.post(`http://${host}:${port}/`, {}, '{}', never)).toMatchObject({ status: 204 });
    expect(touched).toEqual(['127.0.0.1', '127.2.0.1', '::1', '127.1.0.7']);
  });

  it('an allowed range opens, and nothing beside it', async () => {
    const client = egress({ allow: ['127.1.0.0/16'] });
    for (const host of ['127.1.0.7', '127.0.0.1', '127.2.0.1', '[::1]', '[::ffff:127.1.0.7]'])
      await client.post(`http://${host}:${port}/`, {}, '{}', never);
    expect(touched).toEqual(['127.1.0.7']);
  });

  it('100 names that rebind are dialled at the address that was judged', async () => {
    for (let run = 0; run < 100; run++) {
      const answers = REBINDINGS[run % REBINDINGS.length] as string[][];
      let asked = 0;
      const resolve = async () => answers[Math.min(asked++, answers.length - 1)] as string[];
      const client = egress({ allow: ['127.1.0.0/16'], resolve });
      await client.post(`http://rebinding-${run}.example:${port}/`, {}, '{}', never);
      expect(asked).toBe(1);
    }
    expect(new Set(touched)).toEqual(new Set(['127.1.0.7']));
    expect(touched).toHaveLength(60);
  });

  it('a name judged when saved is judged again when dialled', async () => {
    const answers = [['127.1.0.7'], ['127.0.0.1']];
    const client = egress({ allow: ['127.1.0.0/16'], resolve: async () => answers.shift() ?? [] });
    const url = `http://rebinding.example:${port}/`;
    expect(await client.refusal(url)).toBeNull();
    expect(await client.post(url, {}, '{}', never)).toMatchObject({
      error: expect.stringMatching(/^refused/),
    });
    expect(touched).toEqual([]);
  });

  it('the next address is tried when one does not answer', async () => {
    const client = egress({ allow: ['127.1.0.0/16'], resolve: async () => ['127.1.0.8', '127.1.0.7'] });
    expect(await client.post(`http://two.example:${port}/`, {}, '{}', never)).toMatchObject({ status: 204 });
    expect(answered).toBe(1);
  });
});

/** What a name server says at the first and at every later question. */
const REBINDINGS: string[][][] = [
  [['127.1.0.7'], ['127.0.0.1']],
  [['127.1.0.7'], ['::1'], ['127.0.0.1']],
  [['127.1.0.7', '127.0.0.1'], ['127.1.0.7']],
  [['127.0.0.1', '127.1.0.7']],
  [['127.1.0.7'], ['127.1.0.7', '::1']],
];
