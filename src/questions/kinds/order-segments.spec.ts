// order-segments: one order is possible and no other; and what an order earns that is nearly right.
import { describe, expect, it } from '@jest/globals';
import { type LooseSegment, possibleOrders } from '../../../test/support/possible-orders.js';
import { DIFFICULTIES } from '../draws.js';
import { drawVariant, gradeAnswer, type Grade, renderGrade, type Variant } from '../index.js';
import { longestRun, orderCredit, runShown } from '../order-credit.js';
import { orderSegments } from './order-segments.js';

/** `LASTACK_RUNS=1000` for the full proof. */
const RUNS = Math.min(Number(process.env['LASTACK_RUNS'] ?? 250), 1_000);
const draws = (difficulty: string, n: number): Variant[] =>
  Array.from({ length: n }, (_, i) =>
    drawVariant(orderSegments, { difficulty }, i.toString(16).padStart(64, '0')),
  );
const shownIn = ({ prompt }: Variant) => (prompt.facts as { segments: LooseSegment[] }).segments;
const rightOrder = ({ expected }: Variant) => String(expected.cells[0]?.value);
const spelled = (order: readonly number[]) => order.map((i) => String.fromCharCode(65 + i)).join('');

function graded(variant: Variant, order: string): Grade {
  const outcome = gradeAnswer(orderSegments, variant.expected, { cells: { order } });
  if (outcome.status !== 'graded') throw new Error(JSON.stringify(outcome));
  return outcome.grade;
}

describe.each(DIFFICULTIES)('segments to be put in order, %s', (difficulty) => {
  it('can have been sent in one order only: the solution', () => {
    for (const variant of draws(difficulty, RUNS)) {
      expect(possibleOrders(shownIn(variant)).map(spelled)).toEqual([rightOrder(variant)]);
    }
  });

  it('are as many in every question, and as many of them in order as they are shown', () => {
    const seen = draws(difficulty, 60).map((v) => `${shownIn(v).length} ${runShown(rightOrder(v))}`);
    expect(new Set(seen).size).toBe(1);
  });

  it('earn nothing when they are copied as shown, nor backwards, and a point for each further one in order', () => {
    for (const variant of draws(difficulty, 20)) {
      const right = rightOrder(variant);
      const shown = [...right].sort().join('');
      for (const copied of [shown, [...right].reverse().join('')]) {
        expect(graded(variant, copied).earned).toBe(0);
      }
      // The first one moved to the end: all others are in order.
      const { earned, possible, parts } = graded(variant, right.slice(1) + right.slice(0, 1));
      expect(earned).toBe(possible - 1);
      expect(parts[0]?.inOrder).toEqual({ count: right.length - 1, of: right.length });
    }
  });

  it('show neither times nor states, nor a picture that would tell', () => {
    for (const { prompt } of draws(difficulty, 10)) {
      expect(Object.keys(prompt.facts as object)).toEqual(['segments']);
      for (const segment of (prompt.facts as { segments: object[] }).segments)
        expect(Object.keys(segment).sort()).toEqual(['ack', 'flags', 'from', 'len', 'seq']);
    }
  });

  it('share the points that a teacher gives', () => {
    const [variant] = draws(difficulty, 1);
    if (variant === undefined) throw new Error('no variant');
    const right = rightOrder(variant);
    const { expected } = drawVariant(orderSegments, { difficulty }, '00'.repeat(32), 100);
    const order = right.slice(1) + right.slice(0, 1);
    const outcome = gradeAnswer(orderSegments, expected, { cells: { order } });
    const gained = right.length - 1 - runShown(right);
    expect(outcome).toMatchObject({
      grade: { earned: Math.floor((100 * gained) / (gained + 1)), possible: 100 },
    });
  });
});

describe('the judge of orders', () => {
  it('finds two where a pure ACK and the other side’s data may be exchanged', () => {
    const line = (from: 'client' | 'server', flags: string, seq: number, ack: number | null, len = 0) => ({
      from,
      flags: flags.split('+'),
      seq,
      ack,
      len,
    });
    const handshake = [
      line('client', 'SYN', 100, null),
      line('server', 'SYN+ACK', 900, 101),
      line('client', 'ACK', 101, 901),
    ];
    const twice = [
      line('client', 'ACK', 101, 901, 10),
      line('server', 'ACK', 901, 111),
      line('client', 'ACK', 111, 901, 10),
    ];
    expect(possibleOrders([...handshake, ...twice]).length).toBe(2);
    expect(possibleOrders([...handshake, ...twice.slice(0, 2)])).toEqual([[0, 1, 2, 3, 4]]);
  });
});

describe('the longest run', () => {
  /** By trying every selection of letters. */
  const byTrial = (answer: string, right: string): number => {
    let longest = 0;
    for (let set = 0; set < 2 ** answer.length; set++) {
      const chosen = [...answer].filter((_, i) => (set >> i) & 1).map((each) => right.indexOf(each));
      if (chosen.every((place, i) => i === 0 || place > (chosen[i - 1] ?? 0)))
        longest = Math.max(longest, chosen.length);
    }
    return longest;
  };

  it('is what trying every selection finds', () => {
    const right = 'DBFACEG';
    for (const answer of ['ABCDEFG', 'DBFACEG', 'GECAFBD', 'BDAFCGE', 'EGC', 'D', 'FDBGEAC'])
      expect(longestRun(answer, right)).toBe(byTrial(answer, right));
  });

  it('counts what is left out as not in order', () => {
    expect(longestRun('DBFAC', 'DBFACEG')).toBe(5);
    expect(orderCredit('DBFAC', 'DBFACEG', 6)).toBe(orderCredit('GEDBFAC', 'DBFACEG', 6));
  });

  it('is credited by whole points, beyond what is shown', () => {
    expect(runShown('DBFACEG')).toBe(4);
    expect([...'ABCDEFG'].map((_, n) => orderCredit('DBFACEG'.slice(0, n + 1), 'DBFACEG', 10))).toEqual([
      0, 0, 0, 0, 3, 6, 10,
    ]);
    expect(orderCredit('ABC', 'ABC', 5)).toBe(0);
  });
});

describe('an order', () => {
  const [variant] = draws('standard', 1);
  if (variant === undefined) throw new Error('no variant');
  const right = rightOrder(variant);

  it('that a known mistake makes is told as that', () => {
    const second = right[2] ?? '';
    expect(graded(variant, right.replace(second, '')).diagnosis).toMatchObject({
      known: true,
      rules: ['third-ack-forgotten'],
    });
  });

  it('that none makes is said to be unknown, and how much of it is in order', () => {
    const grade = graded(variant, right.slice(4) + right.slice(0, 4));
    expect(grade.diagnosis).toEqual({ known: false });
    expect(renderGrade(grade, 'en').parts[0]?.text).toMatch(/^wrong, but 5 of 9 are in order/);
    expect(renderGrade(grade, 'zh').parts[0]?.text).toMatch(/^错误，但 9 个中有 5 个先后正确/);
  });

  it('with a letter that is not shown is handed back', () => {
    const outcome = gradeAnswer(orderSegments, variant.expected, { cells: { order: `${right} Z` } });
    expect(outcome).toMatchObject({ status: 'unparsable', problems: [{ cell: 'order' }] });
  });
});
