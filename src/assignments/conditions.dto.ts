// What students are told and when, how fast they may try again, and which questions they get.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { MayBeLeftOut } from '../common/validation.js';
import { type Aspect, ASPECTS, type Release, type ReleaseRules, RELEASES } from './release.js';

export const VARIANT_SCOPES = ['attempt', 'learner', 'all'] as const;
export type VariantScope = (typeof VARIANT_SCOPES)[number];

/** As stored. */
export interface ConditionsOf extends ReleaseRules {
  cooldownS: number;
  drawItems: number | null;
  variantScope: VariantScope;
  sharedAcrossItems: boolean;
  submitDrafts: boolean;
}

const RELEASE = {
  enum: RELEASES,
  description:
    'When students are told it. at_once: with the result (the expected values and the solution: when no try is left); after_due, ' +
    'after_close: when the grace seconds are over, the expected values and the solution for the last student; by_hand.',
} as const;

export class Conditions {
  @ApiPropertyOptional(RELEASE)
  @MayBeLeftOut()
  @IsIn(RELEASES)
  releaseCorrectness?: Release;

  @ApiPropertyOptional(RELEASE)
  @MayBeLeftOut()
  @IsIn(RELEASES)
  releaseDiagnosis?: Release;

  @ApiPropertyOptional(RELEASE)
  @MayBeLeftOut()
  @IsIn(RELEASES)
  releaseExpected?: Release;

  @ApiPropertyOptional(RELEASE)
  @MayBeLeftOut()
  @IsIn(RELEASES)
  releaseSolution?: Release;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 604_800,
    description: 'Seconds between two tries at a question. [0]',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(604_800)
  cooldownS?: number;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 1,
    maximum: 50,
    description:
      'How many items an attempt gets, drawn at random; all items then are worth the same. [null: all]',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(50)
  drawItems?: number | null;

  @ApiPropertyOptional({ enum: VARIANT_SCOPES, description: 'For whom a question is the same. [attempt]' })
  @MayBeLeftOut()
  @IsIn(VARIANT_SCOPES)
  variantScope?: VariantScope;

  @ApiPropertyOptional({
    description: 'Items of one kind and difficulty ask about one and the same connection. [false]',
  })
  @MayBeLeftOut()
  @IsBoolean()
  sharedAcrossItems?: boolean;

  @ApiPropertyOptional({
    description:
      'At the deadline, drafts that were saved in time and not submitted are; else they stay drafts. [false]',
  })
  @MayBeLeftOut()
  @IsBoolean()
  submitDraftsAtDeadline?: boolean;
}

export class ConditionsView {
  @ApiProperty({ enum: RELEASES }) releaseCorrectness!: string;
  @ApiProperty({ enum: RELEASES }) releaseDiagnosis!: string;
  @ApiProperty({ enum: RELEASES }) releaseExpected!: string;
  @ApiProperty({ enum: RELEASES }) releaseSolution!: string;
  @ApiProperty({ enum: ASPECTS, isArray: true, description: 'What was released by hand.' })
  released!: string[];
  @ApiProperty() cooldownS!: number;
  @ApiProperty({ type: Number, nullable: true }) drawItems!: number | null;
  @ApiProperty({ enum: VARIANT_SCOPES }) variantScope!: string;
  @ApiProperty() sharedAcrossItems!: boolean;
  @ApiProperty() submitDraftsAtDeadline!: boolean;
}

export function conditionsView(of: ConditionsOf): ConditionsView {
  const { releaseCorrectness, releaseDiagnosis, releaseExpected, releaseSolution, released } = of;
  const { cooldownS, drawItems, variantScope, sharedAcrossItems, submitDrafts } = of;
  return {
    releaseCorrectness,
    releaseDiagnosis,
    releaseExpected,
    releaseSolution,
    released,
    cooldownS,
    drawItems,
    variantScope,
    sharedAcrossItems,
    submitDraftsAtDeadline: submitDrafts,
  };
}

export class ReleaseAspects {
  @ApiProperty({ enum: ASPECTS, isArray: true })
  @IsArray()
  @IsIn(ASPECTS, { each: true })
  aspects!: Aspect[];
}
