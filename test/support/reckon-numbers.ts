// An independent check of numeric answers: RFC 9293's counting done again by the simplest means, from what a prompt
// prints, with nothing of the project's own arithmetic.
import type { Variant } from '../../src/questions/index.js';

/** What a prompt prints of a segment; flags are given even where they are asked. */
interface PrintedSegment {
  i: number;
  /** null where it is hidden. */
  ack: number | null;
  from: 'client' | 'server';
  flags: string[];
  len: number;
  ord_sent: number;
  ord_arrive: number | null;
  retransmission: boolean;
}

interface Endpoint {
  isn: bigint;
  next: bigint;
  /** What it sent that occupies numbers, for retransmissions. */
  sent: { flags: string; len: number; seq: bigint }[];
  /** The next number expected of the peer, and what arrived beyond it: from, to. */
  expects: bigint | null;
  early: [bigint, bigint][];
}

const MODULUS = 2n ** 32n;

/** seq and ack of every segment; ack is null where the ACK bit is off. */
function reckonNumbers(
  segments: readonly PrintedSegment[],
  isn: { client: number; server: number },
): { seq: number; ack: number | null }[] {
  const ends = { client: endpoint(isn.client), server: endpoint(isn.server) };
  const numbers = segments.map(() => ({ seq: 0n, end: 0n, ack: null as bigint | null }));
  const happenings = segments
    .flatMap((s) => [
      { ord: s.ord_sent, s, arrives: false },
      ...(s.ord_arrive === null ? [] : [{ ord: s.ord_arrive, s, arrives: true }]),
    ])
    .sort((a, b) => a.ord - b.ord);
  for (const { s, arrives } of happenings) {
    const number = numbers[s.i];
    if (number === undefined) throw new Error(`no segment ${s.i}`);
    const peer = s.from === 'client' ? ends.server : ends.client;
    if (arrives) take(peer, number.seq, number.end);
    else Object.assign(number, send(ends[s.from], s));
  }
  return numbers.map(({ seq, ack }) => ({ seq: wire(seq), ack: ack === null ? null : wire(ack) }));
}

function endpoint(isn: number): Endpoint {
  return { isn: BigInt(isn), next: BigInt(isn), sent: [], expects: null, early: [] };
}

function send(own: Endpoint, s: PrintedSegment): { seq: bigint; end: bigint; ack: bigint | null } {
  const occupies = BigInt(s.len + (s.flags.includes('SYN') ? 1 : 0) + (s.flags.includes('FIN') ? 1 : 0));
  const flags = s.flags
    .filter((flag) => flag === 'SYN' || flag === 'FIN')
    .sort()
    .join();
  // What is sent again is the oldest thing of that shape that the peer may still miss: the first one sent.
  const before = s.retransmission ? own.sent.find((e) => e.flags === flags && e.len === s.len) : undefined;
  const seq = before?.seq ?? own.next;
  if (before === undefined && occupies > 0n) {
    own.sent.push({ flags, len: s.len, seq });
    own.next = seq + occupies;
  }
  return { seq, end: seq + occupies, ack: s.flags.includes('ACK') ? own.expects : null };
}

function take(own: Endpoint, from: bigint, to: bigint): void {
  own.expects ??= from;
  own.early.push([from, to]);
  for (let moved = true; moved;) {
    const next = own.early.find(([start, end]) => start <= (own.expects ?? 0n) && end > (own.expects ?? 0n));
    moved = next !== undefined;
    if (next !== undefined) own.expects = next[1];
  }
}

function wire(n: bigint): number {
  return Number(((n % MODULUS) + MODULUS) % MODULUS);
}

/**
 * The answers to the cells that hold numbers. Flags that are asked are taken from the expected answer; all other things
 * from the prompt, where a length is the distance to the acknowledgment that is shown.
 */
export function reckonAnswers(variant: Variant, isn: { client: number; server: number }): Answers {
  const expected = new Map(variant.expected.cells.map(({ id, value }) => [id, value]));
  const { trace, notation } = variant.prompt.facts as {
    trace: { segments: PrintedSegment[] };
    notation: string;
  };
  const printed = trace.segments.map((s) => {
    const flags = expected.get(`${s.i}.flags`);
    const len = expected.get(`${s.i}.len`);
    return {
      ...s,
      flags: flags === undefined ? s.flags : String(flags).split('+'),
      len: len === undefined ? s.len : Number(len),
    };
  });
  const write = (n: number | null, of: 'client' | 'server') => {
    if (n === null) return 'none';
    if (notation !== 'letters') return n;
    const letter = of === 'client' ? 'x' : 'y';
    return n === 0 ? letter : `${letter}+${n}`;
  };
  const cells = reckonNumbers(printed, isn).flatMap(({ seq, ack }, i) => {
    const from = printed[i]?.from ?? 'client';
    const peer = from === 'client' ? 'server' : 'client';
    const measured = trace.segments.find((s) => s.from === peer && s.i > i && s.ack !== null);
    return [
      [`${i}.seq`, write(seq, from)] as const,
      [`${i}.ack`, write(ack, peer)] as const,
      [`${i}.len`, wire(BigInt(measured?.ack ?? 0) - BigInt(seq))] as const,
    ];
  });
  return Object.fromEntries(cells.filter(([id]) => expected.has(id)));
}

/** The expected answers to the same cells. */
export function expectedNumbers(variant: Variant): Answers {
  const cells = variant.expected.cells.filter(({ id }) => /[.](seq|ack|len)$/.test(id));
  return Object.fromEntries(cells.map(({ id, value }) => [id, value]));
}

type Answers = Record<string, number | string>;

/** The ISNs that a prompt prints, on the first SYN of each side. */
export function isnOf({ prompt }: Variant): { client: number; server: number } {
  const { trace } = prompt.facts as { trace: { segments: { from: string; seq: number }[] } };
  const first = (host: string) => trace.segments.find(({ from }) => from === host)?.seq ?? NaN;
  return { client: first('client'), server: first('server') };
}
