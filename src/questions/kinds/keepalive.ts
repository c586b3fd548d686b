// keepalive: when a server with keepalive probes a peer that has fallen silent, with which sequence number, and what comes
// of it: the peer is given up, answers again, or has forgotten the connection (RFC 9293 section 3.8.4).
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { type ProfileName, simulate, type Scenario } from '../../tcp/index.js';
import { Below } from '../below.js';
import { cellKind } from '../cell-kind.js';
import { DIFFICULTIES, type Difficulty, drawIsns, drawLengths } from '../draws.js';
import type { CellType, CellValue, ExpectedCell, Kind } from '../kind.js';
import {
  beforeSilence,
  type Observed,
  observeProbing,
  type Probing,
  PROBING_NAMES,
  type ProbingName,
  probingScenario,
  type Settings,
  SILENT,
} from '../probing/plot.js';
import { type KeepaliveFacts, keepaliveView, TITLE } from '../probing/words.js';
import type { Random } from '../../random.js';

export class KeepaliveParams {
  /**
   * intro and standard: the times of a peer that is silent for good, the latter with less usual settings. hard: the probe's
   * sequence number, too; or the peer is back, or its host was rebooted.
   */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** What becomes of the client; `auto` takes what the difficulty says. */
  @IsIn(['auto', ...PROBING_NAMES])
  story: ProbingName | 'auto' = 'auto';

  /** Seconds without traffic before the first probe; drawn when left out. */
  @IsOptional()
  @IsInt()
  @Min(10)
  @Max(86_400)
  idle_s?: number;

  /** Seconds between probes, in the story `back` less than `idle_s`; drawn when left out. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3_600)
  @Below('idle_s', ['story', 'back'], 'interval_s must be less than idle_s where the client is back')
  interval_s?: number;

  /** Probes before the peer is given up; drawn when left out. */
  @IsOptional()
  @IsInt()
  @Min(2)
  @Max(20)
  probes?: number;
}

const USUAL = { idle_s: [7_200], interval_s: [75], probes: [9] };
const DRAWN = {
  idle_s: [60, 120, 300, 600, 900, 1_800, 3_600],
  interval_s: [5, 10, 15, 20, 25, 40, 45, 50],
  probes: [3, 4, 5, 6, 7, 8, 10],
};

const ANSWER_CHANGES_NOTHING = 'keepalive-answer-changes-nothing';
const RESET_IS_SILENCE = 'keepalive-reset-is-silence';
const PROBE_AT_SND_NXT = 'keepalive-probe-at-snd-nxt';
const OF_SPANS = ['keepalive-without-idle', 'keepalive-idle-each-time'];
const RULES: Record<ProbingName, readonly string[]> = {
  silent: [
    'keepalive-one-probe-short',
    'keepalive-without-idle',
    'keepalive-one-idle',
    'keepalive-idle-each-time',
  ],
  back: [ANSWER_CHANGES_NOTHING, ...OF_SPANS],
  rebooted: [RESET_IS_SILENCE, ...OF_SPANS],
};

/** The settings that somebody reckons with who holds a misconception about the times; of a dead peer the sum is one. */
function reckonedUnder(rule: string, s: Probing): Probing {
  const last = s.story === 'silent' ? 1 : 0;
  switch (rule) {
    case 'keepalive-one-idle':
      return { ...s, probes: 0 };
    case 'keepalive-without-idle':
      return { ...s, idle_s: s.interval_s, probes: s.probes - last };
    case 'keepalive-one-probe-short':
      return { ...s, probes: s.probes - last };
    case 'keepalive-idle-each-time':
      return { ...s, interval_s: s.idle_s, probes: s.probes - last };
    default:
      return s;
  }
}

const CELLS: Record<string, CellType> = {
  first: 'time',
  end: 'time',
  seq: 'number',
  answered: 'time',
  reply: 'flags',
  next: 'time',
  state: 'state',
  hears: 'notice',
};

function askedIn(story: ProbingName, difficulty: Difficulty): string[] {
  switch (story) {
    case 'silent':
      return ['first', 'end', ...(difficulty === 'hard' ? ['seq'] : [])];
    case 'back':
      return ['answered', 'reply', 'next'];
    case 'rebooted':
      return ['end', 'state', 'hears'];
    default:
      return story satisfies never;
  }
}

interface Plan extends Probing {
  /** What is simulated when nothing is misunderstood. */
  scenario: Scenario;
}

const PROFILE: ProfileName = 'textbook';

export const keepalive: Kind<KeepaliveParams, KeepaliveFacts> = cellKind<
  KeepaliveParams,
  KeepaliveFacts,
  Plan
>({
  name: 'keepalive',
  version: 3,
  title: TITLE,
  params: KeepaliveParams,
  examples: [
    ...DIFFICULTIES.map((difficulty) => ({ difficulty })),
    ...PROBING_NAMES.map((story) => ({ difficulty: 'hard' as const, story })),
    { difficulty: 'hard', story: 'silent', idle_s: 7_200, interval_s: 75, probes: 9 },
    { difficulty: 'intro', story: 'rebooted' },
  ],
  misconceptions: [...new Set(Object.values(RULES).flat()), PROBE_AT_SND_NXT],

  draw(params, random) {
    const { difficulty } = params;
    const settings = drawSettings(params, random);
    const story = params.story === 'auto' ? drawStory(difficulty, settings, random) : params.story;
    const [client = 0, server = 0] = drawLengths(random, 2);
    const probing: Probing = {
      ...settings,
      story,
      isn: drawIsns(random, 'standard'),
      octets: { client, server },
      unanswered: story === 'silent' ? 0 : random.field('unanswered').int(1, settings.probes - 1),
    };
    const scenario = probingScenario(probing);
    const ids = askedIn(story, difficulty);
    const asksProbe = ids.includes('seq');
    const nxt = asksProbe ? (scenario.isn.server + 1 + server) >>> 0 : null;
    const seen = asksProbe ? observeProbing(simulate(scenario, { profile: PROFILE })) : timesOf(probing);
    const shown = simulate({ ...scenario, until_ms: SILENT }, { profile: PROFILE });
    const { unanswered } = probing;
    return {
      plan: { ...probing, scenario },
      facts: { ...settings, story, unanswered, nxt, trace: beforeSilence(shown) },
      cells: cellsOf(ids, seen, probing),
      printed: nxt === null ? [] : [nxt],
      misconceptions: [],
      maybe: [...RULES[story], ...(asksProbe ? [PROBE_AT_SND_NXT] : [])],
    };
  },

  predictor: (plan, ids) => (misconceptions) => {
    const told = valuesUnder(plan, misconceptions, ids);
    return (id) => told[id] ?? null;
  },

  derivation({ idle_s, interval_s, probes, story, unanswered, scenario, octets }, id) {
    const intervals = story === 'silent' ? probes : unanswered;
    switch (id) {
      case 'answered':
      case 'end':
        return {
          en: `${idle_s} s + ${intervals} × ${interval_s} s = ?`,
          zh: `${idle_s} 秒 + ${intervals} × ${interval_s} 秒 = ?`,
        };
      case 'seq': {
        const nxt = (scenario.isn.server + 1 + octets.server) >>> 0;
        return {
          en: `SND.NXT is ${nxt}, and a probe is one behind it.`,
          zh: `SND.NXT 为 ${nxt}，探测报文段的序号比它小 1。`,
        };
      }
      default:
        return null;
    }
  },

  render: keepaliveView,
});

/** What is left out is drawn, the interval shorter than the idle time, as it is wherever keepalive is in use. */
function drawSettings(params: KeepaliveParams, random: Random): Settings {
  const from = params.difficulty === 'intro' ? USUAL : DRAWN;
  const drawn = (key: keyof Settings, fits: (n: number) => boolean = () => true, or = 0) => {
    const candidates = from[key].filter(fits);
    return params[key] ?? random.field(key).pick(candidates.length === 0 ? [or] : candidates);
  };
  const shortest = params.interval_s ?? 0;
  const idle_s = drawn('idle_s', (n) => n > shortest, 2 * shortest);
  const interval_s = drawn('interval_s', (n) => n < idle_s, 5);
  return { idle_s, interval_s, probes: drawn('probes') };
}

/** Each asks three cells in `hard`. With intervals as long as the idle time an answer would not show in the times. */
function drawStory(difficulty: Difficulty, { idle_s, interval_s }: Settings, random: Random): ProbingName {
  if (difficulty !== 'hard') return 'silent';
  const stories = PROBING_NAMES.filter((story) => story !== 'back' || interval_s < idle_s);
  return random.field('story').pick(stories);
}

function cellsOf(
  ids: readonly string[],
  seen: ReadonlyMap<string, Observed>,
  { idle_s }: Settings,
): ExpectedCell[] {
  const idle_ms = idle_s * 1_000;
  return ids.map((id): ExpectedCell => {
    const observed = seen.get(id);
    const type = CELLS[id];
    if (observed === undefined || type === undefined) throw new Error(`keepalive: ${id} does not happen`);
    const cell: ExpectedCell = { id, type, points: 2, ...observed };
    const { value } = observed;
    // What continues another time is derived from it; all others are sums that begin with the idle time.
    if (id === 'next') {
      const before = Number(seen.get('answered')?.value);
      return { ...cell, from: { cell: 'answered', value: before, plus: Number(value) - before } };
    }
    if (id !== 'end' && id !== 'answered') return cell;
    return { ...cell, from: { cell: null, value: idle_ms, plus: Number(value) - idle_ms } };
  });
}

type Seen = ReadonlyMap<string, Observed>;

/**
 * All that is seen but the probe's number: it hangs on the settings alone, whatever the numbers and lengths are, and so do
 * the runs that students have in mind. What was simulated last is remembered.
 */
function timesOf(probing: Probing): Seen {
  const { story, idle_s, interval_s, probes, unanswered } = probing;
  const key = [story, idle_s, interval_s, probes, unanswered].join();
  const seen = TIMES.get(key) ?? observeProbing(simulate(probingScenario(probing), { profile: PROFILE }));
  TIMES.delete(key);
  TIMES.set(key, seen);
  const [oldest] = TIMES.keys();
  if (TIMES.size > MOST && oldest !== undefined) TIMES.delete(oldest);
  return seen;
}

const TIMES = new Map<string, Seen>();
const MOST = 1_000;

/** What somebody writes down, from the runs that he has in mind. */
function valuesUnder(
  plan: Plan,
  rules: readonly string[],
  ids: readonly string[],
): Record<string, CellValue | null> {
  const story = rules.includes(RESET_IS_SILENCE) ? 'silent' : plan.story;
  const timed = timesOf(rules.reduce((s: Probing, rule) => reckonedUnder(rule, s), { ...plan, story }));
  // Those about times are about sums; nobody holds them of the first probe, or numbers or answers it otherwise.
  const told: Record<string, CellValue | null> = {
    end: timed.get('end')?.value ?? null,
    answered: timed.get('answered')?.value ?? null,
    hears: timed.get('hears')?.value ?? null,
  };
  if (rules.includes(RESET_IS_SILENCE))
    told['state'] = timesOf({ ...plan, story: 'back' }).get('state')?.value ?? null;
  if (ids.includes('next')) told['next'] = Number(told['answered']) + waitAfterAnswer(plan, rules);
  if (rules.includes(PROBE_AT_SND_NXT)) {
    const mutated = simulate(probingScenario(plan), { profile: PROFILE, rules: [PROBE_AT_SND_NXT] });
    told['seq'] = observeProbing(mutated).get('seq')?.value ?? null;
  }
  return told;
}

/** From the answered probe to the next one; without an answer it would be from the first to the second. */
function waitAfterAnswer(plan: Plan, rules: readonly string[]): number {
  if (!rules.includes(ANSWER_CHANGES_NOTHING)) {
    const right = timesOf(plan);
    return Number(right.get('next')?.value) - Number(right.get('answered')?.value);
  }
  const silent = timesOf({ ...plan, story: 'silent' });
  return Number(silent.get('second')?.value) - Number(silent.get('first')?.value);
}
