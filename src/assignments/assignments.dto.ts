import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { MayBeLeftOut } from '../common/validation.js';
import type { Assignment, Item } from '../generated/prisma/client.js';
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
}

export class CreateAssignment extends Rules {
  @ApiProperty({ example: 'The three-way handshake', maxLength: 200 })
  @IsString()
  @IsNotEmpty()
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
  @IsNotEmpty()
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
  @ApiProperty({ type: 'object', additionalProperties: true }) params!: unknown;
  @ApiProperty() points!: number;
  @ApiProperty() tries!: number;
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

/** @param timing what holds for the reader: a learner's own, with their extensions */
export function assignmentView(
  assignment: Assignment & { items: Item[] },
  timing: Timing = assignment,
): AssignmentView {
  const { id, courseId, title, state, version, publishedAt } = assignment;
  const items = assignment.items
    .toSorted((a, b) => a.position - b.position)
    .map(({ id, position, kind, params, points, tries }) => ({ id, position, kind, params, points, tries }));
  return {
    id,
    courseId,
    title,
    state,
    version,
    possible: possibleOf(assignment),
    items,
    ...rulesView(assignment, timing),
    publishedAt: publishedAt?.toISOString() ?? null,
  };
}
