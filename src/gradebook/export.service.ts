// The whole gradebook of a course: as pages of JSON, and streamed as CSV in the layouts of other systems.
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { CoursesService } from '../courses/courses.service.js';
import { Database } from '../prisma/database.js';
import { type Cell, csv } from './csv.js';
import type { GradebookRow } from './gradebook.dto.js';
import { gradedAssignments, gradedLearners } from './gradebook.queries.js';
import { type GradedCourse, type Layout, type LayoutName, layouts } from './layouts.js';

/** Learners read at a time: a course of any size takes this much memory. */
const BATCH = 200;

@Injectable()
export class ExportService {
  constructor(
    private readonly db: Database,
    private readonly courses: CoursesService,
  ) {}

  /** Every student of a course with their scores, also those without any. */
  async gradebook(principal: Principal, courseId: string, query: PageQuery): Promise<Page<GradebookRow>> {
    await this.courses.require(principal, courseId, 'instructor');
    const rows = await gradedLearners(this.db, courseId, query.after, rowsOf(query));
    return page(
      rows,
      query,
      ({ learnerId }) => learnerId,
      ({ scores, waiting, ...learner }) => ({
        ...learner,
        scores: [...scores].map(([assignmentId, { earned, possible, version }]) => ({
          assignmentId,
          earned,
          possible,
          version,
        })),
        waiting: [...waiting].map(([assignmentId, answers]) => ({ assignmentId, answers })),
      }),
    );
  }

  async csv(principal: Principal, courseId: string, name: LayoutName): Promise<Readable> {
    await this.courses.require(principal, courseId, 'instructor');
    const course = { id: courseId, assignments: await gradedAssignments(this.db, courseId) };
    const layout = layouts[name];
    return csv(this.#rows(course, layout), layout.bom);
  }

  async *#rows(course: GradedCourse, layout: Layout): AsyncGenerator<Cell[]> {
    yield* layout.head(course);
    let after: string | undefined;
    do {
      const learners = await gradedLearners(this.db, course.id, after, BATCH);
      for (const learner of learners) yield* layout.rows(course, learner);
      after = learners.length === BATCH ? learners.at(-1)?.learnerId : undefined;
    } while (after !== undefined);
  }
}
