// How an assignment went, for its staff: computed when it is asked for, from a few queries.
import { Injectable } from '@nestjs/common';
import { AssignmentsService, type AssignmentWithItems } from '../assignments/assignments.service.js';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import { isAtLeast, type Role } from '../courses/courses.dto.js';
import { CoursesService, type Membership } from '../courses/courses.service.js';
import { Database } from '../prisma/database.js';
import type { Locale } from '../questions/index.js';
import { misconceptionBars, scoreHistogram } from './charts.js';
import { searchCopies } from './copy-search.js';
import { fairnessOf, testItem } from './fairness.js';
import { figures } from './figures.js';
import { histogram, mean, median } from './numbers.js';
import type {
  ChartQuery,
  CopiesView,
  MisconceptionView,
  StatisticsView,
  WatchedView,
} from './statistics.dto.js';
import {
  drawn,
  type Misconception,
  misconceptions,
  observations,
  scoreShares,
} from './statistics.queries.js';
import { type SignSeen, watchList } from './watch-list.queries.js';

const BINS = 10;
const MOST_COPIES = 100;
const MOST_BARS = 20;
const NOTE =
  'These answers are wrong in the question that was asked, and right in another student’s. That is a reason to talk to both, ' +
  'and proves nothing: no grade was changed. Chance alone would put up to one in a thousand of those compared on this list.';

@Injectable()
export class StatisticsService {
  constructor(
    private readonly db: Database,
    private readonly courses: CoursesService,
    private readonly assignments: AssignmentsService,
  ) {}

  async read(principal: Principal, assignmentId: string): Promise<StatisticsView> {
    const { assignment } = await this.#staff(principal, assignmentId, 'assistant');
    const [seen, shares, wrong] = await Promise.all([
      observations(this.db, assignmentId),
      scoreShares(this.db, assignmentId),
      misconceptions(this.db, assignmentId),
    ]);
    const tests = [];
    // One item after the other: what was drawn for a whole class takes room.
    for (const { id } of assignment.items)
      tests.push(...testItem(id, await drawn(this.db, assignmentId, id)));
    const kindOf = new Map(assignment.items.map(({ id, kind }) => [id, kind]));
    const kinds = [...new Set(kindOf.values())];
    return {
      assignmentId,
      scores: {
        learners: shares.length,
        mean: mean(shares),
        median: median(shares),
        histogram: histogram(shares, BINS),
      },
      items: assignment.items
        .toSorted((a, b) => a.position - b.position)
        .map(({ id, position, kind }) => ({
          itemId: id,
          position,
          kind,
          ...figures(seen, ({ itemId }) => itemId === id),
        })),
      kinds: kinds.map((kind) => ({ kind, ...figures(seen, ({ itemId }) => kindOf.get(itemId) === kind) })),
      misconceptions: byRule(wrong),
      fairness: fairnessOf(tests),
    };
  }

  async scoreChart(
    principal: Principal,
    assignmentId: string,
    { theme, locale }: ChartQuery,
  ): Promise<string> {
    const { membership } = await this.#staff(principal, assignmentId, 'assistant');
    const counts = histogram(await scoreShares(this.db, assignmentId), BINS);
    return scoreHistogram(counts, { theme, locale: locale ?? (membership.course.locale as Locale) });
  }

  async misconceptionChart(
    principal: Principal,
    assignmentId: string,
    { theme, locale }: ChartQuery,
  ): Promise<string> {
    const { membership } = await this.#staff(principal, assignmentId, 'assistant');
    const most = new Map<string, number>();
    for (const { rule, learners } of byRule(await misconceptions(this.db, assignmentId)))
      most.set(rule, Math.max(most.get(rule) ?? 0, learners));
    const rows = [...most].map(([rule, learners]) => ({ rule, learners }));
    const inOrder = rows.toSorted((a, b) => b.learners - a.learners || (a.rule < b.rule ? -1 : 1));
    const style = { theme, locale: locale ?? (membership.course.locale as Locale) };
    return misconceptionBars(inOrder.slice(0, MOST_BARS), style);
  }

  /** It informs, and does nothing. */
  async copies(principal: Principal, assignmentId: string): Promise<CopiesView> {
    const { assignment } = await this.#staff(principal, assignmentId, 'instructor');
    const { compared, copies } = await searchCopies(this.db, assignmentId, assignment.items);
    return { note: NOTE, compared, copies: copies.slice(0, MOST_COPIES) };
  }

  async watchList(principal: Principal, courseId: string, query: PageQuery): Promise<Page<WatchedView>> {
    await this.courses.require(principal, courseId, 'assistant');
    const rows = await watchList(this.db, courseId, query.after, rowsOf(query));
    return page(
      rows,
      query,
      ({ learnerId }) => learnerId,
      ({ signs, ...learner }) => ({ ...learner, signs: signs.map(signView) }),
    );
  }

  async #staff(
    principal: Principal,
    assignmentId: string,
    least: Role,
  ): Promise<{ assignment: AssignmentWithItems; membership: Membership }> {
    const { assignment, membership } = await this.assignments.visible(principal, assignmentId);
    if (!isAtLeast(membership.role, least))
      throw new Problem('forbidden', `This is for a course's ${least}s; you are ${membership.role} here.`);
    return { assignment, membership };
  }
}

function signView({ since, ...sign }: SignSeen): WatchedView['signs'][number] {
  return { ...sign, since: since === null ? null : new Date(since).toISOString() };
}

/** A rule of an item with its cells, the most common first. */
function byRule(rows: readonly Misconception[]): MisconceptionView[] {
  return rows
    .filter(({ cell }) => cell === null)
    .map(({ itemId, rule, learners }) => ({
      itemId,
      rule,
      learners,
      cells: rows.flatMap((row) =>
        row.itemId === itemId && row.rule === rule && row.cell !== null
          ? [{ cell: row.cell, learners: row.learners }]
          : [],
      ),
    }));
}
