import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsNotBlank } from '../common/validation.js';

export class SetPoints {
  @ApiProperty({ minimum: 0, description: 'In the place of what was computed; up to what is possible.' })
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  earned!: number;

  @ApiProperty({ example: 'The figure was misprinted.', maxLength: 500, description: 'For the audit log.' })
  @IsString()
  @IsNotBlank()
  @MaxLength(500)
  reason!: string;
}

class OverrideView {
  @ApiProperty() earned!: number;
  @ApiProperty() reason!: string;
}

const POINTS = { type: Number, nullable: true } as const;

export class GradeView {
  @ApiProperty({ format: 'uuid' }) submissionId!: string;
  @ApiProperty({ format: 'uuid' }) questionId!: string;
  @ApiProperty({ format: 'uuid' }) assignmentId!: string;
  @ApiProperty({ format: 'uuid' }) learnerId!: string;
  @ApiProperty({ description: 'What counts, before lateness.' }) earned!: number;
  @ApiProperty({ description: 'What the grader said.' }) computed!: number;
  @ApiProperty() possible!: number;
  @ApiProperty({ type: OverrideView, nullable: true }) override!: OverrideView | null;
  @ApiProperty({ description: 'Grows with every change by hand; the ETag.' }) version!: number;
}

export class HandScoreView {
  @ApiProperty({ format: 'uuid' }) assignmentId!: string;
  @ApiProperty({ format: 'uuid' }) learnerId!: string;
  @ApiProperty({ ...POINTS, description: 'What counts; null: there is no score.' }) earned!: number | null;
  @ApiProperty({ ...POINTS, description: 'What the grades alone say; null: nothing is answered.' })
  computed!: number | null;
  @ApiProperty() possible!: number;
  @ApiProperty({ type: OverrideView, nullable: true }) override!: OverrideView | null;
  @ApiProperty({ description: 'Grows with every change; the ETag. 0: there is no score yet.' })
  version!: number;
}
