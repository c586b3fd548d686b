import { ApiProperty, ApiPropertyOptional, OmitType, PickType } from '@nestjs/swagger';
import { IsNotEmpty, IsObject, IsString, MaxLength } from 'class-validator';
import { QuestionView } from './attempts.dto.js';
import { PlayTurns, TurnsView } from './turns.dto.js';
import { SolutionView, SubmissionView, SubmitAnswer } from './submissions.dto.js';

export class StartPractice {
  @ApiProperty({ example: 'handshake-numbers', description: 'A question kind: GET /v1/kinds lists them.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  kind!: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { difficulty: 'intro' } })
  @IsObject()
  params: Record<string, unknown> = {};
}

export class PracticeView extends OmitType(QuestionView, ['id', 'attemptId', 'position', 'triesLeft']) {
  @ApiProperty({
    description: 'The question itself, sealed: send it back with an answer. It is kept nowhere.',
  })
  practice!: string;
}

export class AnswerPractice extends SubmitAnswer {
  @ApiProperty({ description: 'As it was given with the question.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  practice!: string;
}

export class PracticeResult extends PickType(SubmissionView, ['summary', 'parts', 'diagnosis', 'possible']) {
  @ApiProperty() earned!: number;
  @ApiProperty({ description: 'The grader is not sure, and would ask a person.' }) isUnsure!: boolean;
  @ApiProperty({ type: SolutionView, description: 'The right values, and how they come about.' })
  solution!: SolutionView;
}

export class PlayPractice extends PickType(PlayTurns, ['moves']) {
  @ApiProperty({ description: 'As it was given with the question.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  practice!: string;
}

export class PracticeTurnsView extends OmitType(TurnsView, ['questionId', 'try']) {}
