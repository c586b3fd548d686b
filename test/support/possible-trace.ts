// An independent judge of printed traces: can this exchange have happened? RFC 9293's counting by the simplest means, walking
// through what two hosts send and get, with nothing of the project's own arithmetic. And, by trying, which one field could
// be changed so that it can.

/** What a ladder prints of a segment, with the order of its ends. */
export interface PrintedSegment {
  i: number;
  from: 'client' | 'server';
  flags: readonly string[];
  seq: number;
  ack: number | null;
  len: number;
  ord_sent: number;
  ord_arrive: number | null;
  retransmission: boolean;
  sender_state: string;
}

interface Host {
  /** The next number it sends; null before its SYN. */
  next: number | null;
  finSent: boolean;
  starts: Set<number>;
  /** The next number it expects; null before the peer's SYN. */
  expects: number | null;
  early: { from: number; to: number }[];
  /** Whether something has arrived that it has not acknowledged since. */
  owes: boolean;
}

/** States of hosts that have sent their FIN. */
const CLOSED_SIDE = new Set(['FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSING', 'TIME-WAIT', 'LAST-ACK', 'CLOSED']);

const wire = (n: number): number => ((n % 2 ** 32) + 2 ** 32) % 2 ** 32;
const occupies = ({ len, flags }: PrintedSegment): number =>
  len + (flags.includes('SYN') ? 1 : 0) + (flags.includes('FIN') ? 1 : 0);

interface Happening {
  ord: number;
  i: number;
  arrives: boolean;
}

/** Sendings and arrivals in order; the same whatever stands in the fields. */
function happeningsOf(segments: readonly PrintedSegment[]): Happening[] {
  return segments
    .flatMap(({ i, ord_sent, ord_arrive }) => [
      { ord: ord_sent, i, arrives: false },
      ...(ord_arrive === null ? [] : [{ ord: ord_arrive, i, arrives: true }]),
    ])
    .sort((a, b) => a.ord - b.ord);
}

export function isPossible(segments: readonly PrintedSegment[], order = happeningsOf(segments)): boolean {
  const hosts = { client: newHost(), server: newHost() };
  for (const { i, arrives } of order) {
    const segment = segments[i];
    if (segment === undefined) throw new Error(`no segment ${i}`);
    if (arrives) take(hosts[segment.from === 'client' ? 'server' : 'client'], segment);
    else if (!maySend(hosts[segment.from], segment)) return false;
  }
  return !hosts.client.owes && !hosts.server.owes;
}

function newHost(): Host {
  return { next: null, finSent: false, starts: new Set(), expects: null, early: [], owes: false };
}

/** Whether the host can send this now; if so, it has. */
function maySend(host: Host, segment: PrintedSegment): boolean {
  const { flags, seq, ack, len } = segment;
  const has = (flag: string) => flags.includes(flag);
  if (has('RST') || len < 0 || len > 1460 || (has('SYN') && (len > 0 || has('FIN')))) return false;
  // The client opens actively; the server listens, so its SYN answers one.
  if (has('SYN') !== (host.next === null || (segment.retransmission && host.starts.size === 1))) return false;
  if (has('ACK') !== (host.expects !== null)) return false;
  if (has('ACK') ? ack !== host.expects : ack !== null) return false;
  if (occupies(segment) === 0 && !host.owes) return false;
  if (segment.retransmission) {
    if (!host.starts.has(seq) || occupies(segment) === 0) return false;
  } else {
    if (host.next !== null && seq !== host.next) return false;
    if (host.finSent && occupies(segment) > 0) return false;
    host.next = wire(seq + occupies(segment));
    host.finSent ||= has('FIN');
    if (occupies(segment) > 0) host.starts.add(seq);
  }
  if (CLOSED_SIDE.has(segment.sender_state) !== host.finSent) return false;
  host.owes = false;
  return true;
}

function take(host: Host, segment: PrintedSegment): void {
  const size = occupies(segment);
  if (size === 0) return;
  host.owes = true;
  host.expects ??= segment.seq;
  host.early.push({ from: segment.seq, to: wire(segment.seq + size) });
  for (let moved = true; moved;) {
    const next = host.early.find(({ from }) => from === host.expects);
    moved = next !== undefined;
    if (next === undefined) break;
    host.expects = next.to;
    host.early = host.early.filter((each) => each !== next);
  }
}

export interface Repair {
  segment: number;
  field: 'flags' | 'seq' | 'ack' | 'len';
  value: number | string;
}

const FLAGS = ['SYN', 'SYN+ACK', 'ACK', 'FIN+ACK', 'FIN', 'RST', 'RST+ACK', 'SYN+FIN+ACK'];

/** Every change of one field that makes the trace possible, among all values that anything printed could lead to. */
export function repairsByTrial(segments: readonly PrintedSegment[]): Repair[] {
  const order = happeningsOf(segments);
  const { numbers, lengths } = candidates(segments);
  const found: Repair[] = [];
  for (const segment of segments) {
    const shown = segment.flags.filter((flag) => flag !== 'PSH').join('+');
    const attempt = (
      field: Repair['field'],
      value: Repair['value'] | null,
      changed: Partial<PrintedSegment>,
    ) => {
      const others = segments.map((each) => (each === segment ? { ...each, ...changed } : each));
      if (isPossible(others, order)) found.push({ segment: segment.i, field, value: value ?? 'none' });
    };
    for (const flags of FLAGS) if (flags !== shown) attempt('flags', flags, { flags: flags.split('+') });
    for (const len of lengths) if (len !== segment.len) attempt('len', len, { len });
    for (const seq of numbers) if (seq !== segment.seq) attempt('seq', seq, { seq });
    for (const ack of [null, ...numbers]) if (ack !== segment.ack) attempt('ack', ack, { ack });
  }
  return found;
}

function candidates(segments: readonly PrintedSegment[]): { numbers: number[]; lengths: number[] } {
  const printed = segments.flatMap(({ seq, ack }) => (ack === null ? [seq] : [seq, ack]));
  const steps = [...new Set(segments.flatMap((s) => [s.len, occupies(s)]))];
  const numbers = new Set<number>();
  for (const n of printed)
    for (const step of [0, 1, 2, ...steps]) for (const sum of [n + step, n - step]) numbers.add(wire(sum));
  const lengths = new Set(printed.flatMap((a) => printed.flatMap((b) => [wire(a - b), wire(a - b - 1)])));
  return { numbers: [...numbers], lengths: [...lengths].filter((n) => n <= 1460) };
}
