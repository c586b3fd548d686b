import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsNotBlank, MayBeLeftOut } from '../common/validation.js';
import type { Assignment, Item } from '../generated/prisma/client.js';
import type { Marking } from '../questions/index.js';
import { possibleOf } from './points.js';
import { Rules, RulesView, rulesView } from './rules.dto.js';
import { STATES, type Timing } from './timing.js';

export class CreateItem {
  @ApiProperty({ example: 'handshake-numbers', description: 'A question kind: GET /v1/kinds lists them.' })
  @IsString()
  @IsNotEmpty()
  kind!: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { difficulty: 'intro' } })
  @IsObject()
  params: Record<string, unknown> = {};

  @ApiPropertyOptional({ minimum: 1, maximum: 1000, default: 10, description: 'What full marks are worth.' })
  @IsInt()
  @Min(1)
  @Max(1000)
  points: number = 10;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: 100,
    default: 3,
    description: 'Answers that are graded; the best one counts.',
  })
  @IsInt()
  @Min(1)
  @Max(100)
  tries: number = 3;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 100,
    default: 50,
    description: 'What a value earns, of its blank, that is wrong only because an earlier answer was.',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(100)
  followThroughPercent?: number;

  @ApiPropertyOptional({ type: () => ItemHints, nullable: true, description: 'null: there are none. [null]' })
  @IsOptional()
  @ValidateNested()
  @Type(() => ItemHints)
  hints?: ItemHints | null;
}

/** Hints of an item: each costs points, or percent of the question's. */
export class ItemHints {
  @ApiPropertyOptional({ minimum: 0, maximum: 100, default: 1, description: 'Given after so many tries.' })
  @IsInt()
  @Min(0)
  @Max(100)
  afterTries: number = 1;

  @ApiPropertyOptional({ minimum: 0, maximum: 1000, default: 0, description: 'What each costs, in points.' })
  @IsInt()
  @Min(0)
  @Max(1000)
  points: number = 0;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 100,
    default: 0,
    description: 'What each costs, in percent of the question; all together are rounded once.',
  })
  @IsInt()
  @Min(0)
  @Max(100)
  percent: number = 0;
}

export class CreateAssignment extends Rules {
  @ApiProperty({ example: 'The three-way handshake', maxLength: 200 })
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  title!: string;

  @ApiProperty({ type: [CreateItem], minItems: 1, maxItems: 50 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => CreateItem)
  items!: CreateItem[];
}

/** What is left out stays as it is. */
export class UpdateAssignment extends Rules {
  @ApiPropertyOptional({ maxLength: 200 })
  @MayBeLeftOut()
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  title?: string;

  @ApiPropertyOptional({
    type: [CreateItem],
    minItems: 1,
    maxItems: 50,
    description: 'In the place of all items it has; only while it is a draft.',
  })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => CreateItem)
  items?: CreateItem[];
}

export class ItemView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'From 1.' }) position!: number;
  @ApiProperty() kind!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'To students difficulty, notation and profile alone: the others hint at the answer.',
  })
  params!: unknown;
  @ApiProperty() points!: number;
  @ApiProperty() tries!: number;
  @ApiProperty() followThroughPercent!: number;
  @ApiProperty({ type: ItemHints, nullable: true }) hints!: ItemHints | null;
}

export class AssignmentView extends RulesView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) courseId!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ enum: STATES }) state!: string;
  @ApiProperty({ description: 'Grows with every change; the ETag.' }) version!: number;
  @ApiProperty({ description: 'What an attempt is worth: the points of its items.' }) possible!: number;
  @ApiProperty({ type: [ItemView] }) items!: ItemView[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) publishedAt!: string | null;
}

/** What students are told of an item's params. The others, such as the story of a connection, hint at the answer. */
const TOLD_PARAMS: ReadonlySet<string> = new Set(['difficulty', 'notation', 'profile']);

function toldParams(params: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params ?? {}).filter(([name]) => TOLD_PARAMS.has(name)));
}

/** The assignment as its staff sees it; `student` is who else reads it, with the timing that holds for them. */
export function assignmentView(
  assignment: Assignment & { items: Item[] },
  student: { timing: Timing } | null = null,
): AssignmentView {
  const { id, courseId, title, state, version, publishedAt } = assignment;
  const items = assignment.items
    .toSorted((a, b) => a.position - b.position)
    .map(({ marking, ...item }) => {
      const { id, position, kind, points, tries } = item;
      const params = student ? toldParams(item.params) : item.params;
      const { followThroughPercent = 50, hints = null } = marking as unknown as Marking;
      return { id, position, kind, params, points, tries, followThroughPercent, hints };
    });
  return {
    id,
    courseId,
    title,
    state,
    version,
    possible: possibleOf(assignment),
    items,
    ...rulesView(assignment, student?.timing ?? assignment),
    publishedAt: publishedAt?.toISOString() ?? null,
  };
}
