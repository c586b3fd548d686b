import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Course } from '../generated/prisma/client.js';
import { IsNotBlank, MayBeLeftOut } from '../common/validation.js';
import { type Locale, locales, PROFILE_NAMES, type ProfileName } from '../questions/index.js';

/** Each may do what those before it may; only a student has attempts. */
export const ROLES = ['student', 'assistant', 'instructor', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** Whether `role` may do what is for `least`. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

export class CreateCourse {
  @ApiProperty({ example: 'Computer Networks', maxLength: 200 })
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  title!: string;

  @ApiPropertyOptional({
    enum: locales,
    default: 'en',
    description: 'The language of questions and feedback.',
  })
  @IsIn(locales)
  locale: Locale = 'en';

  @ApiPropertyOptional({
    enum: PROFILE_NAMES,
    default: 'textbook',
    description: 'Which TCP new items ask about, where their kind can ask about several and they name none.',
  })
  @MayBeLeftOut()
  @IsIn(PROFILE_NAMES)
  profile?: ProfileName;
}

/** What is left out stays as it is. */
export class UpdateCourse {
  @ApiPropertyOptional({ enum: PROFILE_NAMES, description: 'Items that exist keep theirs.' })
  @MayBeLeftOut()
  @IsIn(PROFILE_NAMES)
  profile?: ProfileName;
}

export class CourseView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ enum: locales }) locale!: string;
  @ApiProperty({ enum: PROFILE_NAMES }) profile!: string;
  @ApiProperty({ enum: ROLES, description: 'What you are in this course.' }) role!: Role;
  @ApiProperty({ format: 'date-time' }) createdAt!: string;
}

export function courseView(course: Course, role: Role): CourseView {
  const { id, title, locale, profile, createdAt } = course;
  return { id, title, locale, profile, role, createdAt: createdAt.toISOString() };
}

export class AddMember {
  @ApiProperty({ example: 'Lin Mei', maxLength: 200 })
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  name!: string;

  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  role!: Role;

  @ApiPropertyOptional({ maxLength: 200, description: 'The identifier of this person in the LMS.' })
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  lmsId?: string;
}

export class MemberView {
  @ApiProperty({ format: 'uuid' }) personId!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: ROLES }) role!: Role;
  @ApiProperty({ type: String, nullable: true }) lmsId!: string | null;
}

export class IssuedToken {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) personId!: string;
  @ApiProperty({ description: 'Keep it: it is shown this once.' }) token!: string;
}
