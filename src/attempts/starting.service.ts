// Begins attempts: draws all questions by what was read, and stores them in one call, with those of others who begin at
// the same moment, if that still holds; otherwise it looks again. Nothing is drawn for who has an attempt open.
import { Injectable } from '@nestjs/common';
import { endOf, judge, mayStart } from '../assignments/timing.js';
import type { Principal, Read } from '../auth/principal.js';
import type { Elapsed } from '../common/arrival.js';
import { Problem, type ProblemName } from '../common/problems.js';
import { Settings } from '../config.js';
import { newEvent, type NewEvent } from '../events/events.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database } from '../prisma/database.js';
import { newId } from '../prisma/id.js';
import { Together } from '../prisma/together.js';
import { type AttemptView, attemptView } from './attempts.dto.js';
import { AttemptsService } from './attempts.service.js';
import { drawVariants, packVariant } from './drawing.js';
import { secondsUntilOver } from './ending.service.js';
import {
  type AskedAttempt,
  type NewAttempt,
  type StartPlace,
  startPlace,
  startPlaceIn,
  storeAttempts,
} from './start.queries.js';

const NO_START: Record<'not-open' | 'over' | 'exhausted', [ProblemName, string]> = {
  'not-open': ['not-open', 'It opens later; the assignment says when.'],
  over: ['over', 'It is closed, and nothing can be begun any more.'],
  exhausted: ['attempts-exhausted', 'Every attempt that you have is begun and over.'],
};

/** How often the place is looked at anew; who changes it faster is waited for. */
const MOST_ROUNDS = 5;
const RETRY_AFTER_S = 1;

@Injectable()
export class StartingService {
  readonly #stored: Together<AskedAttempt, boolean>;

  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly attempts: AttemptsService,
    private readonly jobs: JobsService,
  ) {
    this.#stored = new Together(
      (asked, alone) => storeAttempts(this.db, asked, alone),
      ({ learnerId }) => learnerId,
    );
  }

  /**
   * The learner's open attempt, or else a new one; `created` says which. A retried request finds the same one.
   * @param read a row of BEARER_AND_START
   * @throws Problem not-open, over, attempts-exhausted; forbidden to who is no student
   */
  start(principal: Principal, read: Read, elapsed: Elapsed) {
    return this.#start(principal, startPlaceIn(read), elapsed);
  }

  /** The same where nothing was read along. */
  async startById(principal: Principal, assignmentId: string, elapsed: Elapsed) {
    const place = await startPlace(this.db, principal, assignmentId, elapsed);
    return this.#start(principal, place, elapsed);
  }

  async #start(
    principal: Principal,
    read: StartPlace,
    elapsed: Elapsed,
  ): Promise<{ attempt: AttemptView; created: boolean }> {
    let place = read;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if (round > 0) place = await startPlace(this.db, principal, place.id, elapsed);
      const open = openIn(place);
      if (open) return { attempt: await this.attempts.read(principal, open, elapsed), created: false };
      const attempt = this.#begun(place, principal.personId);
      if (await this.#stored.ask({ place, learnerId: principal.personId, attempt })) {
        this.jobs.nudge('event.fan-out');
        return { attempt: newView(place, principal.personId, attempt), created: true };
      }
    }
    throw new Problem('unavailable', 'Send the request again in a moment.', undefined, RETRY_AFTER_S);
  }

  /** @throws Problem not-open, over, attempts-exhausted */
  #begun(place: StartPlace, learnerId: string): NewAttempt {
    const { id: assignmentId, lmsId, attempts, timing, state, arrivedAt: startedAt } = place;
    const verdict = mayStart(timing, state, attempts.length, startedAt);
    if (verdict !== 'may-start') throw new Problem(...NO_START[verdict]);
    const number = attempts.length + 1;
    const id = newId();
    const of = { learnerId, lmsId, assignmentId };
    const events: NewEvent[] = [];
    const ended = endedIn(place);
    if (ended?.isNew) {
      const data = { ...of, attemptId: ended.id, number: ended.number, submittedAt: ended.at.toISOString() };
      events.push(newEvent('attempt.submitted', data, {}));
    }
    const data = { ...of, attemptId: id, number, startedAt: startedAt.toISOString() };
    events.push(newEvent('attempt.started', data, {}));
    return {
      begun: {
        id,
        number,
        allowed: timing.attemptsAllowed,
        startedAt,
        ended: ended && { id: ended.id, at: ended.at },
        endAfterS: secondsUntilOver(timing, startedAt, startedAt),
      },
      questions: drawVariants(this.settings.secret, place, learnerId, number).map(packVariant),
      events,
    };
  }
}

/** The id of the attempt that goes on. @throws Problem forbidden to who is no student, not-open */
function openIn({ role, attempts, timing, state, arrivedAt }: StartPlace): string | null {
  if (role !== 'student')
    throw new Problem('forbidden', `Attempts are for a course’s students; you are ${role} here.`);
  const open = attempts.find((attempt) => attempt.open);
  if (!open) return null;
  const verdict = judge(timing, state, open.startedAt, arrivedAt);
  if (verdict.taken) return open.id;
  if (verdict.why === 'not-open') throw new Problem(...NO_START['not-open']);
  return null;
}

/** The attempt that is still open though its time is up, when it ended, and whether nobody was told so yet. */
function endedIn({ attempts, timing, arrivedAt }: StartPlace) {
  const open = attempts.find((attempt) => attempt.open);
  if (!open) return null;
  const end = endOf(timing, open.startedAt) ?? arrivedAt;
  const at = end < arrivedAt ? end : arrivedAt;
  return { id: open.id, number: open.number, at, isNew: open.toldEnd?.getTime() !== at.getTime() };
}

function newView(place: StartPlace, learnerId: string, attempt: NewAttempt): AttemptView {
  const { id: assignmentId, timing, state, arrivedAt, items } = place;
  const { id: attemptId, number, startedAt } = attempt.begun;
  const positions = new Map(items.map(({ id, position }) => [id, position]));
  const questions = attempt.questions.map(({ id, itemId, kind, possible, tries }) => ({
    id,
    kind,
    possible,
    tries,
    triesUsed: 0,
    item: { position: positions.get(itemId) ?? 0 },
  }));
  const times = { startedAt, finishedAt: null, arrivedAt };
  return attemptView({ attemptId, assignmentId, learnerId, number, timing, state, ...times }, questions);
}
