import { ApiProperty } from '@nestjs/swagger';
import type { Score } from '../generated/prisma/client.js';

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
