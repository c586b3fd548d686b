// Answers: taken, graded and stored before the POST is answered; the response is the result.
import { Injectable } from '@nestjs/common';
import type { Principal, Read } from '../auth/principal.js';
import { Problem, PROBLEMS, typeOf } from '../common/problems.js';
import { Database } from '../prisma/database.js';
import { type Expected, renderSolution } from '../questions/index.js';
import { AnsweringService } from './answering.service.js';
import type { SubmittedOne, SubmittedView } from './drafts.dto.js';
import { DraftsService } from './drafts.service.js';
import { answerPlaceIn, answerPlacesIn, questionPlace, toldIn } from './place.queries.js';
import { type Asked, stored, view, WITH_RESULT } from './submission-view.js';
import type { SolutionView, SubmissionView, SubmitAnswer } from './submissions.dto.js';

@Injectable()
export class SubmissionsService {
  constructor(
    private readonly db: Database,
    private readonly answering: AnsweringService,
    private readonly drafts: DraftsService,
  ) {}

  /**
   * Grades an answer and stores both. Tries are counted under a lock, so that two at once are two tries.
   * @param read a row of BEARER_AND_QUESTION
   * @throws Problem unreadable-answer (costs no try), tries-exhausted, not-open, over, forbidden, not-found
   */
  async submit(principal: Principal, read: Read, typed: SubmitAnswer, asked: Asked): Promise<SubmissionView> {
    const place = answerPlaceIn(read);
    if (place.learnerId !== principal.personId) {
      throw new Problem('forbidden', 'Only the learner whose question it is may answer it.');
    }
    const [result] = await this.answering.take(principal, [{ place, typed }], asked);
    if (result instanceof Problem) throw result;
    return result as SubmissionView;
  }

  /**
   * Each with its own result; a refused one costs no try. Without answers, the drafts.
   * @param read a row of BEARER_AND_ATTEMPT
   */
  async submitAll(
    principal: Principal,
    read: Read,
    answers: ({ questionId: string } & SubmitAnswer)[] | undefined,
    asked: Asked,
  ): Promise<SubmittedView> {
    const { attempt, questions } = answerPlacesIn(read);
    if (attempt.learnerId !== principal.personId)
      throw new Problem('forbidden', 'Only the learner whose attempt it is may answer in it.');
    const places = new Map(questions.map((place) => [place.questionId, place]));
    const wanted = answers ?? (await this.drafts.pending(attempt.attemptId));
    const given = wanted.flatMap(({ questionId, ...typed }) => {
      const place = places.get(questionId);
      return place ? [{ place, typed }] : [];
    });
    const results = await this.answering.take(principal, given, asked);
    const byQuestion = new Map(given.map(({ place }, i) => [place.questionId, results[i]]));
    const absent = new Problem('not-found', 'There is no such question in this attempt.');
    return { answers: wanted.map(({ questionId }) => one(questionId, byQuestion.get(questionId) ?? absent)) };
  }

  /** The right values, and how they come about. @throws Problem not-released */
  async solution(
    principal: Principal,
    questionId: string,
    { elapsed, locale }: Asked,
  ): Promise<SolutionView> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    const told = toldIn(place, place.triesUsed >= place.tries);
    if (!told.expected && !told.solution)
      throw new Problem('not-released', 'The right values are shown later; the assignment says when.');
    const solution = renderSolution(place.expected as Expected, locale ?? place.locale);
    if (told.solution) return solution;
    const valueOnly = { arithmetic: null, because: [], concepts: [] };
    const cells = solution.cells.map(({ cell, value }) => ({ cell, value, ...valueOnly }));
    return { cells, ladder: null, svg: null };
  }

  /** The tries at a question so far, the first one first. */
  async list(
    principal: Principal,
    questionId: string,
    { elapsed, locale }: Asked,
  ): Promise<SubmissionView[]> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    const submissions = await this.db.submission.findMany({
      where: { variantId: questionId },
      include: WITH_RESULT,
      orderBy: { number: 'asc' },
    });
    const told = toldIn(place, place.triesUsed >= place.tries);
    return submissions.map(({ answer: cells, ...row }) =>
      view(
        { ...row, questionId, cells, ...stored(row), possible: place.possible, tries: place.tries, told },
        locale ?? place.locale,
      ),
    );
  }
}

function one(questionId: string, result: SubmissionView | Problem): SubmittedOne {
  return result instanceof Problem
    ? { questionId, submission: null, refusal: refusalOf(result) }
    : { questionId, submission: result, refusal: null };
}

function refusalOf({ problem, detail, errors = [] }: Problem): SubmittedOne['refusal'] {
  return { type: typeOf(problem), status: PROBLEMS[problem].status, detail, errors };
}
