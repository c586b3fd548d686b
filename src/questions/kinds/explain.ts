// explain: why a mechanism of TCP is there, in the learner's own words, beside a run in which it is at work. Graded
// against the rubrics of text/; what the grader is not sure of goes to a person.
import { IsIn, IsInt, Max, Min, ValidateBy, type ValidationArguments } from 'class-validator';
import { type Scenario, simulate } from '../../tcp/index.js';
import { MAX_TEXT } from '../cells/index.js';
import { DIFFICULTIES, type Difficulty, drawIsns, drawLengths } from '../draws.js';
import { gradeText } from '../explanations/grade-text.js';
import { MODELS } from '../explanations/models.js';
import type { ExplainFacts, ExplainPlan } from '../explanations/plan.js';
import { PROFILE, PROOFS, shows } from '../explanations/proofs.js';
import { type Drawn, type Scene, STAGES } from '../explanations/scenes.js';
import { explanationView } from '../explanations/view.js';
import type { Answer, Blank, ExpectedCell, ExpectedConcept, Json, Kind, Variant } from '../kind.js';
import { rubrics } from '../text/index.js';

const QUESTIONS = ['time-wait', 'two-way', 'four-way', 'keepalive', 'consume'] as const;
type Question = (typeof QUESTIONS)[number];

/** The runs of which one is drawn. */
const SCENES: Readonly<Record<Question, readonly Scene[]>> = {
  'time-wait': ['last-ack-lost', 'late-copy'],
  'two-way': ['old-syn', 'synack-lost'],
  'four-way': ['data-in-close-wait'],
  keepalive: ['silent-peer'],
  consume: ['fin-lost'],
};

/** Every scene, and whichever comes. */
const CHOICES = ['any', ...QUESTIONS.flatMap((question) => SCENES[question])] as const;

const scenesOf = (params: object): readonly Scene[] =>
  params instanceof ExplainParams ? (SCENES[params.question] ?? []) : [];
const IsSceneOfQuestion = () =>
  ValidateBy({
    name: 'isSceneOfQuestion',
    validator: {
      validate: (scene, args?: ValidationArguments) =>
        scene === 'any' || scenesOf(args?.object ?? {}).some((each) => each === scene),
      defaultMessage: (args?: ValidationArguments) =>
        `scene must be any, or of this question: ${scenesOf(args?.object ?? {}).join(', ')}`,
    },
  });

export class ExplainParams {
  @IsIn(QUESTIONS)
  question: Question = 'time-wait';

  /** The run that is shown; its own concepts count twice as much as the others. By default one of the question's is drawn. */
  @IsIn(CHOICES)
  @IsSceneOfQuestion()
  scene: 'any' | Scene = 'any';

  /** How much else the run shows: intro with small numbers, hard with other data. What is asked and graded is the same. */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** Below this confidence, in percent, a person decides. */
  @IsInt()
  @Min(0)
  @Max(100)
  review_below_percent: number = 80;
}

/** What the run shows counts twice as much as what is asked beyond it. */
const POINTS = { shown: 4, general: 2 };

/** Every concept of the question: those that the run shows, found by running it without them, and the general ones. */
function conceptsOf(question: Question, scenario: Scenario): ExpectedConcept[] {
  const rubric = rubrics.find((each) => each.question === question);
  return Object.entries(rubric?.concepts ?? {}).map(([name, { bonus = false }]) => {
    const proof = PROOFS[question]?.[name];
    const shown = proof !== undefined && shows(proof, scenario);
    return { name, points: bonus ? 0 : shown ? POINTS.shown : POINTS.general, shown };
  });
}

export const explain: Kind<ExplainParams, ExplainFacts> = {
  name: 'explain',
  version: 2,
  title: { en: 'Explain why', zh: '解释原因' },
  params: ExplainParams,
  examples: [
    ...QUESTIONS.map((question) => ({ question })),
    { question: 'four-way', difficulty: 'intro' },
    { question: 'time-wait', difficulty: 'hard' },
    { question: 'two-way', scene: 'synack-lost' },
  ],
  misconceptions: [],

  generate({ question, scene: chosen, difficulty, review_below_percent }, random): Variant<ExplainFacts> {
    const drawnScene = random.field('scene').pick(SCENES[question]);
    const scene = chosen === 'any' ? drawnScene : chosen;
    const [first = 0, second = 0] = drawLengths(random, 2);
    const drawn: Drawn = {
      isn: drawIsns(random, difficulty),
      lengths: [first, second],
      talks: difficulty === 'hard',
    };
    const { play, shownUntil_ms } = STAGES[scene];
    const scenario = play(drawn);
    const until_ms = shownUntil_ms ?? scenario.until_ms;
    const trace = simulate({ ...scenario, until_ms }, { profile: PROFILE });
    const concepts = conceptsOf(question, scenario);
    const model = MODELS[question] ?? { en: '', zh: '' };
    const plan: ExplainPlan = { question, scene, profile: PROFILE, scenario, drawn };
    const cell: ExpectedCell = {
      id: 'answer',
      type: 'text',
      points: concepts.reduce((sum, { points }) => sum + points, 0),
      value: model.en,
      because: [],
      explanation: { question, reviewBelow_percent: review_below_percent, concepts, model },
    };
    const blank: Blank = { id: cell.id, type: cell.type, points: cell.points, maxLength: MAX_TEXT };
    return {
      prompt: {
        blanks: [blank],
        facts: { question, scene, difficulty, trace: { ...trace, events: [], steps: [] } },
      },
      expected: { cells: [cell], mistakes: [], printed: [], plan: plan as unknown as Json },
    };
  },

  solve: ({ cells }, locale = 'en'): Answer => ({
    cells: Object.fromEntries(cells.map(({ id, explanation }) => [id, explanation?.model[locale] ?? null])),
  }),
  mistakes: ({ mistakes }) => mistakes,
  predict: () => ({}),
  grade: (expected, answer) => gradeText('explain/2', expected, answer),
  render: explanationView,
};
