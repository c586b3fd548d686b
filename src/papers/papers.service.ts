// Questions before anybody gets them: a preview of an item, and a whole assignment on paper. They are drawn as the
// service draws them for an attempt, and nothing is stored.
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AssignmentsService, type AssignmentWithItems } from '../assignments/assignments.service.js';
import { drawVariants } from '../attempts/drawing.js';
import type { Principal } from '../auth/principal.js';
import { Problem } from '../common/problems.js';
import { Settings } from '../config.js';
import { CoursesService } from '../courses/courses.service.js';
import { Database } from '../prisma/database.js';
import { DRAWN_SQL, unpackDrawn } from '../prisma/drawn.js';
import {
  drawVariant,
  kindOf,
  type Locale,
  renderPrompt,
  renderSolution,
  type Variant,
} from '../questions/index.js';
import { paper, type Sheet } from './paper.js';
import type { PaperQuery, PreviewQuery, PreviewView } from './papers.dto.js';

const MOST_SHEETS = 200;

/** A question as it is drawn. */
interface Question extends Variant {
  itemId: string;
  kind: string;
}

@Injectable()
export class PapersService {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly courses: CoursesService,
    private readonly assignments: AssignmentsService,
  ) {}

  /** An item as a seed, or a student, would show it. @throws Problem not-found, validation-failed */
  async preview(
    principal: Principal,
    assignmentId: string,
    itemId: string,
    query: PreviewQuery,
  ): Promise<PreviewView> {
    const assignment = await this.assignments.editable(principal, assignmentId);
    const item = assignment.items.find(({ id }) => id === itemId);
    if (!item) throw new Problem('not-found', 'The assignment has no such item.');
    const { seed, learnerId, attempt } = query;
    if ((seed === undefined) === (learnerId === undefined)) {
      const detail = 'give either a seed or a learnerId';
      throw new Problem('validation-failed', `Nothing was drawn: ${detail}.`, [{ at: 'seed', detail }]);
    }
    const question =
      learnerId === undefined
        ? bySeed(item, seed ?? '')
        : (await this.#questionsOf(assignment, learnerId, attempt)).find((each) => each.itemId === itemId);
    if (!question) throw new Problem('not-found', 'This item is not among those drawn for the student.');
    const locale = query.locale ?? (await this.#locale(principal, assignment));
    const { title, text, task, ladder, svg, blanks } = viewOf(question, locale);
    const solution = solutionOf(question, locale);
    return { itemId, kind: question.kind, locale, title, text, task, ladder, svg, blanks, solution };
  }

  /** The assignment for each student of a list, or the key to it, as HTML. */
  async paper(principal: Principal, assignmentId: string, query: PaperQuery): Promise<string> {
    const assignment = await this.assignments.editable(principal, assignmentId);
    const { courseId, title } = assignment;
    const locale = query.locale ?? (await this.#locale(principal, assignment));
    const members = await this.db.member.findMany({
      where: { courseId, role: 'student', ...(query.learners && { personId: { in: query.learners } }) },
      include: { person: { select: { name: true } } },
      orderBy: { personId: 'asc' },
      take: MOST_SHEETS + 1,
    });
    if (members.length < new Set(query.learners).size)
      throw new Problem('not-found', 'Not all of them are students of this course.');
    if (members.length > MOST_SHEETS)
      throw new Problem(
        'conflict',
        `A paper is for up to ${MOST_SHEETS} students; say for which with learners.`,
      );
    const points = new Map(assignment.items.map((item) => [item.id, item.points]));
    const sheets: Sheet[] = [];
    for (const { personId, person, lmsId } of members) {
      const questions = await this.#questionsOf(assignment, personId, 1);
      sheets.push({
        name: person.name,
        lmsId,
        questions: questions.map((question) => ({
          points: points.get(question.itemId) ?? 0,
          view: viewOf(question, locale),
          solution: solutionOf(question, locale),
        })),
      });
    }
    return paper(title, sheets, query.key, locale);
  }

  /** What a student has got in an attempt, or would get. */
  async #questionsOf(
    assignment: AssignmentWithItems,
    learnerId: string,
    number: number,
  ): Promise<Question[]> {
    const { id: assignmentId, courseId } = assignment;
    const member = await this.db.member.findFirst({
      where: { courseId, personId: learnerId, role: 'student' },
    });
    if (!member) throw new Problem('not-found', 'There is no such student in this course.');
    const stored = await this.db.$queryRaw<(Pick<Question, 'itemId' | 'kind'> & { drawn: Uint8Array })[]>`
      SELECT variant.item_id AS "itemId", variant.kind, ${DRAWN_SQL} AS drawn
      FROM attempts attempt JOIN variants variant ON variant.attempt_id = attempt.id JOIN items item ON item.id = item_id
      WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.learner_id = ${learnerId}::uuid
        AND attempt.number = ${number}
      ORDER BY item.position`;
    if (stored.length > 0)
      return stored.map(({ drawn, ...question }) => ({ ...question, ...(unpackDrawn(drawn) as Variant) }));
    const positions = new Map(assignment.items.map(({ id, position }) => [id, position]));
    return drawVariants(this.settings.secret, assignment, learnerId, number)
      .map(({ itemId, kind, prompt, expected }) => ({ itemId, kind, prompt, expected }))
      .toSorted((a, b) => (positions.get(a.itemId) ?? 0) - (positions.get(b.itemId) ?? 0));
  }

  async #locale(principal: Principal, { courseId }: AssignmentWithItems): Promise<Locale> {
    return (await this.courses.membership(principal, courseId)).course.locale as Locale;
  }
}

/** The text is hashed: no student's seed can be given. */
function bySeed(item: AssignmentWithItems['items'][number], text: string): Question {
  const kind = kindOf(item.kind);
  if (!kind) throw new Error(`item ${item.id} is of the kind ${item.kind}, which this version does not have`);
  const seed = createHash('sha256').update(`preview:${text}`).digest('hex');
  const { prompt, expected } = drawVariant(kind, item.params, seed, item.points);
  return { itemId: item.id, kind: kind.name, prompt, expected };
}

function viewOf({ kind: name, prompt }: Question, locale: Locale) {
  const kind = kindOf(name);
  if (!kind) throw new Error(`a question is of the kind ${name}, which this version does not have`);
  return renderPrompt(kind, prompt, locale);
}

function solutionOf({ expected }: Question, locale: Locale): { cell: string; value: string }[] {
  return renderSolution(expected, locale).cells.map(({ cell, value }) => ({ cell, value }));
}
