// handshake-retry: when a SYN without an answer is sent again, and when the attempt is given up; or when a SYN-ACK is,
// whose acknowledgment is lost (RFC 9293 section 3.8.1, RFC 6298 section 5).
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import type { ProfileName, Scenario, Trace } from '../../tcp/index.js';
import { cellKind } from '../cell-kind.js';
import { DIFFICULTIES, type Difficulty } from '../draws.js';
import type { MachineMisconception } from '../i18n/machine-misconceptions.js';
import type { ExpectedCell, Kind, Text } from '../kind.js';
import { connect, listen, scenarioOf } from '../scenario.js';
import { type Exchange, exchangeView, veiled } from '../exchange.js';
import { run } from '../states/run.js';

export class HandshakeRetryParams {
  /** intro: when a SYN is sent again. standard: when the last one is, and when it is given up. hard: a SYN-ACK. */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** Retransmissions of the SYN before the attempt is given up; drawn when left out. */
  @IsOptional()
  @IsInt()
  @Min(2)
  @Max(5)
  retries?: number;
}

interface Settings {
  difficulty: Difficulty;
  retries: number;
}

/** With what is shown: all up to the first sending, and nothing of what comes of it. */
interface Facts extends Settings, Exchange {}

interface Plan extends Settings {
  /** What is simulated when nothing is misunderstood. */
  scenario: Scenario;
}

const TITLE: Text = { en: 'A handshake without an answer', zh: '得不到应答的握手' };
const PROFILE: ProfileName = 'textbook';
/** Before the first timeout. */
const SHOWN_MS = 500;
const SPACED: MachineMisconception = 'syn-retries-equally-spaced';
const ENDS_EARLY: MachineMisconception = 'gives-up-with-last-retry';

const ASKED: Record<Difficulty, (retries: number) => string[]> = {
  intro: () => ['again-2', 'again-3'],
  standard: (retries) => [`again-${retries}`, 'end'],
  hard: () => ['again-3', 'again-5'],
};

/** The same object each time: there are few settings, and nothing else is drawn. */
function scenarioFor({ difficulty, retries }: Settings): Scenario {
  const key = `${difficulty} ${retries}`;
  const scenario = SCENARIOS.get(key) ?? newScenario({ difficulty, retries });
  SCENARIOS.set(key, scenario);
  return scenario;
}

const SCENARIOS = new Map<string, Scenario>();

function newScenario({ difficulty, retries }: Settings): Scenario {
  const isn = { client: 1_000, server: 5_000 };
  if (difficulty === 'hard') {
    // All that the client sends after its SYN is lost, so the SYN-ACK is never acknowledged.
    const block = { t_ms: 5, host: 'wire', call: 'block', args: { frm: 'client' } } as const;
    return { ...scenarioOf('SYN-ACK again', isn, [listen(), connect(), block]), until_ms: 60_000 };
  }
  const opts = { TCP_SYNCNT: difficulty === 'intro' ? 5 : retries };
  const call = { ...connect(), args: { opts } };
  return scenarioOf('SYN again', isn, [listen(), call], [{ from: 'client', match: 'SYN', nth: [] }]);
}

function beginningOf(trace: Trace): Trace {
  const early = <T extends { t_ms: number }>(all: readonly T[]) => all.filter(({ t_ms }) => t_ms < SHOWN_MS);
  return { ...trace, segments: early(trace.segments), states: early(trace.states) };
}

/** When the nth repetition and the end come after the first sending, and what decided it. */
function observe(trace: Trace, difficulty: Difficulty): Map<string, { value: number; because: string[] }> {
  const from = difficulty === 'hard' ? 'server' : 'client';
  const sendings = trace.segments.filter((s) => s.from === from && s.flags.includes('SYN'));
  const start = sendings[0]?.t_ms ?? 0;
  const seen = new Map<string, { value: number; because: string[] }>();
  for (const [n, { i, t_ms }] of sendings.entries()) {
    const because = trace.steps.find(({ sent }) => sent.includes(i))?.because ?? [];
    seen.set(`again-${n}`, { value: t_ms - start, because });
  }
  const end = trace.steps.find(
    (step) => step.host === from && step.before !== 'CLOSED' && step.after === 'CLOSED',
  );
  if (end !== undefined) seen.set('end', { value: end.t_ms - start, because: end.because });
  return seen;
}

export const handshakeRetry: Kind<HandshakeRetryParams, Facts> = cellKind<HandshakeRetryParams, Facts, Plan>({
  name: 'handshake-retry',
  version: 3,
  title: TITLE,
  params: HandshakeRetryParams,
  examples: [...DIFFICULTIES.map((difficulty) => ({ difficulty })), { difficulty: 'standard', retries: 5 }],
  misconceptions: [SPACED, ENDS_EARLY],

  draw(params, random) {
    const { difficulty } = params;
    const settings = { difficulty, retries: params.retries ?? random.field('retries').int(4, 5) };
    const plan = { ...settings, scenario: scenarioFor(settings) };
    const trace = run(plan.scenario, PROFILE);
    const seen = observe(trace, difficulty);
    const facts = { ...settings, ...veiled(beginningOf(trace), null) };
    const cells = ASKED[difficulty](plan.retries).map((id, i, ids): ExpectedCell => {
      const observed = seen.get(id);
      if (observed === undefined) throw new Error(`handshake-retry: ${id} does not happen`);
      // One doubled timeout after the other is added, on from the cell before.
      const before = Number(/\d+/.exec(ids[i - 1] ?? '0')?.[0]);
      const steps = id === 'end' ? 1 : Number(id.split('-')[1]) - before;
      return { id, type: 'time', points: 2, ...observed, steps };
    });
    const maybe = difficulty === 'standard' ? [SPACED, ENDS_EARLY] : [SPACED];
    return { plan, facts, cells, printed: [], misconceptions: [], maybe };
  },

  predictor(plan) {
    return (misconceptions) => {
      const rules = misconceptions.includes(SPACED) ? ([SPACED] as const) : [];
      const retries = misconceptions.includes(ENDS_EARLY) ? plan.retries - 1 : plan.retries;
      const seen = observe(run(scenarioFor({ ...plan, retries }), PROFILE, rules), plan.difficulty);
      return (id) => seen.get(id)?.value ?? null;
    };
  },

  derivation({ retries }, id) {
    // The nth sending again comes after n timeouts; the end after one more than there are sendings again.
    const timeouts = id === 'end' ? retries + 1 : Number(id.split('-')[1]);
    const sum = Array.from({ length: timeouts }, (_, n) => `${2 ** n}`).join(' + ');
    return { en: `In seconds: ${sum} = ?`, zh: `以秒计：${sum} = ?` };
  },

  render({ facts, blanks }, locale) {
    const again = { en: 'The retransmission timeout is 1 s at first.', zh: '初始的重传超时为 1 秒。' };
    const story: Text =
      facts.difficulty === 'hard'
        ? {
            en: 'A server answers a SYN, but nothing more arrives from the client. Times count from the first SYN-ACK.',
            zh: '服务器应答了 SYN，但此后再也收不到客户端的报文段。时间从第一个 SYN-ACK 发出时算起。',
          }
        : {
            en: 'A client sends a SYN, and no answer ever comes. Times count from the first SYN.',
            zh: '客户端发出 SYN，始终没有应答。时间从第一个 SYN 发出时算起。',
          };
    const limit: Text =
      facts.difficulty === 'standard'
        ? {
            en: ` It sends its SYN again at most ${facts.retries} times.`,
            zh: `SYN 最多重传 ${facts.retries} 次。`,
          }
        : { en: '', zh: '' };
    const task = {
      en: `${story.en} ${again.en}${limit.en}`,
      zh: `${story.zh}${again.zh}${limit.zh}`,
    };
    const what = facts.difficulty === 'hard' ? 'SYN-ACK' : 'SYN';
    const label = (id: string): Text => {
      if (id === 'end') return { en: 'The attempt is given up after', zh: '放弃建立连接的时间' };
      const n = id.slice('again-'.length);
      return { en: `Retransmission ${n} of the ${what} is sent after`, zh: `第 ${n} 次重传 ${what} 的时间` };
    };
    return exchangeView(TITLE, task, facts, { blanks, facts }, label, locale);
  },
});
