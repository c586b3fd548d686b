import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsIn, IsString, IsUUID, MaxLength } from 'class-validator';
import { IsNotBlank } from '../common/validation.js';
import { ExtensionView, SetExtension } from '../assignments/extensions.dto.js';
import type { LmsSecret } from '../generated/prisma/client.js';

/** Whom an LMS may add: nobody gets a course's ownership from outside. */
const ROLES = ['student', 'assistant', 'instructor'] as const;
const OUTCOMES = ['added', 'present', 'removed', 'absent', 'set'] as const;

class OfLearner {
  @ApiProperty({ minLength: 1, maxLength: 200, example: 'sis-4711', description: 'What the LMS calls them.' })
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  lmsId!: string;
}

export class MemberAdded extends OfLearner {
  @ApiProperty({ minLength: 1, maxLength: 200 })
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  name!: string;

  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  role!: (typeof ROLES)[number];
}

export class MemberRemoved extends OfLearner {}

/** Takes the place of what the learner had; what is not named differs for them no more. */
export class OverrideSet extends OmitType(SetExtension, ['learnerId', 'groupId'] as const) {
  @ApiProperty({ minLength: 1, maxLength: 200, example: 'sis-4711' })
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  lmsId!: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  assignmentId!: string;
}

/** What an LMS can tell, and the form of its data. */
export const LMS_EVENTS = {
  'member.added': MemberAdded,
  'member.removed': MemberRemoved,
  'override.set': OverrideSet,
} as const;
export type LmsEventType = keyof typeof LMS_EVENTS;

export type LmsEvent =
  | { type: 'member.added'; data: MemberAdded }
  | { type: 'member.removed'; data: MemberRemoved }
  | { type: 'override.set'; data: OverrideSet };

export class LmsEventView {
  @ApiProperty({ description: 'The webhook-id.' }) messageId!: string;
  @ApiProperty({ enum: Object.keys(LMS_EVENTS) }) type!: LmsEventType;
  @ApiProperty({
    enum: OUTCOMES,
    description: 'What it changed: present (the member was there already) and absent (was not) are nothing.',
  })
  outcome!: (typeof OUTCOMES)[number];
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) learnerId!: string | null;
  @ApiPropertyOptional({ type: ExtensionView, description: 'Of override.set: what holds now.' })
  extension?: ExtensionView;
}

export class LmsSecretView {
  @ApiProperty({ format: 'date-time' }) setAt!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'Until when the secret before the last rotation holds as well.',
  })
  previousSecretUntil!: string | null;
}

export class NewLmsSecretView extends LmsSecretView {
  @ApiProperty({ description: 'The LMS signs with it (Standard Webhooks). It is shown this once.' })
  secret!: string;
}

export function lmsSecretView(row: Pick<LmsSecret, 'setAt' | 'previousUntil'>): LmsSecretView {
  return { setAt: row.setAt.toISOString(), previousSecretUntil: row.previousUntil?.toISOString() ?? null };
}
