import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { endOf, judge, secondsLeft } from '../assignments/timing.js';
import type { Attempt, Variant } from '../generated/prisma/client.js';
import { type Locale, locales } from '../questions/index.js';
import type { Place } from './place.queries.js';

const ATTEMPT_STATES = ['open', 'finished', 'over'] as const;
type AttemptState = (typeof ATTEMPT_STATES)[number];

export class LocaleQuery {
  @ApiPropertyOptional({ enum: locales, description: 'By default the course’s language.' })
  @IsOptional()
  @IsIn(locales)
  locale?: Locale;
}

export class QuestionRef {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'From 1.' }) position!: number;
  @ApiProperty() kind!: string;
  @ApiProperty() possible!: number;
  @ApiProperty() triesLeft!: number;
}

const MOMENT = { type: String, format: 'date-time', nullable: true } as const;

/** One among several; the attempt itself tells its times and questions. */
export class AttemptSummary {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) assignmentId!: string;
  @ApiProperty({ format: 'uuid' }) learnerId!: string;
  @ApiProperty({ description: 'From 1.' }) number!: number;
  @ApiProperty({ format: 'date-time' }) startedAt!: string;
  @ApiProperty(MOMENT) finishedAt!: string | null;
}

export class AttemptView extends AttemptSummary {
  @ApiProperty({ enum: ATTEMPT_STATES, description: 'over: its time is up, or the assignment is closed.' })
  state!: AttemptState;
  @ApiProperty({ ...MOMENT, description: 'An answer after it is late.' }) dueAt!: string | null;
  @ApiProperty({ ...MOMENT, description: 'The close, or when the time for this attempt is up.' })
  endsAt!: string | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Until endsAt, when this was read; null: no end.',
  })
  secondsLeft!: number | null;
  @ApiProperty({ description: 'Seconds beyond an end in which an answer is still taken, and flagged.' })
  graceS!: number;
  @ApiProperty({ type: [QuestionRef] }) questions!: QuestionRef[];
}

export function attemptSummary(attempt: Omit<Attempt, 'allowed' | 'open' | 'toldEnd'>): AttemptSummary {
  const { id, assignmentId, learnerId, number, startedAt, finishedAt } = attempt;
  const times = { startedAt: startedAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null };
  return { id, assignmentId, learnerId, number, ...times };
}

type VariantRow = Pick<Variant, 'id' | 'kind' | 'possible' | 'tries' | 'triesUsed'> & {
  item: { position: number };
};

/** An attempt, and what of its place is shown with it. */
type Viewed = Pick<
  Place,
  | 'attemptId'
  | 'assignmentId'
  | 'learnerId'
  | 'number'
  | 'timing'
  | 'state'
  | 'startedAt'
  | 'finishedAt'
  | 'arrivedAt'
>;

export function attemptView(place: Viewed, variants: VariantRow[]): AttemptView {
  const { attemptId: id, timing, arrivedAt, startedAt, finishedAt } = place;
  const end = endOf(timing, startedAt);
  const isTaken = judge(timing, place.state, startedAt, arrivedAt).taken;
  const questions = variants.map(({ id, kind, possible, tries, triesUsed, item }) => ({
    id,
    position: item.position,
    kind,
    possible,
    triesLeft: tries - triesUsed,
  }));
  return {
    ...attemptSummary({ ...place, id }),
    state: finishedAt ? 'finished' : isTaken ? 'open' : 'over',
    dueAt: timing.dueAt?.toISOString() ?? null,
    endsAt: end?.toISOString() ?? null,
    secondsLeft: secondsLeft(end, arrivedAt),
    graceS: timing.graceS,
    questions: questions.toSorted((a, b) => a.position - b.position),
  };
}

class BlankView {
  @ApiProperty({ example: 's2.ack' }) id!: string;
  @ApiProperty({ example: 'number' }) type!: string;
  @ApiProperty() points!: number;
  @ApiProperty() label!: string;
  @ApiProperty({ description: 'How an answer may be written.' }) format!: string;
  @ApiPropertyOptional({ description: 'Of a text: how many characters it may have.' }) maxLength?: number;
}

class TableCellView {
  @ApiPropertyOptional() text?: string;
  @ApiPropertyOptional({ description: 'The id of the blank that stands here.' }) blank?: string;
}

export class TableView {
  @ApiProperty() caption!: string;
  @ApiProperty({ type: [String] }) columns!: string[];
  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { $ref: '#/components/schemas/TableCellView' } },
  })
  rows!: TableCellView[][];
}

export class QuestionView extends QuestionRef {
  @ApiProperty({ format: 'uuid' }) attemptId!: string;
  @ApiProperty({ enum: locales }) locale!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ description: 'The whole question as text.' }) text!: string;
  @ApiProperty({ description: 'What is asked.' }) task!: string;
  @ApiProperty() table!: TableView;
  @ApiProperty({ description: 'The exchange as a ladder of text, with the blanks in it.' }) ladder!: string;
  @ApiProperty({ type: String, nullable: true, description: 'The same ladder as an SVG document.' })
  svg!: string | null;
  @ApiProperty({ type: [BlankView] }) blanks!: BlankView[];
}

/** Named so that the document can refer to it from a list of lists. */
export { TableCellView };
