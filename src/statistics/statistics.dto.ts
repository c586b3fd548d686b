import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type Locale, locales } from '../questions/index.js';
import { type Theme, THEMES } from './charts.js';
import { type Sign, SIGNS } from './watch-list.queries.js';

const NUMBER = { type: Number, nullable: true } as const;

class ScoresView {
  @ApiProperty({ description: 'Learners with a score.' }) learners!: number;
  @ApiProperty({ ...NUMBER, description: 'As shares of what was possible, 0 to 1.' }) mean!: number | null;
  @ApiProperty(NUMBER) median!: number | null;
  @ApiProperty({ type: [Number], description: 'Learners in each tenth of what was possible.' })
  histogram!: number[];
}

class FiguresView {
  @ApiProperty({ description: 'Learners who got it.' }) learners!: number;
  @ApiProperty({ description: 'Learners who answered it.' }) answered!: number;
  @ApiProperty({
    ...NUMBER,
    description: 'The mean share that the best answer earned, 0 to 1; without those that wait for a person.',
  })
  facility!: number | null;
  @ApiProperty({ ...NUMBER, description: 'The same of the first answer.' }) firstFacility!: number | null;
  @ApiProperty({
    ...NUMBER,
    description:
      'Corrected point-biserial: the correlation of this with the rest of the assignment, -1 to 1; null where one of them does not vary.',
  })
  discrimination!: number | null;
  @ApiProperty({
    ...NUMBER,
    description:
      'Median seconds from the answer before, or from the beginning of the attempt, to the first answer.',
  })
  medianSeconds!: number | null;
  @ApiProperty({ ...NUMBER, description: 'The mean number of answers of those who answered.' })
  meanTries!: number | null;
}

export class ItemFigures extends FiguresView {
  @ApiProperty({ format: 'uuid' }) itemId!: string;
  @ApiProperty() position!: number;
  @ApiProperty() kind!: string;
}

export class KindFigures extends FiguresView {
  @ApiProperty() kind!: string;
}

class CellCount {
  @ApiProperty({ example: 's2.ack' }) cell!: string;
  @ApiProperty() learners!: number;
}

export class MisconceptionView {
  @ApiProperty({ format: 'uuid' }) itemId!: string;
  @ApiProperty({ example: 'syn-takes-no-number' }) rule!: string;
  @ApiProperty({ description: 'Learners who showed it.' }) learners!: number;
  @ApiProperty({ type: [CellCount] }) cells!: CellCount[];
}

class BucketView {
  @ApiProperty() value!: string;
  @ApiProperty() learners!: number;
  @ApiProperty({ description: 'With a first answer of full marks.' }) right!: number;
}

export class FairnessView {
  @ApiProperty({ format: 'uuid' }) itemId!: string;
  @ApiProperty({ description: 'What was drawn.' }) parameter!: string;
  @ApiProperty({ type: [BucketView] }) buckets!: BucketView[];
  @ApiProperty() chiSquare!: number;
  @ApiProperty() degrees!: number;
  @ApiProperty({ description: 'Corrected for the number of parameters (Holm).' }) p!: number;
  @ApiProperty({ description: 'p is below 0.05.' }) differs!: boolean;
}

export class StatisticsView {
  @ApiProperty({ format: 'uuid' }) assignmentId!: string;
  @ApiProperty() scores!: ScoresView;
  @ApiProperty({ type: [ItemFigures], description: 'Of first attempts: a learner is one observation.' })
  items!: ItemFigures[];
  @ApiProperty({ type: [KindFigures] }) kinds!: KindFigures[];
  @ApiProperty({ type: [MisconceptionView] }) misconceptions!: MisconceptionView[];
  @ApiProperty({ type: [FairnessView], description: 'Of parameters with enough answers to be tested.' })
  fairness!: FairnessView[];
}

export class ChartQuery {
  @ApiPropertyOptional({ enum: THEMES, default: 'light' })
  @IsIn(THEMES)
  theme: Theme = 'light';

  @ApiPropertyOptional({ enum: locales, description: 'By default the course’s language.' })
  @IsOptional()
  @IsIn(locales)
  locale?: Locale;
}

export class CopyView {
  @ApiProperty({ format: 'uuid' }) submissionId!: string;
  @ApiProperty({ format: 'uuid' }) itemId!: string;
  @ApiProperty({ format: 'uuid', description: 'Who gave the answer.' }) learnerId!: string;
  @ApiProperty({ format: 'uuid', description: 'Whose question it would be right in.' }) otherId!: string;
  @ApiProperty({ type: [String], description: 'Where they are the same.' }) cells!: string[];
  @ApiProperty({
    description:
      'The probability that a wrong answer has this much of some other student’s key by chance: whatever was typed, as ' +
      'questions are drawn. At most 0.001.',
  })
  chance!: number;
}

export class CopiesView {
  @ApiProperty({ description: 'What this is, and what it is not.' }) note!: string;
  @ApiProperty({
    description: 'Wrong answers that hold a number; up to a thousandth of them is listed by chance.',
  })
  compared!: number;
  @ApiProperty({ type: [CopyView], description: 'The most improbable first, up to 100.' })
  copies!: CopyView[];
}

class SignView {
  @ApiProperty({
    enum: SIGNS,
    description:
      'inactive: no answer for 7 days while something is open. falling: the last score is 20 percent of what is possible, or ' +
      'more, below the mean of those before. same-misconception: in three questions or more.',
  })
  sign!: Sign;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) since!: string | null;
  @ApiProperty({ type: String, nullable: true }) rule!: string | null;
  @ApiProperty({ ...NUMBER, description: 'The percentage lost, or the number of questions.' })
  amount!: number | null;
}

export class WatchedView {
  @ApiProperty({ format: 'uuid' }) learnerId!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: [SignView] }) signs!: SignView[];
}
