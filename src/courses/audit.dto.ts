import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { ACTIONS, type Action, SUBJECTS } from '../audit/actions.js';
import { IsInstant } from '../common/validation.js';
import { PageQuery } from '../common/page.js';
import type { AuditEntry } from '../generated/prisma/client.js';

export class AuditQuery extends PageQuery {
  @ApiPropertyOptional({ enum: ACTIONS })
  @IsOptional()
  @IsIn(ACTIONS)
  action?: Action;

  @ApiPropertyOptional({ format: 'uuid', description: 'Who did it.' })
  @IsOptional()
  @IsUUID()
  actorId?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'What it was done to.' })
  @IsOptional()
  @IsUUID()
  subjectId?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsInstant()
  to?: string;
}

class SubjectView {
  @ApiProperty({ enum: SUBJECTS }) type!: string;
  @ApiProperty({ format: 'uuid' }) id!: string;
}

const ANY = { type: 'object', additionalProperties: true, nullable: true } as const;

export class AuditEntryView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'From 1, without a gap.' }) seq!: number;
  @ApiProperty({ format: 'date-time' }) at!: string;
  @ApiProperty({ enum: ACTIONS }) action!: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Who did it; null: the service itself, by a job.',
  })
  actorId!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'With which token.' })
  tokenId!: string | null;
  @ApiProperty({ type: SubjectView }) subject!: SubjectView;
  @ApiProperty({ ...ANY, description: 'What it was; of a large thing, what differs. null: nothing.' })
  before!: unknown;
  @ApiProperty({ ...ANY, description: 'What it became. null: nothing.' }) after!: unknown;
  @ApiProperty({ type: String, nullable: true }) reason!: string | null;
  @ApiProperty({ description: 'HMAC-SHA256 over the entry and the hash of the one before, hexadecimal.' })
  hash!: string;
}

export function auditEntryView({ subjectType, subjectId, ...entry }: AuditEntry): AuditEntryView {
  const { id, seq, at, action, actorId, tokenId, before, after, reason, hash } = entry;
  const subject = { type: subjectType, id: subjectId };
  const said = { id, seq, at: at.toISOString(), action, actorId, tokenId, subject, before, after, reason };
  return { ...said, hash: Buffer.from(hash).toString('hex') };
}

class ChainFault {
  @ApiProperty({ description: 'The first entry that is not as it was written.' }) seq!: number;
  @ApiProperty() detail!: string;
}

export class VerificationView {
  @ApiProperty({ format: 'uuid' }) courseId!: string;
  @ApiProperty({ description: 'How many entries hang together, from the first one.' }) entries!: number;
  @ApiProperty() intact!: boolean;
  @ApiProperty({ type: ChainFault, nullable: true }) fault!: ChainFault | null;
  @ApiProperty({
    example: '12:5b1c…',
    description: 'Keep it elsewhere: it proves later that nothing up to here was altered.',
  })
  head!: string;
}
