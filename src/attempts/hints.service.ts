// Hints: given after so many tries where the item allows it. Each is stored with its question under the attempt's lock,
// since answers that come after it are worth less; asked for again it is told again and costs nothing more.
import { Injectable } from '@nestjs/common';
import { judge } from '../assignments/timing.js';
import type { Principal } from '../auth/principal.js';
import type { Elapsed } from '../common/arrival.js';
import { Problem } from '../common/problems.js';
import { Database } from '../prisma/database.js';
import { type Expected, hintCost, hintsTo, kindOf, type Locale } from '../questions/index.js';
import type { HintsView, TakeHint } from './hints.dto.js';
import { questionPlace, type QuestionPlace, type TakenHint } from './place.queries.js';
import { holdAttempt } from './submissions.queries.js';

@Injectable()
export class HintsService {
  constructor(private readonly db: Database) {}

  /** Those taken so far. */
  async list(
    principal: Principal,
    questionId: string,
    elapsed: Elapsed,
    locale?: Locale,
  ): Promise<HintsView> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    return view(place, place.hints, locale);
  }

  /** @throws Problem forbidden, over, not-open, conflict (too early, or out of order), not-found (no such hint) */
  async take(
    principal: Principal,
    questionId: string,
    { cell, number }: TakeHint,
    { elapsed, locale }: { elapsed: Elapsed; locale?: Locale },
  ): Promise<HintsView> {
    return this.db.$transaction(async (tx) => {
      const seen = await questionPlace(tx, principal, questionId, elapsed);
      if (seen.learnerId !== principal.personId)
        throw new Problem('forbidden', 'Hints are for the learner alone whose question it is.');
      if (isTaken(seen.hints, cell, number)) return view(seen, seen.hints, locale);
      await holdAttempt(tx, seen);
      const place = await questionPlace(tx, principal, questionId, elapsed);
      if (isTaken(place.hints, cell, number)) return view(place, place.hints, locale);
      refuse(place, cell, number, locale);
      const hints = [...place.hints, { cell, number, at: place.arrivedAt.toISOString() }];
      await tx.variant.update({
        where: { id: questionId },
        data: { hints: hints.map((hint) => ({ ...hint })) },
        select: { id: true },
      });
      return view(place, hints, locale);
    });
  }
}

function isTaken(hints: readonly TakenHint[], cell: string, number: number): boolean {
  return hints.some((hint) => hint.cell === cell && hint.number === number);
}

function refuse(place: QuestionPlace, cell: string, number: number, locale?: Locale): void {
  const { marking, hints, tries, triesUsed } = place;
  const verdict = judge(place.timing, place.state, place.startedAt, place.arrivedAt);
  if (!verdict.taken) throw new Problem(verdict.why, 'Hints are given while answers are taken.');
  if (marking.hints === undefined) throw new Problem('not-found', 'There are no hints to this question.');
  if (triesUsed >= tries)
    throw new Problem('tries-exhausted', 'No answer can follow, so a hint is of no use.');
  const { afterTries } = marking.hints;
  if (triesUsed < afterTries)
    throw new Problem('conflict', `Hints are given after ${afterTries} tries; ${triesUsed} are used.`);
  if (number > textsOf(place, cell, locale).length)
    throw new Problem('not-found', `There is no hint ${number} to ${JSON.stringify(cell)}.`);
  if (number > 1 && !isTaken(hints, cell, number - 1))
    throw new Problem('conflict', `Hint ${number - 1} to ${cell} comes first.`);
}

function textsOf({ kind: name, expected, locale }: QuestionPlace, cell: string, asked?: Locale): string[] {
  const kind = kindOf(name);
  if (!kind) throw new Error(`a stored question is of the kind ${name}, which this version does not have`);
  return hintsTo(kind, expected as Expected, cell, asked ?? locale);
}

function view(place: QuestionPlace, hints: readonly TakenHint[], locale?: Locale): HintsView {
  const price = place.marking.hints ?? { points: 0, percent: 0 };
  return {
    hints: hints.map(({ cell, number }) => {
      const texts = textsOf(place, cell, locale);
      return { cell, number, text: texts[number - 1] ?? '', isLast: number >= texts.length };
    }),
    cost: hintCost(hints.length, place.possible, price),
  };
}
