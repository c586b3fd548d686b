// What holds whatever the network does: random scenarios with loss, duplication and reordering, all three profiles.
// LASTACK_RUNS sets how many (20000 for the full form).
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  atOrBefore,
  before,
  distance,
  parseScenario,
  simulate,
  simulateInto,
  type Host,
  type ProfileName,
  type Scenario,
  type State,
  type Step,
  type Tcb,
} from './index.js';

const RUNS = Number(process.env['LASTACK_RUNS'] ?? 1000);
const NETWORK_WELL_MS = 30_000;
const peer = (host: Host): Host => (host === 'client' ? 'server' : 'client');

interface Plan {
  profile: ProfileName;
  delays: [number, number];
  isn: [number, number];
  seed: string;
  loss: number;
  duplicate: number;
  reorder: number;
  mtu: number;
  sends: { host: Host; t_ms: number; n: number }[];
  closes: [number, number];
  half: [boolean, boolean];
}

const near = fc.oneof(
  fc.nat({ max: 2 ** 32 - 1 }),
  fc.constantFrom(2 ** 32 - 1, 2 ** 32 - 100, 2 ** 31 - 1, 0),
);

const plans: fc.Arbitrary<Plan> = fc.record({
  profile: fc.constantFrom<ProfileName>('textbook', 'rfc9293', 'linux'),
  delays: fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 })),
  isn: fc.tuple(near, near),
  seed: fc.string({ maxLength: 8 }),
  loss: fc.constantFrom(0, 0.05, 0.2, 0.5),
  duplicate: fc.constantFrom(0, 0.1, 0.3),
  reorder: fc.constantFrom(0, 0.2, 0.5),
  mtu: fc.constantFrom(140, 576, 1500),
  sends: fc.array(
    fc.record({
      host: fc.constantFrom<Host>('client', 'server'),
      t_ms: fc.integer({ min: 0, max: 3000 }),
      n: fc.integer({ min: 1, max: 6000 }),
    }),
    { maxLength: 6 },
  ),
  closes: fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 })),
  half: fc.tuple(fc.boolean(), fc.boolean()),
});

function scenarioOf(plan: Plan): Scenario {
  const after = { client: 'client.connected', server: 'server.accepted' };
  const script = [
    { t_ms: 0, host: 'server', call: 'listen' },
    { t_ms: 0, host: 'client', call: 'connect' },
    ...plan.sends.map(({ host, t_ms, n }) => ({
      t_ms,
      host,
      call: 'send',
      args: { n },
      trigger: after[host],
    })),
    ...(['client', 'server'] as const).map((host, i) => ({
      t_ms: Math.max(plan.closes[i] ?? 0, ...plan.sends.filter((s) => s.host === host).map((s) => s.t_ms)),
      host,
      call: plan.half[i] === true ? 'shutdown' : 'close',
      trigger: after[host],
    })),
  ];
  const parsed = parseScenario({
    isn: { client: plan.isn[0], server: plan.isn[1] },
    link: { delay_ms: { client: plan.delays[0], server: plan.delays[1] }, mtu: plan.mtu },
    script,
    noise: {
      seed: plan.seed,
      loss: plan.loss,
      duplicate: plan.duplicate,
      reorder: plan.reorder,
      reorder_ms: 300,
      until_ms: NETWORK_WELL_MS,
    },
  });
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.scenario;
}

/** Figure 5, and what one segment can do by taking two of its arrows at once. CLOSED is below. */
const ARROWS: Readonly<Record<State, readonly State[]>> = {
  CLOSED: ['LISTEN', 'SYN-SENT', 'SYN-RECEIVED'],
  LISTEN: ['SYN-SENT', 'SYN-RECEIVED'],
  'SYN-SENT': ['SYN-RECEIVED', 'ESTABLISHED'],
  'SYN-RECEIVED': ['ESTABLISHED', 'FIN-WAIT-1', 'LISTEN', 'CLOSE-WAIT', 'TIME-WAIT'],
  ESTABLISHED: ['FIN-WAIT-1', 'CLOSE-WAIT'],
  'FIN-WAIT-1': ['FIN-WAIT-2', 'CLOSING', 'TIME-WAIT'],
  'FIN-WAIT-2': ['TIME-WAIT'],
  'CLOSE-WAIT': ['LAST-ACK'],
  CLOSING: ['TIME-WAIT'],
  'LAST-ACK': [],
  'TIME-WAIT': ['SYN-RECEIVED'],
};

/** The clauses by which any synchronized state or handshake may end; figure 5 leaves them out. */
const ENDS: readonly string[] = [
  '9293:3.10.7.3-second',
  '9293:3.10.7.4-second',
  '9293:3.10.7.4-second-active',
  '9293:3.10.7.4-second-passive',
  '9293:3.6.1-reset-after-close',
  '9293:3.6.1-unread',
  '9293:3.8.3-give-up',
];
/** And those by which a certain state ends. */
const ENDS_OF: Readonly<Partial<Record<State, readonly string[]>>> = {
  'FIN-WAIT-2': ['linux:fin-wait-2-timeout'],
  'LAST-ACK': ['9293:3.10.7.4-fifth-last-ack'],
  'SYN-SENT': ['9293:3.10.4-syn-sent'],
  'TIME-WAIT': ['9293:3.10.8-time-wait', '1337:2-assassination'],
};

function mayEnd(from: State, because: readonly string[]): boolean {
  const last = because.at(-1) ?? '';
  return ENDS.includes(last) || (ENDS_OF[from] ?? []).includes(last);
}

/** Follows one run from outside: what was sent, what arrived, what applications got. */
class Observer {
  readonly sent: Record<Host, number> = { client: 0, server: 0 };
  readonly delivered: Record<Host, number> = { client: 0, server: 0 };
  readonly faults: string[] = [];
  readonly states: Record<Host, State> = { client: 'CLOSED', server: 'CLOSED' };
  /** Octets of the peer's stream that came to each host without a gap, and what came beyond one. */
  private readonly inOrder: Record<Host, number> = { client: 0, server: 0 };
  private readonly beyond: Record<Host, [start: number, end: number][]> = { client: [], server: [] };
  private readonly acknowledged: Record<Host, number> = { client: 0, server: 0 };
  private readonly first: Record<Host, Tcb | null> = { client: null, server: null };
  private readonly connections: Record<Host, Tcb | null> = { client: null, server: null };
  reset = false;
  /** An old SYN has made a second connection; the counts below are of the first. */
  private again = false;

  constructor(private readonly plan: Plan) {
    for (const { host, n } of plan.sends) this.sent[host] += n;
  }

  check(ok: boolean, fault: string): void {
    if (!ok) this.faults.push(fault);
  }

  follow(scenario: Scenario): void {
    simulateInto(
      scenario,
      { profile: this.plan.profile },
      {
        segment: (s) => {
          if (s.flags.includes('RST')) this.reset = true;
        },
        arrived: (s) => {
          const host = peer(s.from);
          if (this.again) return;
          this.octets(host, (s.seq - this.isnOf(s.from) - 1) >>> 0, s.len);
          this.check(this.delivered[host] <= this.inOrder[host], `${host} got what never arrived`);
        },
        state: ({ client, server }) => Object.assign(this.states, { client, server }),
        event: ({ host, event }) => this.event(host, event),
        step: (step, tcb) => {
          this.step(step);
          this.variables(step.host, tcb);
        },
      },
    );
    if (this.again || this.plan.half.includes(false)) return;
    for (const host of ['client', 'server'] as const) {
      this.check(
        this.acknowledged[host] <= this.delivered[peer(host)],
        `${host}: acknowledged, not delivered`,
      );
    }
  }

  private isnOf(host: Host): number {
    return this.plan.isn[host === 'client' ? 0 : 1] ?? 0;
  }

  /** Joins what arrived to what is in order; a plain model, written without the simulator's own queue. */
  private octets(host: Host, start: number, n: number): void {
    if (n === 0) return;
    this.beyond[host].push([start, start + n]);
    this.beyond[host].sort((a, b) => a[0] - b[0]);
    this.beyond[host] = this.beyond[host].filter(([from, to]) => {
      if (from > this.inOrder[host]) return true;
      this.inOrder[host] = Math.max(this.inOrder[host], to);
      return false;
    });
  }

  private event(host: Host, event: string): void {
    const recv = /^recv (\d+)$/.exec(event);
    if (recv === null) return;
    this.delivered[host] += Number(recv[1]);
    this.check(this.delivered[host] <= this.sent[peer(host)], `${host} got more than was sent`);
  }

  private step({ host, before: from, after: to, because }: Step): void {
    // Where there is a listener, the end of a connection leaves LISTEN.
    const ended = to === 'CLOSED' || to === 'LISTEN';
    const fine = from === to || ARROWS[from].includes(to) || (ended && mayEnd(from, because));
    this.check(fine, `${host}: ${from} -> ${to} by ${because.join(', ')}`);
  }

  private variables(host: Host, tcb: Tcb | null): void {
    const previous = this.connections[host];
    this.connections[host] = tcb;
    if (tcb === null) return;
    this.check(atOrBefore(tcb.snd.una, tcb.snd.nxt), `${host}: SND.UNA > SND.NXT`);
    if (tcb.state === 'LISTEN' || tcb.state === 'SYN-SENT') return;
    const outstanding = tcb.sent[0];
    this.check(
      outstanding === undefined || outstanding.seq === tcb.snd.una,
      `${host}: the queue does not begin at SND.UNA`,
    );
    const first = this.first[host];
    if (first === null) this.first[host] = tcb;
    else if (first.iss !== tcb.iss || first.irs !== tcb.irs) this.again = true;
    if (this.again || previous === null || previous.irs !== tcb.irs) return;
    this.check(!before(tcb.rcv.nxt, previous.rcv.nxt), `${host}: RCV.NXT went back`);
    this.check(!before(tcb.snd.una, previous.snd.una), `${host}: SND.UNA went back`);
    if (tcb.state === 'SYN-RECEIVED') return;
    const text = distance(tcb.iss, tcb.snd.una) - 1 - (tcb.fin === 'sent' && tcb.sent.length === 0 ? 1 : 0);
    this.acknowledged[host] = Math.max(this.acknowledged[host], text);
    const taken = distance(tcb.irs, tcb.rcv.nxt) - 1 - (tcb.finReceived ? 1 : 0);
    const kept = tcb.orphan ? tcb.unread : 0;
    this.check(
      this.delivered[host] + kept <= taken + tcb.unread,
      `${host}: delivered more than RCV.NXT covers`,
    );
  }
}

function observe(plan: Plan): Observer {
  const observer = new Observer(plan);
  observer.follow(scenarioOf(plan));
  return observer;
}

/** Plans that once failed. */
const ONCE_FAILED: [Plan][] = [
  // A duplicate of the SYN comes back after the connection is gone, and its request was closed like a connection.
  [
    {
      profile: 'linux',
      delays: [1, 1],
      isn: [0, 0],
      seed: '=XX@(',
      loss: 0.5,
      duplicate: 0.1,
      reorder: 0,
      mtu: 140,
      sends: [
        { host: 'client', t_ms: 0, n: 201 },
        { host: 'server', t_ms: 0, n: 301 },
      ],
      closes: [0, 2278],
      half: [false, false],
    },
  ],
];

describe(`over ${RUNS} random scenarios`, () => {
  test('numbers stay in order, nothing is delivered twice or out of order, states follow figure 5', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(observe(plan).faults).toEqual([]);
      }),
      { numRuns: RUNS, examples: ONCE_FAILED },
    );
  });

  test('both ends come to CLOSED once the network is well, and what was sent was delivered', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { states, delivered, sent, reset } = observe(plan);
        expect(['CLOSED', 'LISTEN']).toContain(states.client);
        expect(['CLOSED', 'LISTEN']).toContain(states.server);
        if (reset || plan.half.includes(false)) return;
        const connected = delivered.server + delivered.client > 0 || sent.client + sent.server === 0;
        if (connected && plan.loss < 0.5)
          expect(delivered).toEqual({ client: sent.server, server: sent.client });
      }),
      { numRuns: RUNS, examples: ONCE_FAILED },
    );
  });

  test('the same scenario gives the same bytes', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const run = (): string => JSON.stringify(simulate(scenarioOf(plan), { profile: plan.profile }));
        expect(run()).toBe(run());
      }),
      { numRuns: Math.ceil(RUNS / 10), examples: ONCE_FAILED },
    );
  });
});
