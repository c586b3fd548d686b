import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject } from 'class-validator';

export class SubmitAnswer {
  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }], nullable: true },
    example: { 's2.ack': 7001, 's2.flags': 'SYN+ACK' },
    description: 'What was typed into each blank; a blank left out counts as empty.',
  })
  @IsObject()
  cells!: Record<string, unknown>;
}

class PartView {
  @ApiProperty({ example: 's2.ack' }) cell!: string;
  @ApiProperty({ enum: ['correct', 'wrong', 'blank'] }) verdict!: string;
  @ApiProperty() earned!: number;
  @ApiProperty() possible!: number;
  @ApiProperty({
    description: 'Of `earned`, what was given because the value follows from an earlier wrong one.',
  })
  followThrough!: number;
  @ApiProperty({ type: [String], description: 'The misconceptions that this cell is evidence of.' })
  diagnosis!: string[];
  @ApiProperty({ description: 'The verdict in words.' }) text!: string;
}

class DiagnosisView {
  @ApiProperty({ description: 'Whether a known misconception explains the wrong cells.' }) known!: boolean;
  @ApiProperty({ type: [String] }) rules!: string[];
  @ApiProperty({ type: [String], description: 'The cells that it explains.' }) evidence!: string[];
  @ApiProperty() text!: string;
  @ApiProperty({ type: [String], description: 'What to read again.' }) reread!: string[];
}

export class SubmissionView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) questionId!: string;
  @ApiProperty({ description: 'Which try this was, from 1.' }) number!: number;
  @ApiProperty({ format: 'date-time' }) receivedAt!: string;
  @ApiPropertyOptional({ description: 'What was typed.', type: 'object', additionalProperties: true })
  cells!: unknown;
  @ApiProperty({ description: 'It came after an end, within the grace seconds.' }) inGrace!: boolean;
  @ApiProperty({ description: 'What lateness takes off.' }) latePercent!: number;
  @ApiProperty({ description: 'What the answer is worth.' }) earned!: number;
  @ApiProperty({ description: 'What of it counts, after lateness.' }) counted!: number;
  @ApiProperty() possible!: number;
  @ApiProperty({ description: 'The result in words.' }) summary!: string;
  @ApiProperty({ type: [PartView] }) parts!: PartView[];
  @ApiProperty({ type: DiagnosisView, nullable: true }) diagnosis!: DiagnosisView | null;
  @ApiProperty() triesLeft!: number;
}
