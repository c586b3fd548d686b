// A keyed, reproducible random stream: HMAC-SHA256 in counter mode, one sub-key per drawn field.
// Pure: node:crypto is used for its hash alone, which reads no clock, no entropy and no device.
import { hash } from 'node:crypto';

const MIN_KEY_BYTES = 16;
const UINT32 = 2 ** 32;
const BLOCK_BYTES = 64;
const INNER = 0x36;
const OUTER = 0x5c;

/** The random source of one variant. The same seed gives the same draws, on any machine, for ever. */
export class Random {
  readonly #key: Bytes;

  /** @param seed at least 128 bits: bytes, or an even number of hex digits. Throws a RangeError otherwise. */
  constructor(seed: string | Uint8Array) {
    this.#key = typeof seed === 'string' ? fromHex(seed) : bytesOf(seed);
    if (this.#key.length < MIN_KEY_BYTES) throw new RangeError('a seed needs at least 128 bits');
  }

  /**
   * The stream of one named field. Streams are independent, so a field added to a question shifts no other
   * field; asking twice for one name gives the same draws twice.
   *
   * @example new Random(seed).field('client.isn').uint32()
   */
  field(name: string): Stream {
    return new Stream(this.#key, `field:${name}`);
  }

  /** The source for another try at the same variant (`round` >= 0); the first try uses the source itself. */
  redraw(round: number): Random {
    return round === 0 ? this : new Random(Buffer.from(hmac(this.#key, `redraw:${round}`), 'latin1'));
  }
}

/** Draws of one field, in order. Of a field that nothing is drawn from, not even the key is made. */
export class Stream {
  readonly #source: Bytes;
  readonly #name: string;
  #key: Bytes | null = null;
  #block: Bytes = '';
  #used = 0;
  #blocks = 0;

  constructor(source: Bytes, name: string) {
    this.#source = source;
    this.#name = name;
  }

  /** An integer in [0, 2^32). */
  uint32(): number {
    if (this.#used === this.#block.length) {
      this.#key ??= hmac(this.#source, this.#name);
      this.#block = hmac(this.#key, `block:${this.#blocks++}`);
      this.#used = 0;
    }
    let value = 0;
    for (let i = 0; i < 4; i++) value = value * 256 + this.#block.charCodeAt(this.#used++);
    return value;
  }

  /** An integer in [min, max], every one as likely: values of the incomplete last stretch are drawn again. */
  int(min: number, max: number): number {
    const size = max - min + 1;
    if (!Number.isInteger(min) || !Number.isInteger(max) || size < 1 || size > UINT32) {
      throw new RangeError(`no 32-bit range of integers: ${min}..${max}`);
    }
    const limit = UINT32 - (UINT32 % size);
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return min + (value % size);
  }

  /** True with probability `percent` / 100. */
  chance(percent: number): boolean {
    return this.int(1, 100) <= percent;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[this.int(0, list.length - 1)] as T;
  }

  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(list: readonly T[]): T[] {
    const rest = [...list];
    const out: T[] = [];
    while (rest.length > 0) out.push(...rest.splice(this.int(0, rest.length - 1), 1));
    return out;
  }
}

/** Who gets a variant: the ids of the assignment, the item in it and the learner, and the attempt's number or id. */
export interface SeedOf {
  assignment: string;
  item: string;
  learner: string;
  attempt: string | number;
}

/**
 * The seed of one variant, 64 hex digits: HMAC-SHA256 of the four ids under the server's key (at least 16 bytes).
 * Each id is preceded by its length, so no two quadruples are the same message.
 */
export function deriveSeed(serverKey: string | Uint8Array, of: SeedOf): string {
  const key = bytesOf(typeof serverKey === 'string' ? Buffer.from(serverKey, 'utf8') : serverKey);
  if (key.length < MIN_KEY_BYTES) throw new RangeError('the server key needs at least 128 bits');
  const ids = [of.assignment, of.item, of.learner, String(of.attempt)];
  const message = ids.map((id) => `${Buffer.byteLength(id)}:${id}`).join(',');
  return Buffer.from(hmac(key, `lastack/seed/1:${message}`), 'latin1').toString('hex');
}

/** A string with one character of 0..255 for each byte: a digest comes as one in a third of the time that a Buffer takes. */
type Bytes = string;

/** HMAC-SHA256 (RFC 2104) by two plain hashes: of messages this short, making an Hmac object takes most of the time. */
function hmac(key: Bytes, message: string): Bytes {
  const short = key.length > BLOCK_BYTES ? hash('sha256', Buffer.from(key, 'latin1'), 'binary') : key;
  const inner = hash('sha256', keyed(short, INNER, message, 'utf8'), 'binary');
  return hash('sha256', keyed(short, OUTER, inner, 'latin1'), 'binary');
}

/** The key, filled up to a block, each byte XORed with `pad`; and the text behind it. */
function keyed(key: Bytes, pad: number, text: string, encoding: 'utf8' | 'latin1'): Buffer {
  const bytes = Buffer.allocUnsafe(BLOCK_BYTES + Buffer.byteLength(text, encoding));
  for (let i = 0; i < BLOCK_BYTES; i++) bytes[i] = i < key.length ? key.charCodeAt(i) ^ pad : pad;
  bytes.write(text, BLOCK_BYTES, encoding);
  return bytes;
}

function bytesOf(key: Uint8Array): Bytes {
  return Buffer.from(key).toString('latin1');
}

function fromHex(text: string): Bytes {
  if (!/^([0-9a-f]{2})+$/i.test(text))
    throw new RangeError('a seed is bytes or an even number of hex digits');
  return Buffer.from(text, 'hex').toString('latin1');
}
