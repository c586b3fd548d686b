import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsObject,
  IsUUID,
  ValidateNested,
} from 'class-validator';
import { MayBeLeftOut } from '../common/validation.js';
import { SubmissionView, SubmitAnswer } from './submissions.dto.js';

const CELLS = {
  type: 'object',
  additionalProperties: true,
  example: { 's2.ack': '7001', 's2.flags': 'SYN' },
} as const;

export class SaveDraft {
  @ApiProperty({ ...CELLS, description: 'What stands in each blank, finished or not.' })
  @IsObject()
  cells!: Record<string, unknown>;
}

export class DraftView {
  @ApiProperty({ format: 'uuid' }) questionId!: string;
  @ApiProperty({ description: 'Grows with every save; the ETag. 0: nothing was saved yet.' })
  version!: number;
  @ApiProperty(CELLS) cells!: unknown;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) savedAt!: string | null;
  @ApiProperty({ description: 'An answer was submitted since it was saved.' }) isSubmitted!: boolean;
  @ApiProperty({ type: Number, nullable: true, description: 'Until the attempt ends; null: no end.' })
  secondsLeft!: number | null;
}

class AnswerOf extends SubmitAnswer {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  questionId!: string;
}

export class SubmitAll {
  @ApiPropertyOptional({
    type: [AnswerOf],
    minItems: 1,
    maxItems: 50,
    description: 'By default the drafts that were not submitted yet.',
  })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique(({ questionId }: AnswerOf) => questionId)
  @ValidateNested({ each: true })
  @Type(() => AnswerOf)
  answers?: AnswerOf[];
}

class CellFault {
  @ApiProperty({ example: 'cells.s2.ack' }) at!: string;
  @ApiProperty() detail!: string;
}

class RefusalView {
  @ApiProperty({ example: '/problems/unreadable-answer' }) type!: string;
  @ApiProperty() status!: number;
  @ApiProperty() detail!: string;
  @ApiProperty({ type: [CellFault] }) errors!: CellFault[];
}

export class SubmittedOne {
  @ApiProperty({ format: 'uuid' }) questionId!: string;
  @ApiProperty({ type: SubmissionView, nullable: true }) submission!: SubmissionView | null;
  @ApiProperty({ type: RefusalView, nullable: true, description: 'Why it was not taken; it cost no try.' })
  refusal!: RefusalView | null;
}

export class SubmittedView {
  @ApiProperty({ type: [SubmittedOne] }) answers!: SubmittedOne[];
}
