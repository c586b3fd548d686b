import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { MayBeLeftOut } from '../common/validation.js';
import { type Locale, locales } from '../questions/index.js';

export class PreviewQuery {
  @ApiPropertyOptional({ maxLength: 200, description: 'Any text; the same text shows the same question.' })
  @MayBeLeftOut()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  seed?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'In the place of a seed: as this student gets it.' })
  @MayBeLeftOut()
  @IsUUID()
  learnerId?: string;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: 1000,
    default: 1,
    description: 'Which attempt of the student.',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  attempt: number = 1;

  @ApiPropertyOptional({ enum: locales, description: 'By default the course’s language.' })
  @IsOptional()
  @IsIn(locales)
  locale?: Locale;
}

class PreviewBlank {
  @ApiProperty({ example: 's2.ack' }) id!: string;
  @ApiProperty({ example: 'number' }) type!: string;
  @ApiProperty() points!: number;
  @ApiProperty() label!: string;
  @ApiProperty({ description: 'How an answer may be written.' }) format!: string;
  @ApiPropertyOptional({ description: 'Of a text: how many characters it may have.' }) maxLength?: number;
}

class PreviewSolution {
  @ApiProperty() cell!: string;
  @ApiProperty() value!: string;
}

export class PreviewView {
  @ApiProperty({ format: 'uuid' }) itemId!: string;
  @ApiProperty() kind!: string;
  @ApiProperty({ enum: locales }) locale!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ description: 'The whole question as text.' }) text!: string;
  @ApiProperty() task!: string;
  @ApiProperty({ description: 'The exchange as a ladder of text, with the blanks in it.' }) ladder!: string;
  @ApiProperty({ type: String, nullable: true, description: 'The same as an SVG document.' })
  svg!: string | null;
  @ApiProperty({ type: [PreviewBlank] }) blanks!: PreviewBlank[];
  @ApiProperty({ type: [PreviewSolution], description: 'What earns full marks.' })
  solution!: PreviewSolution[];
}

export class PaperQuery {
  @ApiPropertyOptional({
    type: 'string',
    description: 'Ids of students, separated by commas, up to 200; by default all students of the course.',
  })
  @MayBeLeftOut()
  @Transform(({ value }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  learners?: string[];

  @ApiPropertyOptional({ default: false, description: 'The answer key in the place of the questions.' })
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  key: boolean = false;

  @ApiPropertyOptional({ enum: locales, description: 'By default the course’s language.' })
  @IsOptional()
  @IsIn(locales)
  locale?: Locale;
}
