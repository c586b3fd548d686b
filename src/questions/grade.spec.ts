import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderGrade } from './feedback.js';
import { followShares } from './follow-through.js';
import type { Predict } from './diagnosis.js';
import { gradeCells } from './grade.js';
import type { Expected, GradeOptions } from './kind.js';

// x = 7000: the SYN-ACK acknowledges x + 1, the third segment starts there, 640 octets later comes the next ACK.
const expected: Expected = {
  cells: [
    { id: '0.ack', type: 'ack', points: 2, value: 'none', because: ['a'] },
    { id: '1.flags', type: 'flags', points: 1, value: 'SYN+ACK', because: ['b'] },
    {
      id: '1.ack',
      type: 'ack',
      points: 2,
      value: 7001,
      because: ['c'],
      from: { cell: null, value: 7000, plus: 1 },
    },
    {
      id: '2.seq',
      type: 'number',
      points: 2,
      value: 7001,
      because: [],
      from: { cell: '1.ack', value: 7001, plus: 0 },
    },
    {
      id: '4.ack',
      type: 'ack',
      points: 3,
      value: 7641,
      because: [],
      from: { cell: '2.seq', value: 7001, plus: 640 },
    },
  ],
  mistakes: [{ rules: ['syn-counts-four'], values: { '1.ack': 7004, '2.seq': 7004, '4.ack': 7644 } }],
  printed: [7000, 91000],
  plan: null,
};

/** Two rules together change nothing. */
const ALL_RIGHT: Predict = () => (cell) => cell.value;
const grade = (answer: unknown, options?: GradeOptions) =>
  gradeCells('kind/1', expected, answer, ALL_RIGHT, options);
const RIGHT = { '0.ack': 'none', '1.flags': 'ack syn', '1.ack': '7,001', '2.seq': 7001, '4.ack': '0x1dd9' };
const parts = (cells: object, options?: GradeOptions) => {
  const outcome = grade({ cells: { ...RIGHT, ...cells } }, options);
  if (outcome.status !== 'graded') throw new Error('unparsable');
  return Object.fromEntries(outcome.grade.parts.map((part) => [part.cell, part]));
};

describe('grading', () => {
  it('adds up integer points over the cells', () => {
    const outcome = grade({ cells: { ...RIGHT, '1.flags': 'SYN', '0.ack': null } });
    expect(outcome).toMatchObject({
      status: 'graded',
      grade: { earned: 7, possible: 10, grader: 'kind/1 grader/1' },
    });
    expect(parts({ '1.flags': 'SYN', '0.ack': '' })).toMatchObject({
      '0.ack': { verdict: 'blank', earned: 0, possible: 2 },
      '1.flags': { verdict: 'wrong', earned: 0 },
      '1.ack': { verdict: 'correct', earned: 2 },
    });
  });

  it('takes 0 for an acknowledgment field that means nothing, since that is what the wire carries', () => {
    expect(parts({ '0.ack': 0 })['0.ack']?.verdict).toBe('correct');
    expect(parts({ '0.ack': 1 })['0.ack']?.verdict).toBe('wrong');
    expect(parts({ '1.ack': 'none' })['1.ack']?.verdict).toBe('wrong');
  });

  it('hands back every cell that it cannot read, and grades none', () => {
    expect(grade({ cells: { ...RIGHT, '1.ack': 'x+1', '1.flags': 'SIN', '9.seq': 1 } })).toMatchObject({
      status: 'unparsable',
      problems: [{ cell: '1.flags' }, { cell: '1.ack' }, { cell: '9.seq' }],
    });
  });

  it.each([null, 7001, 'text', [], {}, { cells: null }, { cells: [] }, { cells: {}, more: 1 }])(
    'hands back %j, which is no answer',
    (answer) => expect(grade(answer)).toMatchObject({ status: 'unparsable', problems: [{ cell: null }] }),
  );

  it.each([{}, { '1.ack': '' }, { '1.ack': null, '1.flags': ' ' }])(
    'hands back %j, which fills in nothing',
    (cells) => {
      expect(grade({ cells })).toEqual({
        status: 'unparsable',
        problems: [{ cell: null, message: { en: expect.any(String), zh: expect.any(String) } }],
      });
    },
  );

  it('refuses a __proto__ that comes in place of cells', () => {
    const answer: unknown = JSON.parse('{"__proto__":{"cells":{}}}');
    expect(grade(answer)).toMatchObject({ status: 'unparsable', problems: [{ cell: null }] });
  });

  it('is not fooled by names that every object has', () => {
    const answer: unknown = JSON.parse('{"cells":{"__proto__":"1","constructor":"2","toString":3}}');
    const outcome = grade(answer);
    expect(outcome.status === 'unparsable' && outcome.problems.map(({ cell }) => cell)).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ]);
  });
});

describe('follow-through', () => {
  it('gives part of the points for what follows from an own wrong number', () => {
    const graded = parts({ '1.ack': 7011, '2.seq': 7011, '4.ack': 7651 });
    expect(graded['1.ack']).toMatchObject({ earned: 0, followThrough: 0 });
    expect(graded['2.seq']).toMatchObject({ earned: 1, followThrough: 1, verdict: 'wrong' });
    expect(graded['4.ack']).toMatchObject({ earned: 2, followThrough: 2 });
  });

  it('gives half of it all, rounded once, where each cell has a single point', () => {
    const cells = expected.cells.map((cell) => ({ ...cell, points: 1 }));
    const answer = { cells: { ...RIGHT, '1.ack': 7011, '2.seq': 7011, '4.ack': 7651 } };
    const outcome = gradeCells('kind/1', { ...expected, cells }, answer, ALL_RIGHT);
    if (outcome.status !== 'graded') throw new Error('unparsable');
    // Two right, one wrong, two that follow from it.
    expect(outcome.grade).toMatchObject({ earned: 3, possible: 5 });
    expect(outcome.grade.parts.map(({ follows }) => follows)).toEqual([false, false, false, true, true]);
    const [, , , third, ack] = renderGrade(outcome.grade, 'en').parts;
    for (const part of [third, ack]) expect(part?.text).toMatch(/follows from an earlier answer/);
  });

  it('shares are integers, the nearest to the exact sum, and none above its cell', () => {
    const points = fc.array(fc.nat(9), { maxLength: 12 });
    fc.assert(
      fc.property(points, fc.nat(100), (list, percent) => {
        const shares = followShares(list, percent);
        const exact = (list.reduce((a, b) => a + b, 0) * percent) / 100;
        expect(Math.abs(shares.reduce((a, b) => a + b, 0) - exact)).toBeLessThanOrEqual(0.5);
        for (const [i, share] of shares.entries()) {
          expect(Number.isInteger(share) && share >= 0 && share <= (list[i] ?? 0)).toBe(true);
        }
      }),
    );
  });

  it('follows a number however far off, when a known rule made it', () => {
    const far = {
      ...expected,
      mistakes: [{ rules: ['r'], values: { '1.ack': 9999, '2.seq': 9999, '4.ack': 5 } }],
    };
    const outcome = gradeCells(
      'kind/1',
      far,
      { cells: { ...RIGHT, '1.ack': 9999, '2.seq': 9999 } },
      ALL_RIGHT,
    );
    expect(outcome.status === 'graded' && outcome.grade.parts[3]?.followThrough).toBe(1);
  });

  it('gives as much as the item allows', () => {
    const cells = { '1.ack': 7011, '2.seq': 7011, '4.ack': 7651 };
    expect(parts(cells, { followThroughPercent: 0 })['4.ack']?.earned).toBe(0);
    expect(parts(cells, { followThroughPercent: 100 })['4.ack']?.earned).toBe(3);
  });

  it.each([
    ['zeros', { '1.ack': 0, '2.seq': 0, '4.ack': 640 }],
    ['a number of the prompt', { '1.ack': 7000, '2.seq': 7000 }],
    ['any number repeated', { '1.ack': 5555, '2.seq': 5555 }],
  ])('gives nothing for %s', (_name, cells) => {
    expect(Object.values(parts(cells)).every(({ followThrough }) => followThrough === 0)).toBe(true);
  });
});

describe('feedback', () => {
  it('says the same in both languages, and no right value', () => {
    const outcome = grade({ cells: { ...RIGHT, '1.ack': 7004, '2.seq': 7004, '4.ack': 7644 } });
    if (outcome.status !== 'graded') throw new Error('unparsable');
    const en = renderGrade(outcome.grade, 'en');
    const zh = renderGrade(outcome.grade, 'zh');
    expect(en.diagnosis).toMatchObject({ known: true, evidence: ['1.ack', '2.seq', '4.ack'] });
    expect(en.diagnosis?.text).toMatch(/four octets.*exactly one sequence number/);
    expect(zh.diagnosis?.text).toMatch(/恰好消耗一个序号/);
    expect(en.diagnosis?.reread).toEqual(zh.diagnosis?.reread);
    expect(JSON.stringify([en, zh])).not.toMatch(/7001|7641/);
  });

  it('says what else makes the very same answer, unless that is told in the same words', () => {
    const diagnosis = {
      known: true as const,
      partial: false,
      rules: ['syn-takes-no-number', 'headers-count-20'],
      evidence: ['1.ack'],
      alternatives: [['syn-takes-no-number', 'headers-count-40'], ['ack-is-last-octet']],
    };
    const words = renderGrade({ parts: [], earned: 0, possible: 1, diagnosis, grader: '' }, 'en').diagnosis;
    expect(words?.alternatives).toEqual(['The acknowledgment names the last octet received.']);
    expect(words?.text).toMatch(/The same answer comes about otherwise, too: The acknowledgment names/);
  });

  it('says plainly that no rule is known', () => {
    const outcome = grade({ cells: { ...RIGHT, '1.ack': 1234 } });
    if (outcome.status !== 'graded') throw new Error('unparsable');
    expect(renderGrade(outcome.grade, 'en').diagnosis).toMatchObject({
      known: false,
      text: expect.stringMatching(/No known rule/),
    });
  });
});
