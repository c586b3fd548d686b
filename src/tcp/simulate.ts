// Runs a scenario on a virtual clock: calls at their times, segments through the network, timers when they are due.
// At one instant arrivals come before calls and calls before timers.

import type { HostState } from './host.js';
import { mutate } from './mutations.js';
import { type Numbering, RIGHT_NUMBERING, renumberer } from './numbering/index.js';
import { performCall } from './perform.js';
import { PROFILES } from './profiles.js';
import type { Scenario, ScriptItem } from './scenario.js';
import type { Trace, TraceSegment } from './trace.js';
import { Watch } from './watch.js';
import { SimulationLimit, World, type SimulateOptions, type Sink } from './world.js';

/** Bound of one run: more calls, arrivals and timers than this cut it with a SimulationLimit. */
export const MAX_STEPS = 200_000;

/**
 * Runs a scenario to its end.
 * @throws SimulationLimit when it would run away
 */
export function simulate(scenario: Scenario, options: SimulateOptions = {}): Trace {
  const trace: Trace = {
    name: scenario.name,
    profile: options.profile ?? 'textbook',
    isn: { client: scenario.isn.client, server: scenario.isn.server },
    segments: [],
    states: [],
    events: [],
    steps: [],
  };
  simulateInto(scenario, options, {
    segment: (segment) => trace.segments.push(segment),
    arrived: () => undefined,
    state: (change) => trace.states.push(change),
    event: (event) => trace.events.push(event),
    step: (step) => trace.steps.push(step),
  });
  const { numbering } = mutate(PROFILES[options.profile ?? 'textbook'], options.rules ?? []);
  return numbering === RIGHT_NUMBERING ? trace : { ...trace, segments: renumbered(trace, numbering) };
}

/** The segments as somebody writes them down who counts otherwise; what happens stays the same. */
function renumbered(trace: Trace, numbering: Numbering): TraceSegment[] {
  const writtenAt = renumberer(trace)(numbering);
  return trace.segments.map((segment, i) => ({ ...segment, ...writtenAt(i) }));
}

/**
 * The same, for runs too long to keep: everything goes into a sink and nothing is held. Mutations that only count
 * otherwise need the whole trace and change nothing here.
 */
export function simulateInto(scenario: Scenario, options: SimulateOptions, sink: Sink): void {
  new Run(scenario, options, sink).run();
}

class Run {
  private readonly world: World;
  private readonly script: ScriptItem[];
  private readonly watch: Watch;
  private readonly maxSteps: number;
  private steps = 0;

  constructor(scenario: Scenario, options: SimulateOptions, sink: Sink) {
    this.world = new World(scenario, options, sink);
    this.script = scenario.script.toSorted((a, b) => a.t_ms - b.t_ms);
    this.watch = new Watch(scenario);
    this.maxSteps = options.maxSteps ?? MAX_STEPS;
  }

  run(): void {
    while (this.next()) {
      this.steps += 1;
      if (this.steps > this.maxSteps)
        throw new SimulationLimit(`more than ${this.maxSteps} steps at ${this.world.now} ms`);
    }
  }

  /** Does the next thing that happens; false when nothing is left. */
  private next(): boolean {
    const { world } = this;
    const script = this.nextCall();
    const callAt = script === null ? Infinity : Math.max(world.now, script.t_ms);
    const arrivalAt = world.nextArrival;
    const { client, server } = world.hosts;
    const host = client.due <= server.due ? client : server;
    const first = Math.min(callAt, arrivalAt, host.due);
    if (first === Infinity || first > this.watch.end) return false;
    if (first < world.now) throw new Error(`time went back from ${world.now} to ${first} ms`);
    if (arrivalAt === first) {
      world.arrive();
    } else if (callAt === first && script !== null) {
      world.now = callAt;
      this.script.splice(this.script.indexOf(script), 1);
      performCall(world, script);
    } else {
      const more = callAt < Infinity || arrivalAt < Infinity;
      if (!more && !this.watch.follows(host, host.dueTimer, host.due)) return this.skipTimer(host);
      world.now = host.due;
      const timer = host.dueTimer;
      world.done(host, { kind: 'timer', timer }, host.state, host.timeout(timer, world.now));
    }
    return true;
  }

  /** This timer is not watched; others may be. */
  private skipTimer(host: HostState): boolean {
    host.stop(host.dueTimer);
    const { client, server } = this.world.hosts;
    return Math.min(client.due, server.due) < Infinity;
  }

  /** The first call whose trigger has happened. */
  private nextCall(): ScriptItem | null {
    for (const item of this.script) {
      if (item.trigger === null || this.world.hosts[item.trigger.host].hasSeen(item.trigger)) return item;
    }
    return null;
  }
}
