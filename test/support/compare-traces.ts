// Compares a simulated trace with a recorded one, from strict to lenient: `exact`, the same segments in the same
// order in each direction; `match`, the same once optional pure ACKs are taken out, and the same states; `differs`.
import type { Host } from '../../src/tcp/index.js';

export interface ComparedSegment {
  t_ms: number;
  from: Host;
  flags: readonly string[];
  seq: number;
  ack: number | null;
  len: number | null;
  lost: boolean;
  origin: string;
}

export interface ComparedTrace {
  isn: Record<Host, number | null>;
  segments: readonly ComparedSegment[];
  states: readonly Record<Host, string | null>[];
}

export interface Comparison {
  verdict: 'exact' | 'match' | 'differs';
  /** The first difference, or null. */
  why: string | null;
  /** null: the traces are too different to compare their times. */
  timing: string | null;
}

interface Row {
  from: Host;
  flags: string;
  seq: number;
  ack: number | null;
  len: number;
  lost: boolean;
  t: number;
}

const HOSTS = ['client', 'server'] as const;
const OWN = new Set(['kernel', 'simulated', 'rfc']);
const peer = (host: Host): Host => (host === 'client' ? 'server' : 'client');
const mod = (n: number): number => ((n % 2 ** 32) + 2 ** 32) % 2 ** 32;

/** What the hosts sent themselves, relative to the ISNs in force: a new SYN begins a new incarnation. */
function rows(trace: ComparedTrace): Row[] {
  const isn: Record<Host, number | null> = { client: null, server: null };
  const out: Row[] = [];
  for (const s of trace.segments) {
    if (!OWN.has(s.origin)) continue;
    if (s.flags.includes('SYN')) isn[s.from] = s.seq;
    const own = isn[s.from] ?? trace.isn[s.from];
    const other = isn[peer(s.from)] ?? trace.isn[peer(s.from)];
    const flags = s.flags
      .filter((flag) => flag !== 'PSH')
      .sort()
      .join('+');
    const refusal = flags === 'ACK+RST' && s.seq === 0;
    out.push({
      from: s.from,
      flags,
      len: s.len ?? 0,
      lost: s.lost,
      t: s.t_ms,
      seq: refusal || own === null ? s.seq : mod(s.seq - own),
      ack: s.ack === null ? null : other === null ? s.ack : mod(s.ack - other),
    });
  }
  return out;
}

/** Without pure ACKs that the same host follows up, before its peer sends again, by acknowledging as much. */
function essential(list: readonly Row[]): Row[] {
  return list.filter((x, i) => {
    if (x.flags !== 'ACK' || x.len > 0 || x.lost) return true;
    const next = list[i + 1];
    return !(
      next !== undefined &&
      next.from === x.from &&
      next.ack !== null &&
      mod(next.ack - (x.ack ?? 0)) < 2 ** 31
    );
  });
}

const line = (x: Row): string =>
  `${x.from} ${x.flags} seq ${x.seq} ack ${x.ack} len ${x.len}${x.lost ? ' lost' : ''}`;
const perHost = (list: readonly Row[]): string[][] =>
  HOSTS.map((h) => list.filter((x) => x.from === h).map(line));

function stateSequences(trace: ComparedTrace): string[][] {
  return HOSTS.map((host) => {
    const out: string[] = [];
    for (const change of trace.states) {
      const state = change[host];
      if (state !== null && out.at(-1) !== state) out.push(state);
    }
    return out;
  });
}

function firstDifference(a: string[][], b: string[][]): string | null {
  for (const [h, host] of HOSTS.entries()) {
    const [x, y] = [a[h] ?? [], b[h] ?? []];
    for (let i = 0; i < Math.max(x.length, y.length); i += 1) {
      if (x[i] !== y[i])
        return `${host} #${i}: recorded «${x[i] ?? 'nothing'}», simulated «${y[i] ?? 'nothing'}»`;
    }
  }
  return null;
}

/** Each gap between two segments within 6 ms and 12 % of the recorded one: kernel timers are late by up to that. */
function timing(expected: Row[], actual: Row[]): string | null {
  if (expected.length !== actual.length) return null;
  for (let i = 1; i < expected.length; i += 1) {
    const [x, before, y, yBefore] = [expected[i], expected[i - 1], actual[i], actual[i - 1]];
    if (!x || !before || !y || !yBefore || x.from !== y.from || x.flags !== y.flags) return null;
    const [want, got] = [x.t - before.t, y.t - yBefore.t];
    if (Math.abs(want - got) > 6 + 0.12 * Math.abs(want)) {
      return `gap before segment ${i}: recorded ${want.toFixed(1)} ms, simulated ${got.toFixed(1)} ms`;
    }
  }
  return 'ok';
}

export function compareTraces(expected: ComparedTrace, actual: ComparedTrace): Comparison {
  const [e, a] = [rows(expected), rows({ ...actual, isn: expected.isn })];
  const segments = firstDifference(perHost(essential(e)), perHost(essential(a)));
  const states = firstDifference(stateSequences(expected), stateSequences(actual));
  const times = timing(e, a);
  if (segments !== null) return { verdict: 'differs', why: segments, timing: times };
  if (states !== null) return { verdict: 'differs', why: `states, ${states}`, timing: times };
  const strict = firstDifference(perHost(e), perHost(a));
  return { verdict: strict === null ? 'exact' : 'match', why: strict, timing: times };
}
