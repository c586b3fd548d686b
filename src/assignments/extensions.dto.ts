import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsUUID,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '../common/validation.js';
import type { Extension } from '../generated/prisma/client.js';

const MOMENT = { type: String, format: 'date-time', nullable: true } as const;
const NUMBER = { type: Number, nullable: true } as const;

export class SetExtension {
  @ApiPropertyOptional({ format: 'uuid', description: 'A student of the course; or give groupId.' })
  @IsOptional()
  @IsUUID()
  learnerId?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  groupId?: string;

  @ApiPropertyOptional(MOMENT)
  @IsOptional()
  @IsInstant()
  opensAt?: string | null;

  @ApiPropertyOptional(MOMENT)
  @IsOptional()
  @IsInstant()
  dueAt?: string | null;

  @ApiPropertyOptional(MOMENT)
  @IsOptional()
  @IsInstant()
  closesAt?: string | null;

  @ApiPropertyOptional({ ...NUMBER, minimum: 0, maximum: 1000, description: 'Added to the time limit.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1000)
  extraTimePercent?: number | null;

  @ApiPropertyOptional({ ...NUMBER, minimum: 1, maximum: 1000 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  attemptsAllowed?: number | null;
}

export class SetExtensions {
  @ApiProperty({ type: [SetExtension], minItems: 1, maxItems: 200 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => SetExtension)
  extensions!: SetExtension[];
}

export class SetManyExtensions {
  @ApiProperty({
    type: 'array',
    items: { $ref: getSchemaPath(SetExtension) },
    minItems: 1,
    maxItems: 1000,
    description: 'Each row is checked on its own.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  extensions!: object[];
}

class ExtensionFault {
  @ApiProperty({ example: 'extensions.3.dueAt' }) at!: string;
  @ApiProperty() detail!: string;
}

export class ExtensionView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) learnerId!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) groupId!: string | null;
  @ApiProperty(MOMENT) opensAt!: string | null;
  @ApiProperty(MOMENT) dueAt!: string | null;
  @ApiProperty(MOMENT) closesAt!: string | null;
  @ApiProperty(NUMBER) extraTimePercent!: number | null;
  @ApiProperty(NUMBER) attemptsAllowed!: number | null;
}

export class ExtensionRow {
  @ApiProperty({ description: 'Its place in the list, from 0.' }) row!: number;
  @ApiProperty({ enum: ['set', 'refused'] }) outcome!: 'set' | 'refused';
  @ApiProperty({ type: ExtensionView, nullable: true }) extension!: ExtensionView | null;
  @ApiProperty({ type: [ExtensionFault] }) errors!: ExtensionFault[];
}

export class ExtensionRows {
  @ApiProperty({ type: [ExtensionRow] }) rows!: ExtensionRow[];
}

export function extensionView(extension: Extension): ExtensionView {
  const { id, learnerId, groupId, opensAt, dueAt, closesAt, extraTimePercent, attemptsAllowed } = extension;
  const text = (time: Date | null) => time?.toISOString() ?? null;
  const times = { opensAt: text(opensAt), dueAt: text(dueAt), closesAt: text(closesAt) };
  return { id, learnerId, groupId, ...times, extraTimePercent, attemptsAllowed };
}
