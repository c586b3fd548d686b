import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Score } from '../generated/prisma/client.js';
import { type LayoutName, LAYOUTS } from './layouts.js';

export class ScoreView {
  @ApiProperty({ format: 'uuid' }) assignmentId!: string;
  @ApiProperty({ format: 'uuid' }) learnerId!: string;
  @ApiProperty() earned!: number;
  @ApiProperty() possible!: number;
  @ApiProperty({ description: 'Grows with every change.' }) version!: number;
  @ApiProperty({ format: 'date-time' }) changedAt!: string;
}

export class LearnerScoreView extends ScoreView {
  @ApiProperty() name!: string;
  @ApiProperty({ type: String, nullable: true }) lmsId!: string | null;
}

export function scoreView({
  assignmentId,
  learnerId,
  earned,
  possible,
  version,
  changedAt,
}: Score): ScoreView {
  return { assignmentId, learnerId, earned, possible, version, changedAt: changedAt.toISOString() };
}

class AssignmentScore {
  @ApiProperty({ format: 'uuid' }) assignmentId!: string;
  @ApiProperty() earned!: number;
  @ApiProperty() possible!: number;
  @ApiProperty({ description: 'Grows with every change.' }) version!: number;
}

class WaitingAnswers {
  @ApiProperty({ format: 'uuid' }) assignmentId!: string;
  @ApiProperty({ minimum: 1 }) answers!: number;
}

/** A student's line in the gradebook. */
export class GradebookRow {
  @ApiProperty({ format: 'uuid' }) learnerId!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: String, nullable: true }) lmsId!: string | null;
  @ApiProperty({ type: [AssignmentScore], description: 'Of the assignments that they have answered.' })
  scores!: AssignmentScore[];
  @ApiProperty({
    type: [WaitingAnswers],
    description: 'How many answers wait for a person to grade them, and count nothing yet.',
  })
  waiting!: WaitingAnswers[];
}

export class LayoutQuery {
  @ApiPropertyOptional({
    enum: LAYOUTS,
    default: 'plain',
    description:
      'canvas, moodle: as their gradebooks import it. oneroster: results.csv of OneRoster 1.2; oneroster-lineitems: ' +
      'the lineItems.csv to go with it.',
  })
  @IsIn(LAYOUTS)
  layout: LayoutName = 'plain';
}
