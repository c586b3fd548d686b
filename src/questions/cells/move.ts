// A move: the segment that a student sends, as `ACK seq=7001 ack=91001 len=640`, or `wait`.
import type { Written } from '../../tcp/index.js';
import { canonicalFlags, parseFlags } from './flags.js';
import { isNotSent } from './none.js';
import { parseInteger } from './number.js';

/** A segment without PSH; numbers may be beyond 2^32, where somebody forgets the modulo. */
export type Move = Pick<Written, 'seq' | 'ack' | 'len'> & { flags: string };

const WAIT = 'wait';
const WAITS = /^(wait|-+|等待)$/i;
const FIELD = /(?:\b(seq|ack|len)|(确认号|序号|数据长度|长度))\s*(?:[=:]|\s)\s*(0x[0-9a-f_]+|\d[\d_,']*)/gi;
const NAMES: Readonly<Record<string, 'seq' | 'ack' | 'len'>> = {
  序号: 'seq',
  确认号: 'ack',
  长度: 'len',
  数据长度: 'len',
};

/**
 * In canonical form. Control bits in any order, then the fields; `ack` where the ACK bit is on, `len` where there are data.
 * An acknowledgment number without the ACK bit means nothing and is left out.
 */
export function parseMove(text: string): string | undefined {
  if (WAITS.test(text) || isNotSent(text)) return WAIT;
  const fields: Partial<Record<'seq' | 'ack' | 'len', number>> = {};
  let readable = true;
  const rest = text.replace(
    FIELD,
    (_all, name: string | undefined, named: string | undefined, value: string) => {
      const field = NAMES[named ?? ''] ?? (name?.toLowerCase() as 'seq' | 'ack' | 'len');
      const n = parseInteger(value.replace(/(?<!,),+$/, ''));
      if (n === undefined || fields[field] !== undefined) readable = false;
      else fields[field] = n;
      return ' ';
    },
  );
  const bits = rest.replace(/[,;\s]+/g, ' ').trim();
  const flags = bits === '' ? undefined : parseFlags(bits);
  const acks = flags?.split('+').includes('ACK') ?? false;
  const { seq, ack, len = 0 } = fields;
  if (!readable || flags === undefined || seq === undefined || (acks && ack === undefined)) return undefined;
  return writeMove({ flags, seq, ack: acks ? (ack ?? null) : null, len });
}

export function writeMove({ flags, seq, ack, len }: Move): string {
  const acknowledges = ack === null ? '' : ` ack=${ack}`;
  return `${flags} seq=${seq}${acknowledges}${len === 0 ? '' : ` len=${len}`}`;
}

export function moveOf({ flags, seq, ack, len }: Written): string {
  return writeMove({ flags: canonicalFlags(flags), seq, ack: flags.includes('ACK') ? ack : null, len });
}

/** A canonical move taken apart; null: nothing is sent. */
export function readMove(move: string): Move | null {
  if (move === WAIT) return null;
  const [, flags = '', seq, ack, len] = /^(\S+) seq=(\d+)(?: ack=(\d+))?(?: len=(\d+))?$/.exec(move) ?? [];
  return { flags, seq: Number(seq), ack: ack === undefined ? null : Number(ack), len: Number(len ?? 0) };
}
