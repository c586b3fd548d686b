// The two hosts, the wire between them, and the record of what happens there: every step at a host passes here.

import { HostState } from './host.js';
import { mutate, type MutationName } from './mutations.js';
import { Network } from './network.js';
import { PROFILES } from './profiles.js';
import { EventQueue } from './queue.js';
import type { ProfileName, Rules } from './rules.js';
import type { Scenario } from './scenario.js';
import { flagsOf, RST, segEnd, SYN, type Segment } from './segment.js';
import { after, point, type SeqPoint } from './seq.js';
import type { Signal, StepResult } from './step.js';
import type { Tcb } from './tcb.js';
import type { Cause, Host, State, Step, StateChange, TraceEvent, TraceSegment } from './trace.js';

/** Bound of one run; see MAX_STEPS. */
export const MAX_SEGMENTS = 100_000;

export interface SimulateOptions {
  profile?: ProfileName;
  /** Misconceptions and counterfactuals in force, applied in order. */
  rules?: readonly MutationName[];
  /** Other bounds than the usual ones. */
  maxSteps?: number;
  maxSegments?: number;
}

/** Where a run puts what it produces. `arrived` is called again for a segment once it has been processed. */
export interface Sink {
  segment(segment: TraceSegment): void;
  arrived(segment: TraceSegment): void;
  state(change: StateChange): void;
  event(event: TraceEvent): void;
  /** `tcb` is the host's connection after the step; null: CLOSED, or only a listener. */
  step(step: Step, tcb: Tcb | null): void;
}

/** A scenario that would run away. */
export class SimulationLimit extends Error {
  override readonly name = 'SimulationLimit';
}

interface Flight {
  to: Host;
  seg: Segment;
  record: TraceSegment;
}

export class World {
  readonly hosts: Readonly<Record<Host, HostState>>;
  readonly network: Network;
  private readonly rules: Rules;
  private readonly queue = new EventQueue<Flight>();
  private readonly maxSegments: number;
  /** ISN in force and the number after the highest one seen, per host, as the wire saw them. */
  private readonly wire: Record<Host, { isn: SeqPoint; nxt: SeqPoint }>;
  private segments = 0;
  private order = 0;
  private last: Pick<StateChange, Host> = { client: 'CLOSED', server: 'CLOSED' };
  now = 0;

  constructor(
    scenario: Scenario,
    options: SimulateOptions,
    private readonly sink: Sink,
  ) {
    this.rules = mutate(PROFILES[options.profile ?? 'textbook'], options.rules ?? []).machine;
    const mss = scenario.link.mtu - headers(scenario.addresses.client);
    const host = (name: Host): HostState =>
      new HostState(name, this.rules, scenario.isn[name], scenario.later_isn[name], mss);
    this.hosts = { client: host('client'), server: host('server') };
    this.network = new Network(scenario.link, scenario.drops, scenario.noise);
    this.maxSegments = options.maxSegments ?? MAX_SEGMENTS;
    const at = (name: Host): { isn: SeqPoint; nxt: SeqPoint } => ({
      isn: point(scenario.isn[name]),
      nxt: point(scenario.isn[name] + 1),
    });
    this.wire = { client: at('client'), server: at('server') };
    sink.state({ t_ms: 0, ...this.last, after: 'start' });
  }

  /** When the next segment arrives; Infinity: none is in flight. */
  get nextArrival(): number {
    return this.queue.nextTime;
  }

  /** The next segment arrives. */
  arrive(): void {
    this.now = this.queue.nextTime;
    const { to, seg, record } = this.queue.take();
    const host = this.hosts[to];
    record.t_arrive_ms = this.now;
    record.ord_arrive = this.tick();
    const before = host.state;
    const result = host.arrives(seg, this.now);
    record.receiver_state = this.shown(host.state);
    this.done(host, { kind: 'segment', segment: record.i }, before, result);
    this.sink.arrived(record);
  }

  /** Records a step and puts what it sent on the wire. */
  done(host: HostState, cause: Cause, before: Step['before'], result: StepResult): void {
    const state = this.shown(host.state);
    const sent: number[] = [];
    for (const seg of result.sent) sent.push(this.transmit(host.name, seg, state));
    for (const signal of result.signals) {
      host.note(signal);
      this.sink.event({ t_ms: this.now, host: host.name, event: words(signal) });
    }
    this.sink.step(
      {
        t_ms: this.now,
        host: host.name,
        cause,
        before: this.shown(before),
        after: state,
        sent,
        because: result.because,
      },
      host.connection,
    );
    this.noteStates(() => describe(host.name, cause, sent));
  }

  /** Writes down both states when either changed. */
  noteStates(cause: () => string): void {
    const client = this.shown(this.hosts.client.state);
    const server = this.shown(this.hosts.server.state);
    if (client === this.last.client && server === this.last.server) return;
    this.last = { client, server };
    this.sink.state({ t_ms: this.now, client, server, after: cause() });
  }

  /** The state as it is written down: one who takes the sending of a SYN for the whole handshake names another. */
  private shown(state: State): State {
    if (!this.rules.changed.establishedAtOnce) return state;
    return state === 'SYN-SENT' || state === 'SYN-RECEIVED' ? 'ESTABLISHED' : state;
  }

  private transmit(from: Host, seg: Segment, state: TraceSegment['sender_state']): number {
    this.see(from, seg);
    const record = this.record(from, seg, 'simulated', state);
    const fate = this.network.carry(from, seg, this.now);
    record.lost = fate.delay_ms === null;
    this.sink.segment(record);
    const to: Host = from === 'client' ? 'server' : 'client';
    if (fate.delay_ms !== null) this.queue.put(this.now + fate.delay_ms, { to, seg, record });
    if (fate.copy_ms !== null) {
      const copy: TraceSegment = {
        ...record,
        i: this.segments,
        lost: false,
        origin: `duplicate-of-${record.i}`,
      };
      this.count();
      copy.ord_sent = this.tick();
      this.sink.segment(copy);
      this.queue.put(this.now + fate.copy_ms, { to, seg, record: copy });
    }
    return record.i;
  }

  /** A segment from nowhere arrives at a host. */
  inject(to: Host, seg: Segment): void {
    const from: Host = to === 'client' ? 'server' : 'client';
    const record = this.record(from, seg, 'injected', this.hosts[from].state);
    this.sink.segment(record);
    this.queue.put(this.now, { to, seg, record });
  }

  private record(
    from: Host,
    seg: Segment,
    origin: TraceSegment['origin'],
    state: TraceSegment['sender_state'],
  ): TraceSegment {
    const i = this.segments;
    this.count();
    return {
      i,
      t_ms: this.now,
      t_arrive_ms: null,
      ord_sent: this.tick(),
      ord_arrive: null,
      from,
      flags: flagsOf(seg.ctl),
      seq: seg.seq,
      ack: seg.ack,
      len: seg.len,
      win: seg.wnd,
      mss: seg.mss,
      lost: false,
      origin,
      retransmission: seg.again,
      sender_state: state,
      receiver_state: null,
    };
  }

  private count(): void {
    this.segments += 1;
    if (this.segments > this.maxSegments) {
      throw new SimulationLimit(`more than ${this.maxSegments} segments at ${this.now} ms`);
    }
  }

  private tick(): number {
    this.order += 1;
    return this.order;
  }

  private see(from: Host, seg: Segment): void {
    const seen = this.wire[from];
    if ((seg.ctl & RST) !== 0) return;
    if ((seg.ctl & SYN) !== 0 && seg.seq !== seen.isn) this.wire[from] = { isn: seg.seq, nxt: segEnd(seg) };
    else if (after(segEnd(seg), seen.nxt)) seen.nxt = segEnd(seg);
  }

  /** What an expression such as c.nxt-1 comes to now. */
  wireNumber(host: Host, which: 'isn' | 'nxt'): SeqPoint {
    return this.wire[host][which];
  }
}

/** Octets of the IP and TCP headers without options; an IPv6 address has more than the colon before its port. */
function headers(address: string): number {
  return address.split(':').length > 2 ? 60 : 40;
}

function words(signal: Signal): string {
  switch (signal.event) {
    case 'recv':
      return `recv ${signal.n}`;
    case 'error':
    case 'connect-failed':
      return `${signal.event} ${signal.error}`;
    case 'connected':
    case 'accepted':
    case 'eof':
    case 'closed':
      return signal.event;
    default:
      return signal satisfies never;
  }
}

function describe(host: Host, cause: Cause, sent: readonly number[]): string {
  switch (cause.kind) {
    case 'call':
      return sent.length > 0 ? `${host} sent #${sent[0]}` : `${host}.${cause.call}`;
    case 'segment':
      return `#${cause.segment} arrived at ${host}`;
    case 'timer':
      return `${host} ${cause.timer} timer`;
    default:
      return cause satisfies never;
  }
}
