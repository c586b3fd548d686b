import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  ArrayMaxSize,
  MaxLength,
} from 'class-validator';
import { PageQuery } from '../common/page.js';

const STATES = ['pending', 'decided'] as const;
type State = (typeof STATES)[number];
/** How many answers one decision is replayed over at a time. */
export const MAX_SIMILAR = 100;

export class ReviewQuery extends PageQuery {
  @ApiPropertyOptional({ enum: STATES, default: 'pending' })
  @IsIn(STATES)
  state: State = 'pending';

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  assignmentId?: string;

  @ApiPropertyOptional({ example: 'time-wait', description: 'What is asked, as the item’s params name it.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  question?: string;
}

class ProposedConcept {
  @ApiProperty({ example: 'A' }) name!: string;
  @ApiProperty({ description: 'What must be said.' }) text!: string;
  @ApiProperty({ description: '0 for a bonus.' }) points!: number;
  @ApiProperty({ description: 'given, as it was proposed or decided' }) given!: boolean;
  @ApiProperty({ description: 'Chance that it is right, 0 to 1; 1 when it was decided.' })
  confidence!: number;
  @ApiProperty({ description: 'Whether the grader was sure enough of it.' }) sure!: boolean;
  @ApiProperty({ description: 'The words that it rests on.' }) evidence!: string;
}

export class ReviewView {
  @ApiProperty({ format: 'uuid' }) submissionId!: string;
  @ApiProperty({ format: 'uuid' }) assignmentId!: string;
  @ApiProperty({ format: 'uuid' }) questionId!: string;
  @ApiProperty({ format: 'uuid' }) learnerId!: string;
  @ApiProperty({ example: 'time-wait' }) question!: string;
  @ApiProperty({ format: 'date-time' }) receivedAt!: string;
  @ApiProperty({ description: 'What the learner wrote.' }) answer!: string;
  @ApiProperty({ type: [ProposedConcept] }) concepts!: ProposedConcept[];
  @ApiProperty({ description: 'Below this confidence a person decides, 0 to 1; the item says so.' })
  threshold!: number;
  @ApiProperty({ description: 'Points, as proposed or decided, before lateness.' }) earned!: number;
  @ApiProperty() possible!: number;
  @ApiProperty({ description: 'Which grader proposed it.' }) grader!: string;
  @ApiProperty({ enum: STATES }) state!: State;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) decidedAt!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) decidedById!: string | null;
  @ApiProperty({ type: String, nullable: true }) comment!: string | null;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The answer whose decision was replayed over this one.',
  })
  likeId!: string | null;
}

export class Decision {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'boolean' },
    example: { A: true, B: false },
    description: 'Whether each concept is given; all of them are named.',
  })
  @IsObject()
  concepts!: Record<string, unknown>;

  @ApiPropertyOptional({ maxLength: 2000, description: 'For the learner.' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  comment?: string;
}

export class ReplayDecision {
  @ApiProperty({
    type: [String],
    format: 'uuid',
    maxItems: MAX_SIMILAR,
    description: 'Of those that were shown.',
  })
  @IsArray()
  @ArrayMaxSize(MAX_SIMILAR)
  @IsUUID(undefined, { each: true })
  submissionIds!: string[];
}

export class ReplayedDecision {
  @ApiProperty({ type: [String], format: 'uuid' }) decided!: string[];
  @ApiProperty({
    type: [String],
    format: 'uuid',
    description: 'Decided by somebody meanwhile, or not similar: left as they are.',
  })
  left!: string[];
}
