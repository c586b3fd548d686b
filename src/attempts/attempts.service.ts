// Attempts and the variants in them: what one learner got. Nothing here tells what is expected.
import { Injectable } from '@nestjs/common';
import { AssignmentsService } from '../assignments/assignments.service.js';
import type { Principal } from '../auth/principal.js';
import type { Elapsed } from '../common/arrival.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import { Database } from '../prisma/database.js';
import { captureOf, kindOf, type Locale, type Prompt, renderPrompt, type View } from '../questions/index.js';
import {
  type AttemptSummary,
  attemptSummary,
  type AttemptView,
  attemptView,
  type QuestionView,
} from './attempts.dto.js';
import { EndingService } from './ending.service.js';
import { attemptPlace, type Place, questionPlace, type QuestionPlace } from './place.queries.js';

@Injectable()
export class AttemptsService {
  constructor(
    private readonly db: Database,
    private readonly assignments: AssignmentsService,
    private readonly ending: EndingService,
  ) {}

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
