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
  @ApiProperty({ enum: ['correct', 'wrong', 'blank', 'unsure'] }) verdict!: string;
  @ApiProperty() earned!: number;
  @ApiProperty() possible!: number;
  @ApiProperty({
    description: 'Of `earned`, what was given because the value follows from an earlier wrong one.',
  })
  followThrough!: number;
  @ApiProperty({ description: 'Points that hints have cost here.' }) hintCost!: number;
  @ApiProperty({ type: [String], description: 'The misconceptions that this cell is evidence of.' })
  diagnosis!: string[];
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of a text: the words that the verdict rests on.',
  })
  evidence!: string | null;
  @ApiProperty({ description: 'The verdict in words.' }) text!: string;
}

class DiagnosisView {
  @ApiProperty({ description: 'Whether a known misconception explains the wrong cells.' }) known!: boolean;
  @ApiProperty({ description: 'It explains the cells of `evidence` only; right ones speak against it.' })
  partial!: boolean;
  @ApiProperty({ type: [String] }) rules!: string[];
  @ApiProperty({ type: [String], description: 'The cells that it explains.' }) evidence!: string[];
  @ApiProperty() text!: string;
  @ApiProperty({ type: [String], description: 'What to read again.' }) reread!: string[];
  @ApiProperty({ type: [String], description: 'What else would make the very same answer, in words.' })
  alternatives!: string[];
}

/** What of a result is released to you. */
class ToldView {
  @ApiProperty() correctness!: boolean;
  @ApiProperty() diagnosis!: boolean;
  @ApiProperty({ description: 'GET …/solution shows the right values.' }) expected!: boolean;
  @ApiProperty({ description: 'GET …/solution shows how they come about.' }) solution!: boolean;
}

class ClauseView {
  @ApiProperty() text!: string;
  @ApiProperty({ example: 'RFC 9293, 3.10.7.4' }) source!: string;
}

class RunView {
  @ApiProperty({ description: 'As a ladder of text.' }) ladder!: string;
  @ApiProperty({ description: 'As an SVG document.' }) svg!: string;
}

class ProofView {
  @ApiProperty({ description: 'What goes wrong without the mechanism.' }) text!: string;
  @ApiProperty({ type: RunView }) right!: RunView;
  @ApiProperty({ type: RunView, description: 'The same scenario without it.' }) without!: RunView;
}

class ConceptSolutionView {
  @ApiProperty({ example: 'A' }) concept!: string;
  @ApiProperty() text!: string;
  @ApiProperty({ description: '0 for a bonus.' }) points!: number;
  @ApiProperty({ description: 'Whether the run of the question shows it.' }) shown!: boolean;
  @ApiProperty({ type: ProofView, nullable: true }) proof!: ProofView | null;
}

class CellSolutionView {
  @ApiProperty({ example: 's2.ack' }) cell!: string;
  @ApiProperty({ description: 'As it may be typed for full points.' }) value!: string;
  @ApiProperty({ type: String, nullable: true, example: '7000 + 1 = 7001' }) arithmetic!: string | null;
  @ApiProperty({ type: [ClauseView], description: 'What decided it, in order.' }) because!: ClauseView[];
  @ApiProperty({ type: [ConceptSolutionView], description: 'Of a text: what it must say.' })
  concepts!: ConceptSolutionView[];
}

export class SolutionView {
  @ApiProperty({ type: [CellSolutionView] }) cells!: CellSolutionView[];
  @ApiProperty({ type: String, nullable: true, description: 'The exchange with nothing left out, as text.' })
  ladder!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The same as a complete SVG document.' })
  svg!: string | null;
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
  @ApiProperty({ description: 'You had only saved it; the deadline submitted it.' }) fromDraft!: boolean;
  @ApiProperty({ type: ToldView }) told!: ToldView;
  @ApiProperty({
    enum: ['graded', 'needs-review', 'not-released'],
    description: 'needs-review: a person grades it; until then it counts nothing.',
  })
  status!: string;
  @ApiProperty({ type: Number, nullable: true, description: 'What the answer is worth; null: not released.' })
  earned!: number | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'What of it counts, after lateness; null: not released.',
  })
  counted!: number | null;
  @ApiProperty({ description: 'The staff gave `earned`; the parts are what the grader said.' })
  isByHand!: boolean;
  @ApiProperty() possible!: number;
  @ApiProperty({ type: String, nullable: true, description: 'The result in words; null: not released.' })
  summary!: string | null;
  @ApiProperty({ type: [PartView], description: 'Empty as long as the correctness is not released.' })
  parts!: PartView[];
  @ApiProperty({
    type: DiagnosisView,
    nullable: true,
    description: 'null: nothing is wrong, or it is not released.',
  })
  diagnosis!: DiagnosisView | null;
  @ApiProperty({ type: String, nullable: true, description: 'Of the person who graded it.' })
  comment!: string | null;
  @ApiProperty() triesLeft!: number;
}
