// Attempts and the variants in them: what one learner got. Nothing here tells what is expected.
import { Injectable } from '@nestjs/common';
import { AssignmentsService } from '../assignments/assignments.service.js';
import { endOf, judge, mayStart, type State, type Timing } from '../assignments/timing.js';
import type { Principal } from '../auth/principal.js';
import { arrivalOf, type Elapsed } from '../common/arrival.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem, type ProblemName } from '../common/problems.js';
import { Settings } from '../config.js';
import { EventsService } from '../events/events.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { captureOf, kindOf, type Locale, type Prompt, renderPrompt, type View } from '../questions/index.js';
import {
  type AttemptSummary,
  attemptSummary,
  type AttemptView,
  attemptView,
  type QuestionView,
} from './attempts.dto.js';
import { drawVariants } from './drawing.js';
import { EndingService } from './ending.service.js';
import { attemptPlace, type Place, questionPlace, type QuestionPlace } from './place.queries.js';

const NO_START: Record<'not-open' | 'over' | 'exhausted', [ProblemName, string]> = {
  'not-open': ['not-open', 'It opens later; the assignment says when.'],
  over: ['over', 'It is closed, and nothing can be begun any more.'],
  exhausted: ['attempts-exhausted', 'Every attempt that you have is begun and over.'],
};

/** What begins an attempt, decided under a lock. */
interface Start {
  courseId: string;
  learnerId: string;
  timing: Timing;
}

@Injectable()
export class AttemptsService {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly assignments: AssignmentsService,
    private readonly events: EventsService,
    private readonly ending: EndingService,
  ) {}

  /**
   * The learner's open attempt, or else a new one; `created` says which. A retried request finds the same one.
   * @throws Problem not-open, over, attempts-exhausted; forbidden to who is no student
   */
  async start(
    principal: Principal,
    assignmentId: string,
    elapsed: Elapsed,
  ): Promise<{ attempt: AttemptView; created: boolean }> {
    const { assignment, membership, timing } = await this.assignments.visible(principal, assignmentId);
    if (membership.role !== 'student') {
      throw new Problem(
        'forbidden',
        `Attempts are for a course’s students; you are ${membership.role} here.`,
      );
    }
    const learnerId = principal.personId;
    const of: Start = { courseId: assignment.courseId, learnerId, timing };
    const { attemptId, created } = await this.db.$transaction(async (tx) => {
      const next = await this.#nextAttempt(tx, assignmentId, of, elapsed);
      if (typeof next === 'string') return { attemptId: next, created: false };
      const variants = drawVariants(this.settings.secret, assignment, learnerId, next.number);
      const data = { assignmentId, learnerId, ...next, allowed: timing.attemptsAllowed };
      const { id } = await tx.attempt.create({
        data: { ...data, variants: { create: variants } },
        select: { id: true },
      });
      await this.events.record(tx, assignment.courseId, 'attempt.started', {
        learnerId,
        lmsId: membership.lmsId,
        assignmentId,
        attemptId: id,
        number: next.number,
        startedAt: next.startedAt.toISOString(),
      });
      await this.ending.schedule(tx, id, next.startedAt, timing);
      return { attemptId: id, created: true };
    });
    return { attempt: await this.read(principal, attemptId, elapsed), created };
  }

  async read(principal: Principal, attemptId: string, elapsed: Elapsed): Promise<AttemptView> {
    return this.#view(await attemptPlace(this.db, principal, attemptId, elapsed));
  }

  /** Hands an attempt in: no more answers. One that is handed in already stays as it is. */
  async finish(principal: Principal, attemptId: string, elapsed: Elapsed): Promise<AttemptView> {
    const place = await attemptPlace(this.db, principal, attemptId, elapsed);
    if (place.learnerId !== principal.personId)
      throw new Problem('forbidden', 'Only the learner whose attempt it is may hand it in.');
    const { courseId, arrivedAt: finishedAt } = place;
    await this.db.$transaction(async (tx) => {
      const handedIn = await tx.attempt.updateManyAndReturn({
        where: { id: attemptId, open: true },
        data: { open: null, finishedAt },
      });
      for (const attempt of handedIn) await this.ending.tell(tx, courseId, attempt, finishedAt);
    });
    return this.read(principal, attemptId, elapsed);
  }

  /** A student's own attempts at an assignment; the staff sees everybody's. */
  async list(principal: Principal, assignmentId: string, query: PageQuery): Promise<Page<AttemptSummary>> {
    const { membership } = await this.assignments.visible(principal, assignmentId);
    const rows = await this.db.attempt.findMany({
      where: {
        assignmentId,
        ...(membership.role === 'student' && { learnerId: principal.personId }),
        ...(query.after && { id: { gt: query.after } }),
      },
      orderBy: { id: 'asc' },
      take: rowsOf(query),
    });
    return page(rows, query, ({ id }) => id, attemptSummary);
  }

  async question(
    principal: Principal,
    questionId: string,
    elapsed: Elapsed,
    locale?: Locale,
  ): Promise<QuestionView> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    const { attemptId, position, possible, tries, triesUsed } = place;
    const language = locale ?? place.locale;
    const { title, text, task, table, ladder, svg, blanks } = viewOf(place, language);
    return {
      id: questionId,
      position,
      kind: place.kind,
      possible,
      triesLeft: tries - triesUsed,
      attemptId,
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

  /** The ladder of a question as an SVG document. @throws Problem not-found when it shows no exchange */
  async picture(
    principal: Principal,
    questionId: string,
    elapsed: Elapsed,
    locale?: Locale,
  ): Promise<string> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    const { svg } = viewOf(place, locale ?? place.locale);
    if (svg === null) throw noExchange();
    return svg;
  }

  /** What a question shows, as a capture file. @throws Problem as above */
  async capture(
    principal: Principal,
    questionId: string,
    elapsed: Elapsed,
    locale?: Locale,
  ): Promise<Uint8Array> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    const file = captureOf(place.prompt as Prompt, locale ?? place.locale);
    if (file === null) throw noExchange();
    return file;
  }

  async #view(place: Place): Promise<AttemptView> {
    const variants = await this.db.variant.findMany({
      where: { attemptId: place.attemptId },
      include: { item: { select: { position: true } } },
    });
    return attemptView(place, variants);
  }

  /**
   * The id of the attempt that is open, or when and as which number the next one begins. One whose time is up is finished
   * on the way. The learner's row is locked: nobody begins two attempts at a time.
   */
  async #nextAttempt(
    tx: Tx,
    assignmentId: string,
    { courseId, learnerId, timing }: Start,
    elapsed: Elapsed,
  ): Promise<string | { number: number; startedAt: Date }> {
    await tx.$queryRaw`SELECT id FROM people WHERE id = ${learnerId}::uuid FOR NO KEY UPDATE`;
    // It may be closed at this moment: nothing begins in what is closed.
    const [held] = await tx.$queryRaw<{ state: State; now: Date }[]>`
      SELECT state::text, clock_timestamp() AS now FROM assignments WHERE id = ${assignmentId}::uuid FOR SHARE`;
    if (!held) throw new Problem('not-found', 'There is no such assignment any more.');
    const { state } = held;
    const arrivedAt = arrivalOf(held.now, elapsed);
    const attempts = await tx.attempt.findMany({
      where: { assignmentId, learnerId },
      orderBy: { number: 'asc' },
    });
    const open = attempts.find((attempt) => attempt.open);
    if (open) {
      const verdict = judge(timing, state, open.startedAt, arrivedAt);
      if (verdict.taken) return open.id;
      if (verdict.why === 'not-open') throw new Problem(...NO_START['not-open']);
      const end = endOf(timing, open.startedAt) ?? arrivedAt;
      const finishedAt = end < arrivedAt ? end : arrivedAt;
      await tx.attempt.update({ where: { id: open.id }, data: { open: null, finishedAt } });
      await this.ending.tell(tx, courseId, open, finishedAt);
    }
    const verdict = mayStart(timing, state, attempts.length, arrivedAt);
    if (verdict !== 'may-start') throw new Problem(...NO_START[verdict]);
    return { number: attempts.length + 1, startedAt: arrivedAt };
  }
}

/** A stored question in words and pictures. */
function viewOf({ kind: name, prompt }: Pick<QuestionPlace, 'kind' | 'prompt'>, locale: Locale): View {
  const kind = kindOf(name);
  if (!kind) throw new Error(`a stored question is of the kind ${name}, which this version does not have`);
  return renderPrompt(kind, prompt as Prompt, locale);
}

function noExchange(): Problem {
  return new Problem('not-found', 'This question shows no exchange of segments.');
}
