// The contract of a question kind, held over the whole registry and all example params of each kind.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_TEXT, writeCell } from './cells/index.js';
import {
  type Answer,
  type Expected,
  type ExpectedCell,
  type Grade,
  type Kind,
  type Prompt,
  drawVariant,
  gradeAnswer,
  hintsTo,
  kindOf,
  kinds,
  leastPoints,
  locales,
  renderGrade,
  renderPrompt,
  renderSolution,
  TEXT_KINDS,
  validateParams,
} from './index.js';

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });

function graded(kind: Kind, expected: Expected, answer: unknown): Grade {
  const outcome = gradeAnswer(kind, expected, answer);
  if (outcome.status !== 'graded') throw new Error(`not graded: ${JSON.stringify(outcome)}`);
  return outcome.grade;
}

/** The answer of a student who follows a mistake throughout. */
function answerOf(expected: Expected, values: Record<string, string | number>): Answer {
  const cells = expected.cells.map(({ id, type, value }) => {
    return [id, writeCell(type, values[id] ?? value)] as const;
  });
  return { cells: Object.fromEntries(cells) };
}

/** What earns points each by itself: cells, and the concepts of texts. */
const earnable = ({ cells }: Expected) =>
  cells.flatMap(({ explanation }) => explanation?.concepts.filter(({ points }) => points > 0) ?? [null]);

/** Whether a text holds the value of a cell. Small numbers are section numbers and steps, too. */
function tells(text: string, { type, value }: ExpectedCell): boolean {
  switch (type) {
    case 'number':
    case 'ack':
    case 'isn':
    case 'content':
      return Number(value) >= 10_000 && (text.match(/\d+/g) ?? []).some((n) => n === String(value));
    case 'time':
    case 'moment':
      return new RegExp(`(?<![\\d.])(${Number(value) / 1000} ?(s|秒)|${value} ?(ms|毫秒))`).test(text);
    case 'letters':
      return value !== 'none' && text.replaceAll(' ', '').includes(String(value));
    case 'flags':
      // Fields are named after control bits: what is set to something is none.
      return value !== 'none' && /\b(SYN|FIN|RST|ACK)\b(?!=)/.test(text);
    case 'segment':
      return new RegExp(`(segment|报文段) ?${value}\\b`).test(text);
    case 'state':
    case 'side':
    case 'notice':
    case 'field':
    case 'text':
    case 'order':
    case 'move':
      return new RegExp(`(?<![\\w-])${value}(?![\\w-])`).test(text);
    default:
      return type satisfies never;
  }
}

const vector = (expected: Expected, answer: Answer) =>
  JSON.stringify(expected.cells.map(({ id }) => answer.cells[id] ?? null));

it('the registry knows every kind by a name of its own', () => {
  expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
  for (const kind of kinds) expect(kindOf(kind.name)).toBe(kind);
  expect(kindOf('no-such-kind')).toBeUndefined();
  expect(kinds.length).toBeGreaterThan(0);
});

describe.each(kinds.map((kind) => [kind.name, kind] as const))('%s', (_name, kind) => {
  it('is a kind of texts when its cells are explanations', () => {
    const explained = kind.examples.flatMap(
      (params) => drawVariant(kind, params, '00'.repeat(32)).expected.cells,
    );
    expect(explained.some(({ explanation }) => explanation)).toBe(TEXT_KINDS.includes(kind.name));
  });

  it('has examples, each of them valid', () => {
    expect(kind.examples.length).toBeGreaterThan(0);
    for (const params of kind.examples) expect(validateParams(kind, params)).toMatchObject({ ok: true });
  });

  it('can diagnose something in some question of each example, if it diagnoses at all', () => {
    for (const params of kind.misconceptions.length === 0 ? [] : kind.examples) {
      const drawn = Array.from({ length: 30 }, (_, i) =>
        drawVariant(kind, params, i.toString(16).padStart(64, '0')),
      );
      expect(drawn.some(({ expected }) => kind.mistakes(expected).length > 0)).toBe(true);
    }
  });

  it('has words in every language for all it can diagnose', () => {
    for (const rule of kind.misconceptions) {
      const diagnosis = { known: true as const, partial: false, rules: [rule], evidence: [] };
      const grade = { parts: [], earned: 0, possible: 1, diagnosis, grader: '' };
      expect(renderGrade(grade, 'en').diagnosis?.text).toMatch(/[a-z]{3}.*[.]$/);
      expect(renderGrade(grade, 'zh').diagnosis?.text).toMatch(/[\u4e00-\u9fff].*。$/);
    }
  });

  it('refuses params it does not know, and anything that is not an object', () => {
    for (const raw of [{ surprise: 1 }, { difficulty: 'cruel' }, null, 'hard', 7, []]) {
      expect(validateParams(kind, raw)).toMatchObject({ ok: false });
    }
  });

  describe.each(kind.examples.map((params) => [JSON.stringify(params), params] as const))(
    '%s',
    (_label, params) => {
      const holds = (law: (expected: Expected, prompt: Prompt, seed: Uint8Array) => void, numRuns = 15) =>
        fc.assert(
          fc.property(seeds, (seed) => {
            const { expected, prompt } = drawVariant(kind, params, seed);
            law(expected, prompt, seed);
          }),
          { numRuns },
        );

      it('says below the question how each blank may be written, and what it is worth', () =>
        holds((_expected, prompt) => {
          for (const locale of locales) {
            const { text, blanks } = renderPrompt(kind, prompt, locale);
            for (const { id, label, format, points } of blanks) {
              const line = text.split('\n').find((each) => each.startsWith(`  [${id}] ${label}`));
              expect(line).toContain(format);
              expect(line).toMatch(locale === 'en' ? `; ${points} point` : `；${points} 分）`);
            }
          }
        }, 3));

      it('gives the same variant for the same seed, and survives JSON', () =>
        holds((expected, prompt, seed) => {
          const variant = { prompt, expected };
          expect(JSON.stringify(drawVariant(kind, params, seed))).toBe(JSON.stringify(variant));
          expect(JSON.parse(JSON.stringify(variant))).toEqual(variant);
        }));

      it('blanks exactly the expected cells, with integer points', () =>
        holds((expected, { blanks }) => {
          const told = blanks.map(({ id, type, points }) => ({ id, type, points }));
          expect(told).toEqual(expected.cells.map(({ id, type, points }) => ({ id, type, points })));
          expect(new Set(blanks.map(({ id }) => id)).size).toBe(blanks.length);
          for (const { points } of blanks) expect(Number.isInteger(points) && points > 0).toBe(true);
        }));

      it('asks as many cells in every variant, so that points can be refused before one is drawn', () =>
        holds((expected) => expect(earnable(expected)).toHaveLength(leastPoints(kind, params)), 30));

      it('asks at most ten cells, so that each is worth a point of the ten that an item has by default', () => {
        expect(leastPoints(kind, params)).toBeLessThanOrEqual(10);
      });

      it('spreads any total over the cells, and none is worth nothing', () =>
        holds((expected, _prompt, seed) => {
          for (const total of [leastPoints(kind, params), 30, 100]) {
            const answer = kind.solve(expected);
            const grade = graded(kind, drawVariant(kind, params, seed, total).expected, answer);
            expect([grade.earned, grade.possible]).toEqual([total, total]);
            const worth = grade.parts.filter(({ possible }) => possible >= 1);
            expect(worth).toHaveLength(leastPoints(kind, params));
          }
        }, 5));

      it('gives its own solution full marks and no diagnosis', () =>
        holds((expected) => {
          const grade = graded(kind, expected, kind.solve(expected));
          expect(grade.earned).toBe(grade.possible);
          expect(grade.diagnosis).toBeNull();
          expect(grade.parts.every(({ verdict, possible }) => verdict === 'correct' || possible === 0)).toBe(
            true,
          );
        }));

      it('gives each mistake less, and names it', () =>
        holds((expected) => {
          for (const { rules, values } of kind.mistakes(expected)) {
            const grade = graded(kind, expected, answerOf(expected, values));
            expect(grade.earned).toBeLessThan(grade.possible);
            expect(grade.diagnosis).toMatchObject({ known: true, rules });
          }
        }));

      it('predicts of each mistake what it lists', () =>
        holds((expected) => {
          for (const { rules, values } of kind.mistakes(expected))
            expect(kind.predict(expected, rules)).toEqual(values);
        }, 5));

      it('lists only mistakes it declares', () =>
        holds((expected) => {
          const listed = kind.mistakes(expected).flatMap(({ rules }) => rules);
          expect(kind.misconceptions).toEqual(expect.arrayContaining(listed));
        }));

      it('keeps the answers of all mistakes and the right one apart', () =>
        holds((expected) => {
          const answers = [
            kind.solve(expected),
            ...kind.mistakes(expected).map((m) => answerOf(expected, m.values)),
          ];
          expect(new Set(answers.map((answer) => vector(expected, answer))).size).toBe(answers.length);
        }));

      it('grades any JSON at all without an exception, and never beyond its bounds', () => {
        const seed = new Uint8Array(32);
        const { expected } = drawVariant(kind, params, seed);
        const values = fc.oneof(
          fc.jsonValue(),
          fc.nat(2 ** 32),
          fc.constantFrom(...expected.cells.map((c) => c.value)),
        );
        const ids = fc.oneof(fc.string(), fc.constantFrom(...expected.cells.map((c) => c.id)));
        const answers = fc.oneof(fc.jsonValue(), fc.record({ cells: fc.dictionary(ids, values) }));
        fc.assert(
          fc.property(answers, (answer) => {
            const outcome = gradeAnswer(kind, expected, answer);
            if (outcome.status === 'unparsable') return outcome.problems.length > 0;
            const { parts, earned, possible } = outcome.grade;
            return (
              parts.every((p) => Number.isInteger(p.earned) && p.earned >= 0 && p.earned <= p.possible) &&
              earned === parts.reduce((sum, p) => sum + p.earned, 0) &&
              possible === parts.reduce((sum, p) => sum + p.possible, 0)
            );
          }),
          { numRuns: 300 },
        );
      });

      it('hands back what it cannot read, naming the cell, instead of grading it wrong', () =>
        holds((expected) => {
          for (const { id, type } of expected.cells) {
            const rubbish = type === 'text' ? 'x'.repeat(MAX_TEXT + 1) : 'no idea!';
            const answer = { cells: { ...kind.solve(expected).cells, [id]: rubbish } };
            const outcome = gradeAnswer(kind, expected, answer);
            expect(outcome).toMatchObject({ status: 'unparsable', problems: [{ cell: id }] });
          }
        }, 10));

      it('hands back an answer that fills in nothing, instead of counting it', () =>
        holds((expected) => {
          const nothing = Object.fromEntries(expected.cells.map(({ id }) => [id, ' ']));
          for (const cells of [{}, nothing]) {
            const outcome = gradeAnswer(kind, expected, { cells });
            expect(outcome).toMatchObject({ status: 'unparsable', problems: [{ cell: null }] });
          }
        }, 10));

      it('calls no cell wrong that is left blank', () =>
        holds((expected) => {
          const [first] = Object.entries(kind.solve(expected).cells);
          const grade = graded(kind, expected, { cells: Object.fromEntries(first ? [first] : []) });
          expect(grade.diagnosis).toBeNull();
          expect(
            grade.parts
              .filter(({ cell }) => !first?.[0] || !cell.startsWith(first[0]))
              .every(({ verdict, earned }) => verdict === 'blank' && earned === 0),
          ).toBe(true);
        }, 10));

      it('gives hints in every language that never hold the value', () =>
        holds((expected) => {
          for (const cell of expected.cells) {
            const [en, zh] = locales.map((locale) => hintsTo(kind, expected, cell.id, locale));
            expect(zh).toHaveLength(en?.length ?? 0);
            for (const hint of [...(en ?? []), ...(zh ?? [])]) expect(tells(hint, cell)).toBe(false);
          }
        }));

      it('shows the same numbers in every language, and not the answer', () =>
        holds((expected, prompt) => {
          const views = locales.map((locale) => renderPrompt(kind, prompt, locale));
          const tables = views.map(({ table }) => new Set(JSON.stringify(table.rows).match(/\d+/g)));
          expect(tables[1]).toEqual(tables[0]);
          for (const view of views) {
            expect(view.blanks.map(({ id }) => id)).toEqual(prompt.blanks.map(({ id }) => id));
            const numbers: string[] = view.text.match(/\d+/g) ?? [];
            for (const { type, value, from } of expected.cells) {
              // What a wrong field should hold is told by the right ones around it: to see that is the question.
              if (type === 'content') continue;
              // What is sent again has the number of the first time: that is what such a cell asks.
              if (from?.cell === null && from.plus === 0) continue;
              // Small numbers are lengths and row numbers too; that a wrapped answer is one of them tells nothing.
              if (typeof value === 'number' && value >= 10_000) expect(numbers).not.toContain(String(value));
            }
          }
        }));
    },
  );
});

describe.each(kinds)('the worked solution of $name', (kind) => {
  it('shows the whole exchange in both languages, with nothing left out', () => {
    for (const example of kind.examples) {
      const params = validateParams(kind, { ...example });
      if (!params.ok) throw new Error('examples are params');
      const { expected } = drawVariant(kind, params.value, '1a'.repeat(32));
      for (const locale of locales) {
        const { ladder, svg } = renderSolution(expected, locale);
        if (expected.cells.some(({ type }) => type === 'text')) {
          expect(ladder).toBeNull();
          continue;
        }
        expect(ladder).toMatch(/---/);
        for (const { id } of expected.cells) expect(ladder).not.toContain(`=[${id}]`);
        expect(svg).toMatch(/^<svg/);
      }
    }
  });
});
