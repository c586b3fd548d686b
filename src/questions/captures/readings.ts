// What can be read off a capture of one host's interface, rightly and under mistakes of reading. Everything is taken from
// the simulated segments; tests take it from the file, with Wireshark's own dissector.
import type { Host, MutationName, Scenario, State, Trace, TraceSegment } from '../../tcp/index.js';
import { capturedTogether } from '../../tcp/render/index.js';
import { RELATIVE } from '../cells/index.js';
import type { CellValue } from '../kind.js';
import { stateMisconceptions } from '../states/misconceptions.js';
import { run } from '../states/run.js';

export interface CapturePlan {
  /** The connection asked about. */
  scenario: Scenario;
  /** Another one in the same capture. */
  other: Scenario | null;
  at: Host;
  /** The number of the packet after which the state is asked. */
  packet: number;
}

export const PROFILE = 'textbook';

export const READING_MISTAKES = [
  'relative-numbers',
  'headers-count-20',
  'headers-count-40',
  'acknowledged-is-data',
  'octets-sent-again-count-twice',
  'ends-exchanged',
  'other-connection',
  'rtt-from-wrong-pair',
  'lost-for-retransmission',
] as const;

/** Mistakes about states that can show right after a packet, by the right state. */
const OF_STATE: Partial<Record<State, readonly MutationName[]>> = {
  'SYN-SENT': ['established-at-once'],
  'SYN-RECEIVED': ['established-at-once'],
  'CLOSE-WAIT': ['close-wait-ends-by-itself'],
  'TIME-WAIT': ['time-wait-at-passive-closer'],
  CLOSED: ['time-wait-at-passive-closer'],
};

export const STATE_MISTAKES: readonly MutationName[] = [...new Set(Object.values(OF_STATE).flat())];

/** A packet of the asked connection. */
export interface Packet {
  /** As Wireshark counts, from 1. */
  number: number;
  segment: TraceSegment;
  t_ms: number;
}

/** The packets of the asked connection, numbered as in the whole file. */
export function packetsOf(plan: Pick<CapturePlan, 'scenario' | 'other' | 'at'>): Packet[] {
  const { scenario, other, at } = plan;
  const traces = [scenario, ...(other === null ? [] : [other])].map((each) => run(each, PROFILE));
  return capturedTogether(traces, at)
    .map(({ connection, segment, t_ms }, i) => ({ connection, number: i + 1, segment, t_ms }))
    .filter(({ connection }) => connection === 0);
}

/** The state of the host at which the capture was taken, right after a packet. */
export function stateAfter(segment: TraceSegment, at: Host): State | null {
  return segment.from === at ? segment.sender_state : segment.receiver_state;
}

/** All that may be asked, under no mistake or under some. */
export function readings(plan: CapturePlan, mistakes: readonly string[]): Record<string, CellValue | null> {
  const follows = (name: string) => mistakes.includes(name);
  const strays = follows('other-connection') && plan.other !== null;
  const trace = run(strays ? (plan.other ?? plan.scenario) : plan.scenario, PROFILE);
  const packets = packetsOf(plan);
  const host = (end: Host): Host =>
    follows('ends-exchanged') ? (end === 'client' ? 'server' : 'client') : end;
  const isn = (end: Host) => (follows('relative-numbers') ? RELATIVE : isnOf(trace, host(end)));
  const resent = packets.find(({ segment }) => segment.retransmission);
  const first = packets.find(
    ({ segment }) =>
      segment.i !== resent?.segment.i &&
      segment.seq === resent?.segment.seq &&
      segment.len === resent.segment.len &&
      segment.flags.join() === resent.segment.flags.join(),
  );
  const closer = trace.segments.find(({ flags }) => flags.includes('FIN'))?.from ?? 'client';
  return {
    'isn.client': isn('client'),
    'isn.server': isn('server'),
    rtt: follows('rtt-from-wrong-pair') ? 0 : Math.round(roundTrip(packets)),
    'bytes.client': octets(trace, host('client'), follows),
    'bytes.server': octets(trace, host('server'), follows),
    closer: host(closer),
    retransmission: (follows('lost-for-retransmission') ? first : resent)?.number ?? null,
    state: stateUnder(plan, packets, mistakes),
  };
}

function isnOf({ segments }: Trace, host: Host): number {
  const syn = segments.find(({ from, flags }) => from === host && flags.includes('SYN'));
  if (syn === undefined) throw new RangeError(`no SYN of the ${host}`);
  return syn.seq;
}

/** From the SYN to the ACK that completes the handshake, in milliseconds to the microsecond: at either end one round trip. */
function roundTrip(packets: readonly Packet[]): number {
  const [syn, , ack] = packets;
  if (syn === undefined || ack === undefined) throw new RangeError('no handshake');
  return Math.round((ack.t_ms - syn.t_ms) * 1_000) / 1_000;
}

function octets({ segments }: Trace, host: Host, follows: (mistake: string) => boolean): number {
  const data = segments.filter(({ from, len }) => from === host && len > 0);
  const counted = follows('octets-sent-again-count-twice') ? data : data.filter((s) => !s.retransmission);
  const header = follows('headers-count-20') ? 20 : follows('headers-count-40') ? 40 : 0;
  const controls = follows('acknowledged-is-data') ? 2 : 0;
  return counted.reduce((sum, { len }) => sum + len + header, controls);
}

function stateUnder(
  plan: CapturePlan,
  packets: readonly Packet[],
  mistakes: readonly string[],
): State | null {
  const asked = packets.find(({ number }) => number === plan.packet)?.segment;
  if (asked === undefined) return null;
  const right = stateAfter(asked, plan.at);
  const rules = stateMisconceptions(mistakes).filter(
    (rule) => right !== null && OF_STATE[right]?.includes(rule),
  );
  if (rules.length === 0) return right;
  const same = run(plan.scenario, PROFILE, rules).segments[asked.i];
  return same?.flags.join() === asked.flags.join() ? stateAfter(same, plan.at) : null;
}
