// play-endpoint: the student is one end of a connection and sends its next segment, turn by turn, against a simulated
// peer (RFC 9293 sections 3.5 to 3.7). A move is right that a right endpoint makes; another one still earns something if
// the peer takes it, and if it brings about the same.
import { IsIn } from 'class-validator';
import {
  numberingUnder,
  type NumberingMisconception,
  type ProfileName,
  renumberer,
  type WrittenAt,
} from '../../tcp/index.js';
import { cellKind } from '../cell-kind.js';
import { moveOf, readMove } from '../cells/index.js';
import { DIFFICULTIES, type Difficulty, drawIsns, drawLengths, isnWithinData } from '../draws.js';
import type { ExpectedCell, Kind } from '../kind.js';
import { movesIn } from '../play/index.js';
import { ownSegments, playMoves, type PlayPlan, turnsOf } from '../play/peer.js';
import { STORIES, STORY_NAMES, type StoryName, USUAL } from '../play/stories.js';
import { type PlayFacts, playView, TITLE } from '../play/view.js';
import { scenarioOf } from '../scenario.js';
import { traceOf } from '../segments/index.js';

export class PlayEndpointParams {
  /** intro: three turns, to open and send. standard: five, to the close. hard: seven, with a loss or data after the FIN. */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** What is to be brought about; `auto` draws one of the difficulty. */
  @IsIn(['auto', ...STORY_NAMES])
  story: StoryName | 'auto' = 'auto';
}

const RULES: readonly NumberingMisconception[] = [
  'syn-takes-no-number',
  'ack-is-last-octet',
  'pure-ack-takes-a-number',
  'ack-is-seq-plus-one',
  'ack-adds-one-always',
  'third-segment-reuses-isn',
  'fin-takes-no-number',
  'last-ack-repeats-fin-number',
  'relative-numbers',
  'ack-names-the-segment',
  'seq-and-ack-swapped',
  'synack-ack-from-own-isn',
  'ack-continues-own-numbers',
  'headers-count-20',
  'headers-count-40',
  'headers-count-54',
  'syn-counts-four',
  'synack-without-ack',
  'third-segment-has-syn',
  'fin-without-ack',
  'no-modulo',
  'sequence-saturates',
];
/** Those that show in every story. */
const MUST: readonly NumberingMisconception[] = ['syn-takes-no-number', 'ack-is-last-octet'];

const PROFILE: ProfileName = 'textbook';
/** Half for a move that the peer takes, half for what it brings about. */
const POINTS = 2;
/** Share of hard questions in which the student's numbers wrap around within the first data, in percent. */
const WRAPS = 50;
/** When the right play ends: after all segments, before the end of TIME-WAIT. */
const UNTIL = 10_000;

export const playEndpoint: Kind<PlayEndpointParams, PlayFacts> = cellKind<
  PlayEndpointParams,
  PlayFacts,
  PlayPlan
>({
  name: 'play-endpoint',
  version: 1,
  title: TITLE,
  params: PlayEndpointParams,
  examples: [
    ...DIFFICULTIES.map((difficulty) => ({ difficulty })),
    ...DIFFICULTIES.flatMap((difficulty) => USUAL[difficulty].map((story) => ({ difficulty, story }))),
  ],
  misconceptions: RULES,

  draw({ difficulty, story: asked }, random) {
    const story = asked === 'auto' ? random.field('story').pick(USUAL[difficulty]) : asked;
    const { role, calls, drops } = STORIES[story];
    const [first = 0, second = 0, peer = 0] = drawLengths(random, 3);
    const lengths = { first, second, peer };
    const isn = drawIsns(random, difficulty);
    if (difficulty === 'hard' && random.field('wraps').chance(WRAPS))
      isn[role] = isnWithinData(random, role, first);
    const scenario = { ...scenarioOf(story, isn, calls(lengths), drops), until_ms: UNTIL };
    const trace = traceOf({ scenario, profile: PROFILE });
    const plan: PlayPlan = { scenario, profile: PROFILE, role, turns: turnsOf(trace, role) };
    const cells = ownSegments(trace, role).map((segment, k): ExpectedCell => {
      const because = trace.steps.find(({ sent }) => sent.includes(segment.i))?.because ?? [];
      return { id: `t${k + 1}`, type: 'move', points: POINTS, value: moveOf(segment), because };
    });
    const { begins } = playMoves(plan, []);
    return {
      plan,
      facts: { story, role, lengths, isn: isn[role], turns: cells.length, begins },
      cells,
      printed: [],
      misconceptions: MUST,
      maybe: RULES.filter((rule) => !MUST.includes(rule)),
    };
  },

  predictor(plan, ids) {
    const trace = traceOf(plan);
    const own = ownSegments(trace, plan.role);
    // What comes from the peer can be read; only one's own numbers are counted.
    const read = trace.segments.filter(({ from }) => from !== plan.role).map(({ i }) => i);
    const renumber = renumberer(trace, new Set(read));
    return (misconceptions) => {
      const rules = numberingUnder(misconceptions);
      const written: WrittenAt = rules === null ? (i) => trace.segments[i] : renumber(rules);
      return (id) => {
        const segment = written(own[ids.indexOf(id)]?.i ?? -1);
        return segment === undefined ? null : moveOf(segment);
      };
    };
  },

  credit(plan, expected, given) {
    const right = expected.cells.map(({ value }) => String(value));
    const played = movesIn(expected, given);
    // Whoever puts another ISN in the place of the own one has made every later number easier.
    if (!isNear(played[0], right[0])) return new Map();
    const should = playMoves(plan, right).turns;
    return new Map(
      playMoves(plan, played).turns.map(({ turn, move, legal, standing }) => {
        const effective = move !== 'wait' && standing === should[turn - 1]?.standing;
        return [`t${turn}`, legal ? (effective ? 1 : 0.5) : 0];
      }),
    );
  },

  render: playView,
});

/** As near as a slip of arithmetic. */
const SLIP = 100;

function isNear(move = 'wait', right = 'wait'): boolean {
  const [a, b] = [readMove(move), readMove(right)];
  return a !== null && b !== null && Math.abs((a.seq - b.seq) | 0) <= SLIP;
}
