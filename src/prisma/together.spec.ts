import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { passing } from '../common/passing.js';
import { Together } from './together.js';

/** What PostgreSQL says, with its code. */
const fault = (code: string) => Object.assign(new Error(code), { code });

/** Doubles numbers. Keeps what went together, and holds each group until `go`; what `refuses` an ask is thrown to its group. */
function doubling(refuses: (ask: number) => Error | null = () => null, longestWaitMs?: number) {
  const groups: number[][] = [];
  const held: (() => void)[] = [];
  const together = new Together<number, number>(
    async (asks, alone) => {
      groups.push(asks);
      if (!alone) await new Promise<void>((resolve) => held.push(resolve));
      for (const ask of asks) {
        const error = refuses(ask);
        if (error) throw error;
      }
      return asks.map((ask) => ask * 2);
    },
    (ask) => String(ask % 100),
    longestWaitMs,
  );
  const go = async () => {
    held.shift()?.();
    await turn();
  };
  return { together, groups, go };
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('calls at the same time', () => {
  it('the first goes at once; what comes meanwhile goes together, each with its own answer', async () => {
    const { together, groups, go } = doubling();
    const answers = Promise.all(numbers(4).map((n) => together.ask(n)));
    expect(groups).toEqual([[0]]);
    await go();
    expect(groups).toEqual([[0], [1, 2, 3]]);
    await go();
    expect(await answers).toEqual([0, 2, 4, 6]);
  });

  it('no more than sixteen go together', async () => {
    const { together, groups, go } = doubling();
    const answers = Promise.all(numbers(40).map((n) => together.ask(n)));
    while (groups.flat().length < 40) await go();
    await go();
    expect(groups.map(({ length }) => length)).toEqual([1, 16, 16, 7]);
    expect(await answers).toEqual(numbers(40).map((n) => n * 2));
  });

  it('two with the same key go one after the other', async () => {
    const { together, groups, go } = doubling();
    const answers = Promise.all([1, 2, 102, 3].map((n) => together.ask(n)));
    for (const _ of groups.concat([[], [], []])) await go();
    expect(groups).toEqual([[1], [2, 3], [102]]);
    expect(await answers).toEqual([2, 4, 204, 6]);
  });
});

describe('when a group fails', () => {
  const outcomes = async (refuses: (ask: number) => Error | null) => {
    const { together, groups, go } = doubling(refuses);
    const asked = numbers(4).map((n) => together.ask(n).catch((error: Error) => error.message));
    await go();
    await go();
    return { answers: await Promise.all(asked), groups };
  };

  it.each(['23505', '40P01', '55P03', '57014', 'P0001'])(
    'by %s, which one may have brought upon all, each is asked alone',
    async (code) => {
      const { answers, groups } = await outcomes((ask) => (ask === 2 ? fault(code) : null));
      expect(answers).toEqual([0, 2, code, 6]);
      expect(groups).toEqual([[0], [1, 2, 3], [1], [2], [3]]);
    },
  );

  it.each(['57P01', '08006', 'ECONNRESET', '53100', '25006'])(
    'by %s nothing is asked twice: it may have been done, or would fail again',
    async (code) => {
      const { answers, groups } = await outcomes((ask) => (ask === 2 ? fault(code) : null));
      expect(answers).toEqual([0, code, code, code]);
      expect(groups).toEqual([[0], [1, 2, 3]]);
    },
  );
});

it('who has waited too long is refused, as one who gets no connection, and is not done later', async () => {
  const { together, groups, go } = doubling(() => null, 5);
  const first = together.ask(1);
  const error = await together.ask(2).catch((thrown: unknown) => thrown);
  expect(passing(error)).toBe('undone');
  await go();
  expect(await first).toBe(2);
  expect(groups).toEqual([[1]]);
  const third = together.ask(3);
  await go();
  expect(await third).toBe(6);
});
