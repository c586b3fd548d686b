import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { type Scope, SCOPES } from '../auth/scopes.js';
import { IsNotBlank, IsInstant, MayBeLeftOut } from '../common/validation.js';
import type { Token } from '../generated/prisma/client.js';
import { type Role, ROLES } from './courses.dto.js';

const LONGEST_OVERLAP_H = 168;
const SCOPE_LIST = { enum: SCOPES, isArray: true, minItems: 1 } as const;
const MOMENT = { type: String, format: 'date-time', nullable: true } as const;

export class IssueToken {
  @ApiPropertyOptional({ maxLength: 200, description: 'What it is for. By default the course’s title.' })
  @MayBeLeftOut()
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  label?: string;

  @ApiPropertyOptional({
    ...SCOPE_LIST,
    description:
      'What it may be used for. By default what yours may: without scopes, all that its bearer may do.',
  })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SCOPES.length)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  scopes?: Scope[];

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'No later than when yours ends, which is the default.',
  })
  @MayBeLeftOut()
  @IsInstant()
  expiresAt?: string;
}

export class IssueServiceToken {
  @ApiProperty({ example: 'Moodle of the faculty', maxLength: 200, description: 'The member that acts.' })
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  name!: string;

  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  role!: Role;

  @ApiProperty({ ...SCOPE_LIST, example: ['roster:write', 'grades:read'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SCOPES.length)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  scopes!: Scope[];

  @ApiPropertyOptional({ format: 'date-time' })
  @MayBeLeftOut()
  @IsInstant()
  expiresAt?: string;
}

export class RotateToken {
  @ApiPropertyOptional({
    minimum: 0,
    maximum: LONGEST_OVERLAP_H,
    default: 24,
    description: 'How long the old one holds beside the new one.',
  })
  @IsInt()
  @Min(0)
  @Max(LONGEST_OVERLAP_H)
  overlapHours: number = 24;
}

export class TokenView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) personId!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'It opens this course alone.' })
  courseId!: string | null;
  @ApiProperty() label!: string;
  @ApiProperty({ enum: SCOPES, isArray: true, description: 'Empty: all that its bearer may do.' })
  scopes!: string[];
  @ApiProperty({ format: 'date-time' }) createdAt!: string;
  @ApiProperty(MOMENT) expiresAt!: string | null;
  @ApiProperty(MOMENT) revokedAt!: string | null;
  @ApiProperty({ ...MOMENT, description: 'To the minute.' }) lastUsedAt!: string | null;
}

export function tokenView(token: Omit<Token, 'hash'>): TokenView {
  const { id, personId, courseId, label, scopes, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  const text = (time: Date | null) => time?.toISOString() ?? null;
  const times = { expiresAt: text(expiresAt), revokedAt: text(revokedAt), lastUsedAt: text(lastUsedAt) };
  return { id, personId, courseId, label, scopes, createdAt: createdAt.toISOString(), ...times };
}
