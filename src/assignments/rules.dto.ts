// The rules of an assignment as they are sent and shown: when it is open, what lateness costs, how often one may try.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsInstant, MayBeLeftOut } from '../common/validation.js';
import { Conditions, type ConditionsOf, conditionsView, ConditionsView } from './conditions.dto.js';
import type { Release } from './release.js';
import type { Timing } from './timing.js';

export const MODES = ['practice', 'homework', 'exam'] as const;
export type Mode = (typeof MODES)[number];
export const SCORES_KEPT = ['best', 'last', 'mean'] as const;
export type ScoreKept = (typeof SCORES_KEPT)[number];

const DAY_S = 86_400;
const MOMENT = { type: String, format: 'date-time', nullable: true } as const;

/** As stored. */
export type RulesOf = Timing & Omit<ConditionsOf, 'released'> & { mode: Mode; scoreKept: ScoreKept };

const DEFAULTS = {
  opensAt: null,
  dueAt: null,
  closesAt: null,
  graceS: 0,
  latePercent: 0,
  latePeriodS: DAY_S,
  timeLimitS: null,
  attemptsAllowed: 1,
  scoreKept: 'best',
  cooldownS: 0,
  drawItems: null,
  variantScope: 'attempt',
  sharedAcrossItems: false,
  submitDrafts: false,
} as const satisfies Partial<RulesOf>;

/** What a mode means where nothing else is said. */
const OF_MODE: Record<Mode, Partial<RulesOf> & ReturnType<typeof release>> = {
  practice: { attemptsAllowed: null, ...release('at_once', 'at_once') },
  homework: release('at_once', 'after_due'),
  exam: release('after_close', 'after_close'),
};

function release(result: Release, key: Release) {
  return {
    releaseCorrectness: result,
    releaseDiagnosis: result,
    releaseExpected: key,
    releaseSolution: key,
  };
}

/** Each may be left out; null lifts a limit. */
export class Rules extends Conditions {
  @ApiPropertyOptional({ enum: MODES, description: 'Says what holds where nothing else is said. [homework]' })
  @MayBeLeftOut()
  @IsIn(MODES)
  mode?: Mode;

  @ApiPropertyOptional({ ...MOMENT, description: 'Before it nobody can begin.' })
  @IsOptional()
  @IsInstant()
  opensAt?: string | null;

  @ApiPropertyOptional({ ...MOMENT, description: 'An answer after it is late.' })
  @IsOptional()
  @IsInstant()
  dueAt?: string | null;

  @ApiPropertyOptional({ ...MOMENT, description: 'After it no answer is taken.' })
  @IsOptional()
  @IsInstant()
  closesAt?: string | null;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: DAY_S,
    description: 'Seconds beyond an end in which an answer is taken, flagged, and costs nothing. [0]',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(DAY_S)
  graceS?: number;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 100,
    description: 'What each begun period after dueAt takes off. [0]',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(100)
  latePercent?: number;

  @ApiPropertyOptional({
    minimum: 60,
    maximum: 366 * DAY_S,
    description: 'Seconds in a period of lateness. [86400]',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(60)
  @Max(366 * DAY_S)
  latePeriodS?: number;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 10,
    maximum: 366 * DAY_S,
    description: 'For one attempt.',
  })
  @IsOptional()
  @IsInt()
  @Min(10)
  @Max(366 * DAY_S)
  timeLimitS?: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 1,
    maximum: 1000,
    description: 'null: as many as one likes. [1; practice: null]',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  attemptsAllowed?: number | null;

  @ApiPropertyOptional({ enum: SCORES_KEPT, description: 'Which attempts make the score. [best]' })
  @MayBeLeftOut()
  @IsIn(SCORES_KEPT)
  scoreKept?: ScoreKept;
}

/** The rules of a new assignment with every default filled in, times as dates. */
export function newRules(rules: Rules): RulesOf {
  const mode = rules.mode ?? 'homework';
  return { ...DEFAULTS, ...OF_MODE[mode], mode, ...changedRules(rules) };
}

/** Only what was sent, times as dates. */
export function changedRules(rules: Rules): Partial<RulesOf> {
  const { opensAt, dueAt, closesAt, mode, graceS, latePercent, latePeriodS } = rules;
  const { timeLimitS, attemptsAllowed, scoreKept } = rules;
  const times = { opensAt: moment(opensAt), dueAt: moment(dueAt), closesAt: moment(closesAt) };
  const { releaseCorrectness, releaseDiagnosis, releaseExpected, releaseSolution } = rules;
  const { cooldownS, drawItems, variantScope, sharedAcrossItems, submitDraftsAtDeadline } = rules;
  const all = {
    ...times,
    mode,
    graceS,
    latePercent,
    latePeriodS,
    timeLimitS,
    attemptsAllowed,
    scoreKept,
    releaseCorrectness,
    releaseDiagnosis,
    releaseExpected,
    releaseSolution,
    cooldownS,
    drawItems,
    variantScope,
    sharedAcrossItems,
    submitDrafts: submitDraftsAtDeadline,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export function moment(text: string | null | undefined): Date | null | undefined {
  return typeof text === 'string' ? new Date(text) : text;
}

export class RulesView extends ConditionsView {
  @ApiProperty({ enum: MODES }) mode!: string;
  @ApiProperty(MOMENT) opensAt!: string | null;
  @ApiProperty(MOMENT) dueAt!: string | null;
  @ApiProperty(MOMENT) closesAt!: string | null;
  @ApiProperty() graceS!: number;
  @ApiProperty() latePercent!: number;
  @ApiProperty() latePeriodS!: number;
  @ApiProperty({ type: Number, nullable: true }) timeLimitS!: number | null;
  @ApiProperty({ type: Number, nullable: true }) attemptsAllowed!: number | null;
  @ApiProperty({ enum: SCORES_KEPT }) scoreKept!: string;
}

export function rulesView(rules: RulesOf & ConditionsOf, timing: Timing): RulesView {
  const { mode, scoreKept } = rules;
  const { opensAt, dueAt, closesAt, graceS, latePercent, latePeriodS, timeLimitS, attemptsAllowed } = timing;
  const text = (time: Date | null) => time?.toISOString() ?? null;
  const times = { opensAt: text(opensAt), dueAt: text(dueAt), closesAt: text(closesAt) };
  const own = { mode, graceS, latePercent, latePeriodS, timeLimitS, attemptsAllowed, scoreKept };
  return { ...conditionsView(rules), ...times, ...own };
}
