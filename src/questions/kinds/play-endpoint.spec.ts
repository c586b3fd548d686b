import { describe, expect, it } from '@jest/globals';
import { type Answer, drawVariant, gradeAnswer, playTurns, type Variant } from '../index.js';
import { parseCell } from '../cells/index.js';
import { playMoves, type PlayPlan } from '../play/peer.js';
import { STORY_NAMES } from '../play/stories.js';
import { traceOf } from '../segments/index.js';
import { playEndpoint as kind } from './play-endpoint.js';

const seedOf = (i: number) => i.toString(16).padStart(64, '0');
const draw = (params: object, i = 1) => drawVariant(kind, params, seedOf(i));
const planOf = ({ expected }: Variant) => expected.plan as unknown as PlayPlan;
const right = ({ expected }: Variant) => expected.cells.map(({ value }) => String(value));
const graded = ({ expected }: Variant, cells: Answer['cells']) => {
  const outcome = gradeAnswer(kind, expected, { cells });
  if (outcome.status !== 'graded') throw new Error('unreadable');
  return outcome.grade;
};

/** Variants reckoned again; more with LASTACK_RUNS. */
const RUNS = Number(process.env['LASTACK_RUNS'] ?? 250);

interface Told {
  flags: string;
  seq: bigint;
  end: bigint;
  text: string;
}

/** A segment as it is printed, with nothing of the project's own arithmetic. */
function told(text: string): Told {
  const [flags = ''] = text.split(' ');
  const number = (name: string) => BigInt(new RegExp(`${name}=(\\d+)`).exec(text)?.[1] ?? 0);
  const controls = BigInt(flags.includes('SYN')) + BigInt(flags.includes('FIN'));
  return { flags, seq: number('seq'), end: (number('seq') + number('len') + controls) % 2n ** 32n, text };
}

describe('play-endpoint', () => {
  it('agrees with an independent reckoning from what is printed', () => {
    for (let i = 0; i < RUNS; i++) {
      const variant = draw({ difficulty: ['intro', 'standard', 'hard'][i % 3] }, i);
      const { isn } = variant.prompt.facts as { isn: number };
      const play = playMoves(planOf(variant), right(variant));
      let next = BigInt(isn);
      let expects: bigint | null = play.begins.length > 0 ? told(play.begins[0]?.segment ?? '').end : null;
      let before: Told | null = null;
      for (const { move, replies } of play.turns) {
        const own = told(move);
        // What is sent again starts where it started.
        const again = before !== null && before.text === move && own.end !== own.seq;
        const ack = own.flags.includes('ACK') ? ` ack=${expects}` : '';
        const length = / len=\d+$/.exec(move)?.[0] ?? '';
        const seq = again ? before?.seq : next;
        expect(move).toBe(`${own.flags} seq=${seq}${ack}${length}`);
        next = own.end;
        before = own;
        for (const { segment } of replies) expects = told(segment).end;
      }
    }
  });

  it.each(STORY_NAMES)('in %s the peer answers right moves as it would a right TCP', (story) => {
    const variant = draw({ difficulty: 'hard', story });
    const plan = planOf(variant);
    const peers = traceOf(plan).segments.filter(({ from }) => from !== plan.role);
    const play = playMoves(plan, right(variant));
    const arrived = [...play.begins, ...play.turns.flatMap(({ replies }) => replies)];
    expect(arrived.map(({ segment }) => /seq=\d+/.exec(segment)?.[0])).toEqual(
      peers.map(({ seq }) => `seq=${seq}`),
    );
    expect(play.turns.every(({ legal }) => legal)).toBe(true);
  });

  it('plays on from what was really sent', () => {
    const variant = draw({ story: 'client-closes' });
    const { isn } = variant.prompt.facts as { isn: number };
    const [, ack = ''] = right(variant);
    const moves = [`SYN seq=${isn}`, ack.replace(/ack=\d+/, 'ack=5')];
    const [, second] = playMoves(planOf(variant), moves).turns;
    expect(second).toMatchObject({ legal: false, replies: [{ segment: 'RST seq=5' }] });
  });

  it('answers data beyond what it has with the number it waits for, and nothing with nothing', () => {
    const variant = draw({ story: 'client-closes' });
    const [syn = '', ack = '', data = ''] = right(variant);
    const [, , gap] = playMoves(planOf(variant), [
      syn,
      ack,
      data.replace(/seq=(\d+)/, (_, n) => `seq=${+n + 1}`),
    ]).turns;
    expect(gap?.replies[0]?.segment).toMatch(new RegExp(`ack=${/seq=(\d+)/.exec(data)?.[1]}$`));
    const [, , silence] = playMoves(planOf(variant), [syn, ack, 'wait']).turns;
    expect(silence).toMatchObject({ legal: false, replies: [] });
  });

  it('gives half for what the peer takes and what brings about the same', () => {
    const variant = draw({ story: 'client-closes' });
    const cells = Object.fromEntries(right(variant).map((move, k) => [`t${k + 1}`, move]));
    const slipped = Object.fromEntries(
      Object.entries(cells).map(([id, move]) => [
        id,
        move.replace(/seq=(\d+)/, (_, n) => `seq=${(+n + 7) >>> 0}`),
      ]),
    );
    const { parts } = graded(variant, slipped);
    expect(parts.map(({ verdict, earned }) => `${verdict} ${earned}`)).toEqual(Array(5).fill('wrong 1'));
  });

  it('gives nothing for numbers counted from 0 instead of the own ISN', () => {
    const variant = draw({ story: 'client-closes' });
    expect(graded(variant, { t1: 'SYN seq=0', t2: 'wait' }).earned).toBe(0);
  });

  it('shows after each move what came, and which turn is next', () => {
    const variant = draw({ story: 'open' });
    const [syn = ''] = right(variant);
    const after = (cells: object) => playTurns(kind, variant, { cells }, 'en');
    expect(after({})).toMatchObject({ status: 'played', exchange: { next: 1, table: { rows: [] } } });
    const first = after({ t1: syn });
    if (first?.status !== 'played') throw new Error('unreadable');
    expect(first.exchange.next).toBe(2);
    expect(first.exchange.text).toMatch(/you \(turn 1\) {2}SYN.*\n.*server {2}SYN\+ACK/);
    expect(after({ t1: 'no idea!' })).toMatchObject({ status: 'unparsable', problems: [{ cell: 't1' }] });
  });

  it.each([
    ['SYN seq=7,000', 'SYN seq=7000'],
    ['[SYN, ACK] Seq=91000 Ack=7001 Len=0', 'SYN+ACK seq=91000 ack=7001'],
    ['psh ack, seq: 7001, ack: 91001, len: 640', 'ACK seq=7001 ack=91001 len=640'],
    ['ＡＣＫ　序号=7001 确认号=91001 长度=640', 'ACK seq=7001 ack=91001 len=640'],
    ['SYN seq=7000 ack=0', 'SYN seq=7000'],
    ['等待', 'wait'],
  ])('reads %s', (typed, move) => {
    expect(parseCell('move', typed)).toEqual({ ok: true, value: move });
  });

  it.each(['ACK seq=7001', 'seq=7000', 'SYN', 'SYN seq=x', 'SYN seq=1 seq=2'])('hands back %s', (typed) => {
    expect(parseCell('move', typed).ok).toBe(false);
  });
});
