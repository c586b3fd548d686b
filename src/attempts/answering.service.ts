// Takes answers to questions of one attempt: judges and grades them by what was read, and has them stored in one call, with
// those that others give at the same moment, if that still holds. What has changed in between (a date, a correction, a hint, a turn) makes the call hand them back, and
// they are judged anew.
import { Injectable } from '@nestjs/common';
import { judge } from '../assignments/timing.js';
import type { Principal } from '../auth/principal.js';
import { Problem } from '../common/problems.js';
import { GradingService } from '../grading/grading.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database } from '../prisma/database.js';
import { Together } from '../prisma/together.js';
import { type Expected, isPlayed, type Locale } from '../questions/index.js';
import { type AnswerPlace, questionPlace, toldIn } from './place.queries.js';
import { coolingDown, exhausted, notTaken, unreadable } from './refusals.js';
import { type Asked, view } from './submission-view.js';
import type { SubmissionView, SubmitAnswer } from './submissions.dto.js';
import {
  type AnswersOf,
  type AskedAnswers,
  type JudgedAnswer,
  newAnswer,
  type NewAnswer,
  type Refusal,
  storeAnswers,
  type Stored,
} from './submit.queries.js';
import { TurnsService } from './turns.service.js';

/** How often an answer is judged anew; who changes the rules faster is waited for. */
const MOST_ROUNDS = 5;
const RETRY_AFTER_S = 1;

/** An answer, and where its question stands. */
export interface Given {
  place: AnswerPlace;
  typed: SubmitAnswer;
}

@Injectable()
export class AnsweringService {
  readonly #stored: Together<AskedAnswers, Stored>;

  constructor(
    private readonly db: Database,
    private readonly grading: GradingService,
    private readonly turns: TurnsService,
    private readonly jobs: JobsService,
  ) {
    this.#stored = new Together(
      (asked, alone) => storeAnswers(this.db, asked, alone),
      ({ of }) => of.learner.learnerId,
    );
  }

  /** What became of each of the answers, which are all by the principal and to different questions of one attempt. */
  async take(principal: Principal, given: Given[], asked: Asked): Promise<(SubmissionView | Problem)[]> {
    const results = new Map<string, SubmissionView | Problem>();
    let waiting = given;
    for (let round = 0; waiting.length > 0; round++) {
      if (round === MOST_ROUNDS)
        throw new Problem('unavailable', 'Send the request again in a moment.', undefined, RETRY_AFTER_S);
      if (round > 0) waiting = await this.#again(principal, waiting, asked, results);
      waiting = await this.#round(principal, waiting, asked, results);
    }
    return given.map(({ place }) => results.get(place.questionId) as SubmissionView | Problem);
  }

  /** Writes down what came of each; returns those that have to be judged anew. */
  async #round(
    principal: Principal,
    given: Given[],
    asked: Asked,
    results: Map<string, SubmissionView | Problem>,
  ): Promise<Given[]> {
    const judged: { each: Given; answer: NewAnswer }[] = [];
    const of = given[0] && answersOf(given[0].place);
    for (const each of given) {
      const { questionId } = each.place;
      const answer = await this.#judge(principal, each, asked).catch(asProblem);
      if (answer instanceof Problem) results.set(questionId, answer);
      else judged.push({ each, answer: newAnswer(of as AnswersOf, answer) });
    }
    if (!of || judged.length === 0) return [];
    const answers = judged.map(({ answer }) => answer);
    const stored = await this.#stored.ask({ of, answers });
    if ('whole' in stored) {
      if (stored.whole === 'stale') return judged.map(({ each }) => each);
      const why =
        stored.whole === 'closed' ? 'the assignment is closed' : 'this attempt is handed in or over';
      for (const { question } of answers)
        results.set(question, new Problem('over', `Nothing was taken: ${why}.`));
      return [];
    }
    this.jobs.nudge('event.fan-out');
    return judged.flatMap(({ each, answer }) => {
      const { place } = each;
      const number = stored.numbers[answer.question];
      const refusal = stored.refused[answer.question];
      if (refusal === 'stale') return [each];
      const result =
        number === undefined ? refused(refusal, place) : graded(place, answer, number, asked.locale);
      results.set(answer.question, result);
      return [];
    });
  }

  /** Reads anew where the questions stand. It is still the request that arrived when it did. */
  async #again(
    principal: Principal,
    given: Given[],
    { elapsed }: Asked,
    results: Map<string, SubmissionView | Problem>,
  ): Promise<Given[]> {
    const fresh: Given[] = [];
    for (const { place, typed } of given) {
      const { questionId, arrivedAt } = place;
      const found = await questionPlace(this.db, principal, questionId, elapsed).catch(asProblem);
      if (found instanceof Problem) results.set(questionId, found);
      else fresh.push({ place: { ...found, arrivedAt }, typed });
    }
    return fresh;
  }

  /** @throws Problem over, not-open, tries-exhausted, cooling-down, unreadable-answer, conflict */
  async #judge(principal: Principal, { place, typed }: Given, asked: Asked): Promise<JudgedAnswer> {
    const { timing, state, startedAt, arrivedAt: receivedAt, kind, expected, marking, hints } = place;
    const verdict = judge(timing, state, startedAt, receivedAt);
    if (!verdict.taken) throw notTaken(verdict.why);
    if (place.triesUsed >= place.tries) throw exhausted(place.tries);
    refuseHaste(place);
    const locale = asked.locale ?? place.locale;
    const { answer, turns } = isPlayed(kind)
      ? await this.#settled(principal, place, typed, asked, locale)
      : { answer: typed, turns: null };
    const hintsTo = hints.map(({ cell }) => cell);
    const outcome = this.grading.assess({ kind, expected, answer, marking, hintsTo });
    if (outcome.status === 'unparsable') throw unreadable(outcome.problems, locale);
    return {
      questionId: place.questionId,
      cells: answer.cells,
      receivedAt,
      inGrace: verdict.inGrace,
      latePercent: verdict.latePercent,
      fromDraft: false,
      cooldownS: place.cooldownS,
      revision: marking.revision,
      hints: hints.length,
      turns,
      expected: expected as Expected,
      outcome,
    };
  }

  /** The answer with the turns that were played in it. */
  async #settled(
    principal: Principal,
    { questionId }: AnswerPlace,
    typed: SubmitAnswer,
    { elapsed }: Asked,
    locale: Locale,
  ): Promise<{ answer: SubmitAnswer; turns: string[] }> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    return this.turns.settle(this.db, place, typed, locale);
  }
}

function answersOf(place: AnswerPlace): AnswersOf {
  const { attemptId, assignmentId, learnerId, lmsId, seen } = place;
  const { correctness: isTold } = toldIn(place, false);
  return { attemptId, assignmentId, learner: { learnerId, lmsId }, seen, isTold };
}

/** What is no refusal is a fault, and not caught. */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

/** @throws Problem cooling-down, with the seconds to wait */
function refuseHaste({ cooldownS, lastTryAt, arrivedAt }: AnswerPlace): void {
  if (cooldownS === 0 || lastTryAt === null) return;
  const waitedMs = Math.max(0, arrivedAt.getTime() - lastTryAt.getTime());
  if (waitedMs < cooldownS * 1000) throw coolingDown(cooldownS, cooldownS - Math.floor(waitedMs / 1000));
}

function refused(refusal: Refusal | undefined, { tries, cooldownS }: AnswerPlace): Problem {
  switch (refusal) {
    case 'exhausted':
      return exhausted(tries);
    case 'cooling-down':
      return coolingDown(cooldownS, cooldownS);
    case 'absent':
      return new Problem('not-found', 'There is no such question any more.');
    case 'stale':
    case undefined:
      throw new Error('an answer was neither stored nor refused');
    default:
      return refusal satisfies never;
  }
}

function graded(place: AnswerPlace, answer: NewAnswer, number: number, locale?: Locale): SubmissionView {
  const { possible, tries, triesUsed, questionId } = place;
  const told = toldIn(place, triesUsed + 1 >= tries);
  const { submission: id, ...stored } = answer;
  const result = { isByHand: false, comment: null, possible };
  return view({ ...stored, id, questionId, number, ...result, tries, told }, locale ?? place.locale);
}
