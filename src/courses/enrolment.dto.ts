import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsObject } from 'class-validator';
import { AddMember } from './courses.dto.js';

export const MOST_ROWS = 1_000;
export const OUTCOMES = ['added', 'present', 'refused'] as const;

@ApiExtraModels(AddMember)
export class EnrolMembers {
  @ApiProperty({
    type: 'array',
    items: { $ref: getSchemaPath(AddMember) },
    minItems: 1,
    maxItems: MOST_ROWS,
    description: 'Each row is checked on its own.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_ROWS)
  @IsObject({ each: true })
  members!: object[];

  @ApiPropertyOptional({ default: false, description: 'One refused row refuses all: nothing is changed.' })
  @IsBoolean()
  allOrNothing: boolean = false;
}

class RowFault {
  @ApiProperty({ example: 'members.3.role' }) at!: string;
  @ApiProperty() detail!: string;
}

export class EnrolledRow {
  @ApiProperty({ description: 'Its place in the list, from 0.' }) row!: number;
  @ApiProperty({ enum: OUTCOMES, description: 'present: the course has a member with this lmsId already.' })
  outcome!: (typeof OUTCOMES)[number];
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) personId!: string | null;
  @ApiProperty({ type: [RowFault] }) errors!: RowFault[];
}

export class ImportQuery {
  @ApiPropertyOptional({ default: false, description: 'One refused row refuses all: nothing is changed.' })
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value) as unknown)
  @IsBoolean()
  allOrNothing: boolean = false;
}

export class ImportedRow {
  @ApiProperty({ description: 'Where the row ends in the file, from 1.' }) line!: number;
  @ApiProperty({ enum: OUTCOMES }) outcome!: (typeof OUTCOMES)[number];
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) personId!: string | null;
  @ApiProperty({ type: [RowFault] }) errors!: RowFault[];
}

export class ImportView {
  @ApiProperty({ type: [ImportedRow] }) rows!: ImportedRow[];
}

export class EnrolmentView {
  @ApiProperty({ type: [EnrolledRow] }) rows!: EnrolledRow[];
}
