import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { IsNotBlank, MayBeLeftOut } from '../common/validation.js';
import type { Regrade, RegradeLearner } from '../generated/prisma/client.js';
import type { Points } from './batch.js';
import { CHANGE_TYPES, type ChangeType } from './changes.js';

export const POLICIES = ['replace', 'never_lower'] as const;
const STATES = [
  'computing',
  'proposed',
  'applying',
  'applied',
  'cancelling',
  'cancelled',
  'undoing',
  'undone',
] as const;

function IsTyped(): PropertyDecorator {
  const isTyped = (value: unknown) =>
    Number.isFinite(value) || (typeof value === 'string' && value !== '' && value.length <= 100);
  return ValidateBy({
    name: 'isTyped',
    validator: { validate: isTyped, defaultMessage: () => 'value must be a number or a short text' },
  });
}

export class ProposedChange {
  @ApiProperty({
    enum: CHANGE_TYPES,
    description:
      'accept: another value of a cell is right as well. key: it is right in the place of the stored one. full: all points ' +
      'of the item, or of one cell, to everybody, whatever the lateness. drop: the item counts no more. follow-through: ' +
      'the percentage given for what follows from an earlier mistake.',
  })
  @IsIn(CHANGE_TYPES)
  type!: ChangeType;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  itemId!: string;

  @ApiPropertyOptional({ example: 's2.flags', maxLength: 100 })
  @MayBeLeftOut()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  cell?: string;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'number' }],
    description: 'The same in every variant, written as students write it.',
  })
  @MayBeLeftOut()
  @IsTyped()
  value?: string | number;

  @ApiPropertyOptional({
    maxLength: 100,
    description: 'The value that this wrong rule gives in each variant.',
  })
  @MayBeLeftOut()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  misconception?: string;

  @ApiPropertyOptional({ minimum: 0, maximum: 100 })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(100)
  percent?: number;
}

export class ProposeRegrade {
  @ApiProperty({ type: [ProposedChange], minItems: 1, maxItems: 50 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => ProposedChange)
  changes!: ProposedChange[];

  @ApiProperty({ example: 'ACK+SYN is the same as SYN+ACK.', maxLength: 500 })
  @IsString()
  @IsNotBlank()
  @MaxLength(500)
  reason!: string;
}

export class ApplyRegrade {
  @ApiProperty({
    enum: POLICIES,
    description: 'never_lower: no grade gets less, and no learner a smaller share of what is possible.',
  })
  @IsIn(POLICIES)
  policy!: (typeof POLICIES)[number];

  @ApiPropertyOptional({ default: false, description: 'Give up grades and scores that were given by hand.' })
  @IsBoolean()
  liftsOverrides: boolean = false;
}

class ProgressView {
  @ApiProperty({ description: 'Learners who are done.' }) done!: number;
  @ApiProperty({ description: 'Learners in all.' }) total!: number;
}

const MOMENT = { type: String, format: 'date-time', nullable: true } as const;

export class RegradeView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) assignmentId!: string;
  @ApiProperty({ enum: STATES }) state!: string;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } }) changes!: unknown;
  @ApiProperty() reason!: string;
  @ApiProperty({ enum: POLICIES, nullable: true, type: String }) policy!: string | null;
  @ApiProperty() liftsOverrides!: boolean;
  @ApiProperty({ description: 'Of what it is doing now; of what it did last, when it does nothing.' })
  progress!: ProgressView;
  @ApiProperty({ format: 'date-time' }) createdAt!: string;
  @ApiProperty(MOMENT) appliedAt!: string | null;
  @ApiProperty({ ...MOMENT, description: 'When it was applied to all, cancelled or undone.' })
  finishedAt!: string | null;
}

export function regradeView(regrade: Regrade, progress: ProgressView): RegradeView {
  const { id, assignmentId, state, changes, reason, policy, liftsOverrides } = regrade;
  const { createdAt, appliedAt, finishedAt } = regrade;
  return {
    id,
    assignmentId,
    state,
    changes,
    reason,
    policy,
    liftsOverrides,
    progress,
    createdAt: createdAt.toISOString(),
    appliedAt: appliedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

class PointsView {
  @ApiProperty() earned!: number;
  @ApiProperty() possible!: number;
}

const MAYBE_POINTS = { type: PointsView, nullable: true } as const;

export class RegradeDiff {
  @ApiProperty({ format: 'uuid' }) learnerId!: string;
  @ApiProperty({ ...MAYBE_POINTS, description: 'The score as it was when this was computed.' })
  before!: PointsView | null;
  @ApiProperty({ ...MAYBE_POINTS, description: 'What it would be.' }) replace!: PointsView | null;
  @ApiProperty({ ...MAYBE_POINTS, description: 'What it would be under never_lower.' })
  neverLower!: PointsView | null;
  @ApiProperty({ ...MAYBE_POINTS, description: 'What it became; null: not applied to this learner.' })
  applied!: PointsView | null;
  @ApiProperty() undone!: boolean;
}

/** As stored in a row. */
export interface Preview {
  before: Points | null;
  replace: Points | null;
  neverLower: Points | null;
}

export function regradeDiff({ learnerId, preview, applied, undoneAt }: RegradeLearner): RegradeDiff {
  const shown = (preview as unknown as Preview | null) ?? { before: null, replace: null, neverLower: null };
  const { after = null } = (applied as unknown as { after?: Points | null } | null) ?? {};
  return { learnerId, ...shown, applied: after, undone: undoneAt !== null };
}
