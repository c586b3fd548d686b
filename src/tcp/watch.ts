// How long a run is watched. A scenario may say so itself. Otherwise a run goes on until nothing is left to happen,
// except that a recorded scenario (one with a family) stops where its recorder did.

import type { HostState } from './host.js';
import type { Scenario } from './scenario.js';
import type { Timer } from './trace.js';

/** Families whose segments were forged one by one: what counts is the answer, not what timers do later. */
const FORGED = new Set([
  'closing-states',
  'established',
  'listen',
  'no-socket',
  'syn-data',
  'syn-received',
  'syn-sent',
]);

/** How long after the last call timers of such a scenario are followed, and how long anything is. */
const TIMERS_AFTER_FORGED_MS = 150;
const AFTER_FORGED_MS = 300;

export class Watch {
  private readonly lastCall: number;
  private readonly forged: boolean;
  private readonly configured: boolean;
  private readonly recorded: boolean;
  private readonly waitsForTimeWait: boolean;

  constructor(private readonly scenario: Scenario) {
    const script = scenario.script;
    this.lastCall = Math.max(0, ...script.map((item) => item.t_ms));
    this.recorded = scenario.family !== null;
    this.forged = FORGED.has(scenario.family ?? '') || script.some((item) => item.call === 'inject');
    this.configured = script.some((item) => item.call === 'sysctl' || item.call === 'setopt');
    this.waitsForTimeWait = scenario.family === 'time-wait' && script.at(-1)?.call === 'close';
  }

  /** The time after which nothing more is simulated. */
  get end(): number {
    if (this.scenario.until_ms !== null) return this.scenario.until_ms;
    return this.recorded && this.forged ? this.lastCall + AFTER_FORGED_MS : Infinity;
  }

  /** Whether the run goes on to a timer that is due at `at`, when nothing else is pending. */
  follows(host: HostState, timer: Timer, at: number): boolean {
    if (at > this.end) return false;
    if (timer === 'keepalive') return at <= this.keepaliveEnd(host);
    if (this.scenario.until_ms !== null || !this.recorded) return true;
    if (timer === 'time-wait') return this.waitsForTimeWait;
    if (timer === 'fin-wait-2') return this.configured;
    if (this.forged && at > this.lastCall + TIMERS_AFTER_FORGED_MS) return false;
    return true;
  }

  /** Keepalive of a living peer never ends: long enough to see a dead one found, and a little more. */
  private keepaliveEnd(host: HostState): number {
    if (this.scenario.until_ms !== null) return this.end;
    const { keepIdle_ms, keepInterval_ms, keepProbes } = host.options;
    const k = host.rules.keepalive;
    const idle = keepIdle_ms ?? k.idle_ms;
    const dead = idle + (keepInterval_ms ?? k.interval_ms) * (keepProbes ?? k.probes);
    return this.lastCall + dead + idle;
  }
}
