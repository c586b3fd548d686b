// Kinds that ask for the numbers of one of several stories: a script of calls, and which cells of its trace are asked.
import type { Random } from '../../random.js';
import type { ProfileName } from '../../tcp/index.js';
import { cellKind } from '../cell-kind.js';
import { DIFFICULTIES, type Difficulty, drawIsns, drawLengths, isnWithinData } from '../draws.js';
import type { Kind, Text } from '../kind.js';
import type { NumberingMisconception } from '../../tcp/index.js';
import { type Call, connect, type Drop, listen, scenarioOf } from '../scenario.js';
import {
  type SegmentCell,
  type SegmentFacts,
  type SegmentPlan,
  segmentDraft,
  segmentPredictor,
} from './index.js';
import { segmentView } from './view.js';

export interface Story {
  profile: ProfileName;
  /** What happens after the handshake, with lengths of data to use. */
  calls(lengths: readonly number[]): Call[];
  drops?: readonly Drop[];
  /** Which of the lengths the client's numbers wrap around in, if they do; by default the first. */
  wrapsIn?: number;
  asked: readonly SegmentCell[];
  /** Neither asked nor shown. */
  veiled: readonly SegmentCell[];
  /** Those that must show, the most common first. */
  misconceptions: readonly NumberingMisconception[];
  task: Text;
}

export interface StoryParams<Name extends string> {
  difficulty: Difficulty;
  story: Name | 'auto';
}

interface StoryKind<Name extends string> {
  name: string;
  version: number;
  title: Text;
  params: new () => StoryParams<Name>;
  stories: Readonly<Record<Name, Story>>;
  /** The stories of each difficulty, one of which is drawn when the params leave it open: as many cells in all of them. */
  usual: Readonly<Record<Difficulty, readonly Name[]>>;
}

interface StoryFacts<Name> extends SegmentFacts {
  story: Name;
}

/** When the drawing ends: after all segments, before the end of TIME-WAIT, which is not asked here. */
const UNTIL = 10_000;

/** Share of hard questions in which the client's numbers wrap around within its first data, in percent. */
const WRAPS = 50;
const WRAP_RULES: readonly NumberingMisconception[] = ['no-modulo', 'sequence-saturates'];
const POINTS = { flags: 1, seq: 2, ack: 2, len: 1 };

export function storyKind<Name extends string>(
  spec: StoryKind<Name>,
): Kind<StoryParams<Name>, StoryFacts<Name>> {
  const { name, version, title, params, stories, usual } = spec;
  const names = Object.keys(stories) as Name[];
  const all = names.flatMap((story) => stories[story].misconceptions);
  // Each story in the difficulty in which it is drawn.
  const difficultyOf = (story: Name) =>
    DIFFICULTIES.find((each) => usual[each].includes(story)) ?? 'standard';
  return cellKind<StoryParams<Name>, StoryFacts<Name>, SegmentPlan>({
    name,
    version,
    title,
    params,
    examples: [
      ...DIFFICULTIES.map((difficulty) => ({ difficulty })),
      ...names.map((story) => ({ difficulty: difficultyOf(story), story })),
    ],
    misconceptions: [...new Set([...all, ...WRAP_RULES])],

    draw({ difficulty, story: asked }, random) {
      const story = asked === 'auto' ? random.field('story').pick(usual[difficulty]) : asked;
      const plot = stories[story];
      const isn = drawIsns(random, difficulty);
      const lengths = drawLengths(random, 3);
      const wraps = difficulty === 'hard' && usesData(plot, lengths) && random.field('wraps').chance(WRAPS);
      if (wraps) isn.client = isnWrapping(random, lengths, plot.wrapsIn ?? 0);
      const calls = [listen(), connect(), ...plot.calls(lengths)];
      const scenario = { ...scenarioOf(story, isn, calls, plot.drops), until_ms: UNTIL };
      const plan = {
        scenario,
        profile: plot.profile,
        veiled: [...plot.veiled],
        notation: 'absolute' as const,
      };
      const draft = segmentDraft(plan, plot.asked, POINTS);
      const misconceptions = wraps ? [...plot.misconceptions, ...WRAP_RULES] : plot.misconceptions;
      return { ...draft, facts: { ...draft.facts, story }, misconceptions };
    },

    predictor: segmentPredictor,

    render: (prompt, locale) => segmentView(title, stories[prompt.facts.story].task, prompt, locale),
  });
}

/** An ISN of the client from which the nth of its lengths crosses 2^32. */
function isnWrapping(random: Random, lengths: readonly number[], n: number): number {
  const before = lengths.slice(0, n).reduce((sum, length) => sum + length, 0);
  return isnWithinData(random, 'client', lengths[n] ?? 0) - before;
}

/** Whether the client sends the first length, so that its numbers can wrap around within it. */
function usesData(story: Story, lengths: readonly number[]): boolean {
  return story
    .calls(lengths)
    .some(({ host, call, args }) => host === 'client' && call === 'send' && args.n === lengths[0]);
}
