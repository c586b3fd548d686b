// When an assignment is open, what is late, and what lateness costs. Pure: the clock is an argument, and the only
// clock that may be passed is the database's. Both ends of a period belong to it: an answer at dueAt is on time.

export const STATES = ['draft', 'published', 'closed', 'archived'] as const;
export type State = (typeof STATES)[number];

/** The rules of time of an assignment, or of one learner's share in it. null: no such limit. */
export interface Timing {
  opensAt: Date | null;
  dueAt: Date | null;
  /** After it nothing is taken any more. */
  closesAt: Date | null;
  /** How far beyond an end an answer is still taken, and flagged. */
  graceS: number;
  /** What each begun period after dueAt takes off, 0..100. */
  latePercent: number;
  latePeriodS: number;
  /** How long one attempt may take. */
  timeLimitS: number | null;
  attemptsAllowed: number | null;
}

/** What differs for one learner, or for everybody in a group. null: nothing does. */
export interface Extension {
  opensAt: Date | null;
  dueAt: Date | null;
  closesAt: Date | null;
  /** Added to the time limit, in percent of it. */
  extraTimePercent: number | null;
  attemptsAllowed: number | null;
}

/**
 * The timing that holds for one learner. Field by field, the learner's own extension decides; without one, of those of
 * the learner's groups the one that gives most; without any, the assignment.
 */
export function timingWith(timing: Timing, own: Extension | null, groups: readonly Extension[]): Timing {
  const pick = <T>(of: (extension: Extension) => T | null, better: (a: T, b: T) => boolean): T | null => {
    const mine = own && of(own);
    if (mine !== null) return mine;
    const given = groups.map(of).filter((value) => value !== null);
    return given.reduce<T | null>(
      (best, value) => (best === null || better(value, best) ? value : best),
      null,
    );
  };
  const extra =
    pick(
      ({ extraTimePercent }) => extraTimePercent,
      (a, b) => a > b,
    ) ?? 0;
  const { timeLimitS } = timing;
  return {
    ...timing,
    opensAt:
      pick(
        ({ opensAt }) => opensAt,
        (a, b) => a < b,
      ) ?? timing.opensAt,
    dueAt:
      pick(
        ({ dueAt }) => dueAt,
        (a, b) => a > b,
      ) ?? timing.dueAt,
    closesAt:
      pick(
        ({ closesAt }) => closesAt,
        (a, b) => a > b,
      ) ?? timing.closesAt,
    timeLimitS: timeLimitS === null ? null : Math.ceil((timeLimitS * (100 + extra)) / 100),
    attemptsAllowed:
      pick(
        ({ attemptsAllowed }) => attemptsAllowed,
        (a, b) => a > b,
      ) ?? timing.attemptsAllowed,
  };
}

/** What is wrong with a timing, as (field, sentence) pairs; empty when nothing is. */
export function timingFaults({ opensAt, dueAt, closesAt }: Timing): { at: string; detail: string }[] {
  const faults: { at: string; detail: string }[] = [];
  const inOrder = (a: Date | null, b: Date | null) => a === null || b === null || a.getTime() <= b.getTime();
  if (!inOrder(opensAt, dueAt)) faults.push({ at: 'dueAt', detail: 'dueAt is before opensAt' });
  if (!inOrder(dueAt, closesAt)) faults.push({ at: 'closesAt', detail: 'closesAt is before dueAt' });
  if (!inOrder(opensAt, closesAt)) faults.push({ at: 'closesAt', detail: 'closesAt is before opensAt' });
  return faults;
}

export type StartVerdict = 'may-start' | 'not-open' | 'over' | 'exhausted';

/** Whether a learner who has begun `begun` attempts may begin another one. Grace is for answers, not for beginning. */
export function mayStart(timing: Timing, state: State, begun: number, now: Date): StartVerdict {
  if (state === 'draft' || isBefore(now, timing.opensAt)) return 'not-open';
  if (state !== 'published' || isAfter(now, timing.closesAt)) return 'over';
  return timing.attemptsAllowed !== null && begun >= timing.attemptsAllowed ? 'exhausted' : 'may-start';
}

/** When an attempt ends, grace not counted: at the close, or when its time is up. null: never. */
export function endOf({ closesAt, timeLimitS }: Timing, startedAt: Date): Date | null {
  const timeUp = timeLimitS === null ? null : plus(startedAt, timeLimitS);
  if (closesAt === null || timeUp === null) return closesAt ?? timeUp;
  return closesAt < timeUp ? closesAt : timeUp;
}

export type AnswerVerdict =
  | { taken: false; why: 'not-open' | 'over' }
  | {
      taken: true;
      /** It came after an end or after dueAt, but within the grace seconds, and costs nothing. */
      inGrace: boolean;
      /** What lateness takes off, 0..100. */
      latePercent: number;
      late: boolean;
    };

/** Judges an answer that arrived `at`, in an attempt begun at `startedAt` and not handed in. */
export function judge(timing: Timing, state: State, startedAt: Date, at: Date): AnswerVerdict {
  if (state === 'draft' || isBefore(at, timing.opensAt)) return { taken: false, why: 'not-open' };
  const end = endOf(timing, startedAt);
  const { graceS } = timing;
  if (state !== 'published' || (end && isAfter(at, plus(end, graceS)))) return { taken: false, why: 'over' };
  return { taken: true, ...lateness(timing, startedAt, at) };
}

/** How late an answer is that was taken; what a change of the dates is replayed with. */
export function lateness(
  timing: Timing,
  startedAt: Date,
  at: Date,
): { late: boolean; inGrace: boolean; latePercent: number } {
  const { dueAt, graceS, latePercent, latePeriodS } = timing;
  const late = dueAt !== null && isAfter(at, plus(dueAt, graceS));
  const periods = late ? Math.ceil((at.getTime() - dueAt.getTime()) / (latePeriodS * 1000)) : 0;
  return {
    late,
    inGrace: isAfter(at, endOf(timing, startedAt)) || (!late && isAfter(at, dueAt)),
    latePercent: Math.min(100, periods * latePercent),
  };
}

/** Points after the deduction for lateness, rounded half up: an integer, as every score. */
export function afterLate(earned: number, latePercent: number): number {
  return Math.floor((earned * (100 - latePercent) + 50) / 100);
}

/** Whole seconds until `end`, grace not counted; 0 when it has passed, null when there is none. */
export function secondsLeft(end: Date | null, now: Date): number | null {
  return end === null ? null : Math.max(0, Math.floor((end.getTime() - now.getTime()) / 1000));
}

function plus(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}

function isBefore(time: Date, limit: Date | null): boolean {
  return limit !== null && time < limit;
}

function isAfter(time: Date, limit: Date | null): boolean {
  return limit !== null && time > limit;
}
