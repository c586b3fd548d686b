// handshake-numbers: sequence number, acknowledgment number and flags of the segments that open a connection
// (RFC 9293 section 3.5), also when one is lost or both sides open at once, and of the first data after them, which
// show whether an ACK is thought to take a number.
import { IsIn } from 'class-validator';
import type { Random } from '../../random.js';
import { type Host, type NumberingMisconception, PROFILE_NAMES, type ProfileName } from '../../tcp/index.js';
import { cellKind } from '../cell-kind.js';
import { DIFFICULTIES, type Difficulty, TOP, drawIsns, drawLengths, isnWithinData } from '../draws.js';
import { cellsAsked, veilBeside } from '../handshake/roles.js';
import { askedIn, STORIES, STORY_NAMES, type StoryName } from '../handshake/stories.js';
import type { Kind, Text } from '../kind.js';
import { scenarioOf } from '../scenario.js';
import {
  type SegmentFacts,
  type SegmentPlan,
  segmentDraft,
  segmentPredictor,
  traceOf,
} from '../segments/index.js';
import { LETTERED_ISNS, NOTATIONS, type Notation } from '../segments/notation.js';
import { segmentView } from '../segments/view.js';

export class HandshakeNumbersParams {
  /**
   * intro: six numbers, the first data among them. standard: nine numbers and flags. hard: the first SYN's acknowledgment,
   * too, and further data; and in 7 of 10 questions in absolute numbers one wraps around.
   */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** How the connection opens; `auto` is the usual way, and with hard any. */
  @IsIn(['auto', ...STORY_NAMES])
  story: StoryName | 'auto' = 'auto';

  /** How numbers are written: as on the wire, counted from the ISN as Wireshark shows them, or in the letters x and y. */
  @IsIn(NOTATIONS)
  notation: Notation = 'absolute';

  /** Which TCP is simulated; where it cannot play the story, `textbook` does. */
  @IsIn(PROFILE_NAMES)
  profile: ProfileName = 'textbook';
}

const USUAL: Record<Difficulty, readonly StoryName[]> = {
  intro: ['usual'],
  standard: ['usual'],
  hard: STORY_NAMES,
};
const INTRO_RULES: readonly NumberingMisconception[] = [
  'syn-takes-no-number',
  'pure-ack-takes-a-number',
  'ack-is-last-octet',
  'third-segment-reuses-isn',
  'ack-is-seq-plus-one',
  'ack-adds-one-always',
  'relative-numbers',
  'seq-and-ack-swapped',
  'synack-ack-from-own-isn',
  'syn-counts-four',
];
const STANDARD_RULES: readonly NumberingMisconception[] = [
  'syn-takes-no-number',
  'pure-ack-takes-a-number',
  'ack-is-last-octet',
  'ack-is-seq-plus-one',
  'third-segment-reuses-isn',
  'ack-adds-one-always',
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
];
const HARD_RULES: readonly NumberingMisconception[] = [
  ...STANDARD_RULES,
  'first-syn-acks-itself',
  'first-syn-acks-peer-isn',
];
const WRAP_RULES: readonly NumberingMisconception[] = ['no-modulo', 'modulo-one-short', 'sequence-saturates'];

/** Those that show in every story and notation. */
const MUST: ReadonlySet<string> = new Set(['syn-takes-no-number', 'ack-is-last-octet'] as const);

/** Those that must show, in the usual opening and in absolute numbers: there all of them do. */
function misconceptionsOf(difficulty: Difficulty, { isn, wraps }: Numbers): NumberingMisconception[] {
  const rules = { intro: INTRO_RULES, standard: STANDARD_RULES, hard: HARD_RULES }[difficulty];
  // With an ISN of 2^32 - 1 the SYN would acknowledge 0, which is what a SYN without acknowledgment carries.
  const shown = rules.filter((rule) => rule !== 'first-syn-acks-itself' || isn.client !== TOP);
  if (!wraps) return shown;
  // Where only the last acknowledgment wraps, counting modulo 2^32 - 1 is the same as adding one too many.
  const atOnce = isn.client === TOP || isn.server === TOP;
  return [...shown, ...WRAP_RULES.filter((rule) => rule !== 'modulo-one-short' || atOnce)];
}

const POINTS = { flags: 1, seq: 2, ack: 2, len: 1 };

/** Share of hard questions in which a number wraps around, in percent, and of those where an ISN is 2^32 - 1. */
const WRAPS = 70;
const WRAPS_AT_ONCE = 40;
/** When the drawing ends: after all segments. */
const UNTIL = 10_000;

interface Numbers {
  isn: Record<Host, number>;
  /** Octets of the client's data. */
  lengths: readonly [number, number, number];
  wraps: boolean;
}

function drawNumbers(difficulty: Difficulty, notation: Notation, random: Random): Numbers {
  const isn = notation === 'letters' ? { ...LETTERED_ISNS } : drawIsns(random, difficulty);
  const [first = 0, second = 0, third = 0] = drawLengths(random, 3);
  const lengths = [first, second, third] as const;
  const wrap = random.field('wraps');
  if (notation !== 'absolute' || difficulty !== 'hard' || !wrap.chance(WRAPS)) {
    return { isn, lengths, wraps: false };
  }
  if (wrap.chance(WRAPS_AT_ONCE)) {
    return { isn: { ...isn, [wrap.pick(['client', 'server'] as const)]: TOP }, lengths, wraps: true };
  }
  return { isn: { ...isn, client: isnWithinData(random, 'client', first) }, lengths, wraps: true };
}

function plays(story: StoryName, profile: ProfileName): boolean {
  return STORIES[story].profiles?.includes(profile) ?? true;
}

const TITLE: Text = { en: 'Numbers of the handshake', zh: '三报文握手的序号与确认号' };

/** The form of the numbers, where it is not the usual one. */
const FORM: Record<Notation, Text | null> = {
  absolute: null,
  relative: {
    en: 'All numbers are relative, as Wireshark shows them: each side counts from its own initial sequence number, which is 0 here.',
    zh: '题中均为相对序号（与 Wireshark 的显示相同）：双方各自从自己的初始序号算起，初始序号记为 0，请用相对序号作答。',
  },
  letters: {
    en: 'x is the initial sequence number of the client, y that of the server: write numbers in these letters, such as x+1.',
    zh: '客户端的初始序号为 x，服务器的初始序号为 y，序号和确认号请用 x、y 表示，例如 x+1。',
  },
};
const DOT: Text = {
  en: 'A dot stands for something that is not asked.',
  zh: '圆点表示不要求填写的内容。',
};
const FILL_IN: Text = { en: 'Fill in what is missing.', zh: '请填写空格处的内容。' };

export const handshakeNumbers: Kind<HandshakeNumbersParams, HandshakeFacts> = cellKind<
  HandshakeNumbersParams,
  HandshakeFacts,
  SegmentPlan
>({
  name: 'handshake-numbers',
  version: 2,
  title: TITLE,
  params: HandshakeNumbersParams,
  examples: [
    ...DIFFICULTIES.map((difficulty) => ({ difficulty })),
    ...STORY_NAMES.map((story) => ({ difficulty: 'standard' as const, story })),
    { difficulty: 'intro', story: 'lost-third' },
    { difficulty: 'hard', notation: 'relative' },
    { difficulty: 'intro', notation: 'letters' },
    { difficulty: 'hard', notation: 'letters' },
    { difficulty: 'standard', profile: 'linux' },
    { difficulty: 'hard', profile: 'rfc9293' },
  ],
  misconceptions: [...HARD_RULES, ...WRAP_RULES],

  draw({ difficulty, story: wanted, notation, profile: asked }, random) {
    const playable = USUAL[difficulty].filter((each) => plays(each, asked));
    const name = wanted === 'auto' ? random.field('story').pick(playable) : wanted;
    const story = STORIES[name];
    const profile = plays(name, asked) ? asked : 'textbook';
    const numbers = drawNumbers(difficulty, notation, random);
    const all = story.calls(numbers.lengths);
    const calls = difficulty === 'hard' ? all : all.slice(0, -1);
    const scenario = { ...scenarioOf(name, numbers.isn, calls, story.drops), until_ms: UNTIL };
    const trace = traceOf({ scenario, profile });
    const cells = cellsAsked(trace, askedIn(story, difficulty));
    const plan = { scenario, profile, veiled: veilBeside(trace, cells), notation };
    const rules = misconceptionsOf(difficulty, numbers).filter((rule) => story.not?.includes(rule) !== true);
    const must = name === 'usual' && notation === 'absolute' ? rules : rules.filter((rule) => MUST.has(rule));
    const draft = segmentDraft(plan, cells, POINTS, trace);
    return {
      ...draft,
      facts: { ...draft.facts, story: name },
      misconceptions: must,
      maybe: rules.filter((rule) => !must.includes(rule)),
    };
  },

  predictor: segmentPredictor,

  render: (prompt, locale) => {
    const { story, notation, veiled } = prompt.facts;
    const sentences = [STORIES[story].task, FORM[notation], veiled.length > 0 ? DOT : null, FILL_IN];
    const said = sentences.filter((sentence) => sentence !== null);
    const task = { en: said.map(({ en }) => en).join(' '), zh: said.map(({ zh }) => zh).join('') };
    return segmentView(TITLE, task, prompt, locale);
  },
});

interface HandshakeFacts extends SegmentFacts {
  story: StoryName;
}
