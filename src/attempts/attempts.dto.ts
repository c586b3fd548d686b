import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type Locale, locales } from '../questions/index.js';

export class LocaleQuery {
  @ApiPropertyOptional({ enum: locales, description: 'By default the course’s language.' })
  @IsOptional()
  @IsIn(locales)
  locale?: Locale;
}

export class QuestionRef {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'From 1.' }) position!: number;
  @ApiProperty() kind!: string;
  @ApiProperty() possible!: number;
  @ApiProperty() triesLeft!: number;
}

export class AttemptView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) assignmentId!: string;
  @ApiProperty({ format: 'uuid' }) learnerId!: string;
  @ApiProperty() number!: number;
  @ApiProperty({ format: 'date-time' }) startedAt!: string;
  @ApiProperty({ type: [QuestionRef] }) questions!: QuestionRef[];
}

class BlankView {
  @ApiProperty({ example: 's2.ack' }) id!: string;
  @ApiProperty({ example: 'number' }) type!: string;
  @ApiProperty() points!: number;
  @ApiProperty() label!: string;
  @ApiProperty({ description: 'How an answer may be written.' }) format!: string;
}

class TableCellView {
  @ApiPropertyOptional() text?: string;
  @ApiPropertyOptional({ description: 'The id of the blank that stands here.' }) blank?: string;
}

class TableView {
  @ApiProperty({ type: [String] }) columns!: string[];
  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { $ref: '#/components/schemas/TableCellView' } },
  })
  rows!: TableCellView[][];
}

export class QuestionView extends QuestionRef {
  @ApiProperty({ format: 'uuid' }) attemptId!: string;
  @ApiProperty({ enum: locales }) locale!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ description: 'The whole question as text.' }) text!: string;
  @ApiProperty({ description: 'What is asked.' }) task!: string;
  @ApiProperty() table!: TableView;
  @ApiProperty({ description: 'The exchange as a ladder of text, with the blanks in it.' }) ladder!: string;
  @ApiProperty({ description: 'The same ladder as an SVG document.' }) svg!: string;
  @ApiProperty({ type: [BlankView] }) blanks!: BlankView[];
}

/** Named so that the document can refer to it from a list of lists. */
export { TableCellView };
