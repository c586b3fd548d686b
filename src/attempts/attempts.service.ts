// Attempts and the variants in them: what one learner got. Nothing here tells what is expected.
import { Injectable } from '@nestjs/common';
import { AssignmentsService, type AssignmentWithItems } from '../assignments/assignments.service.js';
import type { Principal } from '../auth/principal.js';
import { Problem } from '../common/problems.js';
import { Settings } from '../config.js';
import { CoursesService, type Membership } from '../courses/courses.service.js';
import { Prisma } from '../generated/prisma/client.js';
import { Database } from '../prisma/database.js';
import { json } from '../prisma/json.js';
import {
  drawVariant,
  engineVersion,
  kindOf,
  type Locale,
  type Prompt,
  renderPrompt,
} from '../questions/index.js';
import { deriveSeed } from '../random.js';
import type { AttemptView, QuestionRef, QuestionView } from './attempts.dto.js';

/** A learner has one attempt at an assignment. */
const ONLY_ATTEMPT = 1;

const WITH_QUESTIONS = {
  assignment: { select: { courseId: true } },
  variants: { include: { item: { select: { position: true } }, _count: { select: { submissions: true } } } },
} satisfies Prisma.AttemptInclude;

interface VariantRow {
  id: string;
  kind: string;
  possible: number;
  tries: number;
  item: { position: number };
  _count: { submissions: number };
}

interface AttemptRow {
  id: string;
  assignmentId: string;
  learnerId: string;
  number: number;
  startedAt: Date;
  variants: VariantRow[];
}

const WITH_PLACE = {
  attempt: { include: { assignment: { select: { courseId: true } } } },
  item: { select: { position: true } },
  _count: { select: { submissions: true } },
} satisfies Prisma.VariantInclude;

@Injectable()
export class AttemptsService {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly assignments: AssignmentsService,
    private readonly courses: CoursesService,
  ) {}

  /** The learner's attempt; `created` says whether this request began it. A retried request finds the same one. */
  async start(
    principal: Principal,
    assignmentId: string,
  ): Promise<{ attempt: AttemptView; created: boolean }> {
    const { assignment, membership } = await this.assignments.visible(principal, assignmentId);
    if (membership.role !== 'student') {
      throw new Problem('forbidden', 'Attempts are for a course’s students; you are instructor here.');
    }
    const standing = await this.#find(assignmentId, principal.personId);
    if (standing) return { attempt: attemptView(standing), created: false };
    try {
      const attempt = await this.db.attempt.create({
        data: {
          assignmentId,
          learnerId: principal.personId,
          number: ONLY_ATTEMPT,
          variants: { create: this.#draw(assignment, principal.personId) },
        },
        include: WITH_QUESTIONS,
      });
      return { attempt: attemptView(attempt), created: true };
    } catch (error) {
      const isTwin = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
      const twin = isTwin && (await this.#find(assignmentId, principal.personId));
      if (!twin) throw error;
      return { attempt: attemptView(twin), created: false };
    }
  }

  async read(principal: Principal, attemptId: string): Promise<AttemptView> {
    const attempt = await this.db.attempt.findUnique({ where: { id: attemptId }, include: WITH_QUESTIONS });
    if (!attempt) throw absent();
    await this.mayRead(principal, attempt.assignment.courseId, attempt.learnerId);
    return attemptView(attempt);
  }

  async question(principal: Principal, questionId: string, locale?: Locale): Promise<QuestionView> {
    const variant = await this.db.variant.findUnique({ where: { id: questionId }, include: WITH_PLACE });
    if (!variant) throw absent();
    const { courseId } = variant.attempt.assignment;
    const { course } = await this.mayRead(principal, courseId, variant.attempt.learnerId);
    const kind = kindOf(variant.kind);
    if (!kind)
      throw new Error(`a stored question is of the kind ${variant.kind}, which this version does not have`);
    const language = locale ?? (course.locale as Locale);
    const { title, text, task, table, ladder, svg, blanks } = renderPrompt(
      kind,
      variant.prompt as unknown as Prompt,
      language,
    );
    return {
      ...questionRef(variant),
      attemptId: variant.attemptId,
      locale: language,
      title,
      text,
      task,
      table,
      ladder,
      svg,
      blanks,
    };
  }

  /**
   * The learner and the instructors of the course may read what is a learner's; to others it does not exist.
   * @throws Problem not-found
   */
  async mayRead(principal: Principal, courseId: string, learnerId: string): Promise<Membership> {
    const membership = await this.courses.membership(principal, courseId).catch((error: unknown) => {
      throw error instanceof Problem ? absent() : error;
    });
    if (membership.role !== 'instructor' && learnerId !== principal.personId) throw absent();
    return membership;
  }

  #find(assignmentId: string, learnerId: string): Promise<AttemptRow | null> {
    return this.db.attempt.findUnique({
      where: { assignmentId_learnerId_number: { assignmentId, learnerId, number: ONLY_ATTEMPT } },
      include: WITH_QUESTIONS,
    });
  }

  #draw(assignment: AssignmentWithItems, learner: string): Prisma.VariantCreateWithoutAttemptInput[] {
    return assignment.items.map((item) => {
      const kind = kindOf(item.kind);
      if (!kind)
        throw new Error(`item ${item.id} is of the kind ${item.kind}, which this version does not have`);
      const of = { assignment: assignment.id, item: item.id, learner, attempt: ONLY_ATTEMPT };
      const seed = deriveSeed(this.settings.secret, of);
      const { prompt, expected } = drawVariant(kind, item.params, seed, item.points);
      return {
        item: { connect: { id: item.id } },
        kind: kind.name,
        kindVersion: kind.version,
        engineVersion,
        seed: Uint8Array.from(Buffer.from(seed, 'hex')),
        prompt: json(prompt),
        expected: json(expected),
        possible: item.points,
        tries: item.tries,
      };
    });
  }
}

function absent(): Problem {
  return new Problem('not-found', 'There is no such attempt or question, or it is not for you.');
}

function questionRef(variant: VariantRow): QuestionRef {
  const { id, kind, possible, tries, item, _count } = variant;
  return { id, position: item.position, kind, possible, triesLeft: Math.max(0, tries - _count.submissions) };
}

function attemptView(attempt: AttemptRow): AttemptView {
  const { id, assignmentId, learnerId, number, startedAt } = attempt;
  const questions = attempt.variants.map(questionRef).toSorted((a, b) => a.position - b.position);
  return { id, assignmentId, learnerId, number, startedAt: startedAt.toISOString(), questions };
}
