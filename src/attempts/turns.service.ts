// A question played in turns: each move is stored before the peer's reply to it is told, and stays.
import { Injectable } from '@nestjs/common';
import { judge } from '../assignments/timing.js';
import type { Principal } from '../auth/principal.js';
import type { Elapsed } from '../common/arrival.js';
import { Problem } from '../common/problems.js';
import { Database, type Tx } from '../prisma/database.js';
import {
  type ExchangeView,
  isPlayed,
  type Kind,
  kindOf,
  type Locale,
  playTurns,
  type Prompt,
  type Variant,
} from '../questions/index.js';
import { questionPlace, type QuestionPlace } from './place.queries.js';
import { exhausted, notTaken, unreadable } from './refusals.js';
import type { SubmitAnswer } from './submissions.dto.js';
import { holdAttempt } from './submissions.queries.js';
import type { TurnsView } from './turns.dto.js';
import { storedMoves, storeMoves } from './turns.queries.js';

@Injectable()
export class TurnsService {
  constructor(private readonly db: Database) {}

  /** What was played in the try that is open. @throws Problem not-found when the question is not played in turns */
  async read(
    principal: Principal,
    questionId: string,
    elapsed: Elapsed,
    locale?: Locale,
  ): Promise<TurnsView> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    const moves = await storedMoves(this.db, questionId);
    return turnsView(place, playedOf(place, moves, locale ?? place.locale));
  }

  /** The moves of the try that is open; none of a question that is not played in turns. */
  async movesIn(principal: Principal, questionId: string, elapsed: Elapsed): Promise<string[]> {
    const { kind } = await questionPlace(this.db, principal, questionId, elapsed);
    return isPlayed(kind) ? storedMoves(this.db, questionId) : [];
  }

  /**
   * Plays the moves that are not played yet. One that is cannot be changed; in practice the play goes on from there.
   * @throws Problem conflict, unreadable-answer, tries-exhausted, not-open, over, forbidden, not-found
   */
  async play(
    principal: Principal,
    questionId: string,
    moves: readonly string[],
    elapsed: Elapsed,
    locale?: Locale,
  ): Promise<TurnsView> {
    return this.db.$transaction(async (tx) => {
      const place = await this.#held(tx, principal, questionId, elapsed);
      const language = locale ?? place.locale;
      const { moves: wanted } = playedOf(place, moves, language);
      const stored = await storedMoves(tx, questionId);
      const differs = firstChange(stored, wanted);
      if (place.mode !== 'practice') refuseChange(stored, wanted);
      const kept = differs === -1 ? stored : stored.slice(0, differs);
      const added = wanted.slice(kept.length);
      if (added.length > 0) await storeMoves(tx, questionId, place.triesUsed, kept.length, added);
      return turnsView(place, playedOf(place, [...kept, ...added], language));
    });
  }

  /**
   * An answer with the turns that were played in it. What is typed for one of them must be what was played.
   * @throws Problem conflict, unreadable-answer
   */
  async settle(
    db: Tx,
    place: QuestionPlace,
    answer: SubmitAnswer,
    locale: Locale,
  ): Promise<{ answer: SubmitAnswer; turns: string[] }> {
    const stored = await storedMoves(db, place.questionId);
    const ids = (place.prompt as Prompt).blanks.map(({ id }) => id);
    const typed = stored.map((move, k) => {
      const cell = answer.cells[ids[k] ?? ''];
      return typeof cell === 'string' && cell.trim() !== '' ? cell : move;
    });
    refuseChange(stored, playedOf(place, typed, locale).moves);
    const cells = Object.fromEntries(stored.map((move, k) => [ids[k] ?? '', move]));
    return { answer: { cells: { ...answer.cells, ...cells } }, turns: stored };
  }

  /** The place, its attempt locked, where turns may be played now. */
  async #held(tx: Tx, principal: Principal, questionId: string, elapsed: Elapsed): Promise<QuestionPlace> {
    const before = await questionPlace(tx, principal, questionId, elapsed);
    if (before.learnerId !== principal.personId)
      throw new Problem('forbidden', 'Only the learner whose question it is may play it.');
    await holdAttempt(tx, before);
    const place = await questionPlace(tx, principal, questionId, elapsed);
    const verdict = judge(place.timing, place.state, place.startedAt, place.arrivedAt);
    if (!verdict.taken) throw notTaken(verdict.why);
    if (place.triesUsed >= place.tries) throw exhausted(place.tries);
    return place;
  }
}

/** The first stored move that another one should replace; -1: none. */
function firstChange(stored: readonly string[], wanted: readonly string[]): number {
  return stored.findIndex((move, k) => k < wanted.length && move !== wanted[k]);
}

function refuseChange(stored: readonly string[], wanted: readonly string[]): void {
  const change = firstChange(stored, wanted);
  if (change !== -1)
    throw new Problem('conflict', `Turn ${change + 1} is played already and stays as it is.`);
}

export interface Played {
  /** In canonical form. */
  moves: string[];
  exchange: ExchangeView;
}

/** A question with its key, as it is stored or drawn. */
export type Playable = Pick<QuestionPlace, 'kind' | 'prompt' | 'expected'>;

/** @throws Problem not-found when it is not played in turns, validation-failed, unreadable-answer */
export function playedOf(place: Playable, moves: readonly string[], locale: Locale): Played {
  const kind = kindOf(place.kind) as Kind;
  const { prompt, expected } = place as unknown as Variant;
  if (moves.length > prompt.blanks.length)
    throw new Problem('validation-failed', `There are ${prompt.blanks.length} turns.`);
  const cells = Object.fromEntries(moves.map((move, k) => [prompt.blanks[k]?.id ?? '', move]));
  const played = playTurns(kind, { prompt, expected }, { cells }, locale);
  if (played === null) throw new Problem('not-found', 'This question is not played in turns.');
  if (played.status === 'unparsable') throw unreadable(played.problems, locale);
  return played;
}

function turnsView({ questionId, triesUsed }: QuestionPlace, { moves, exchange }: Played): TurnsView {
  return { questionId, try: triesUsed + 1, moves, ...exchange };
}
