// The proof that wrong rules are named: simulated students who follow one misconception, or two together, through 10,000
// answers each per kind, shared among its examples. What is promised is promised of numbers and times; kinds that ask for
// states are measured, too, but one event may not show two wrong rules.
import { asksNumbers, diagnoseStudents } from '../../dist/questions/fairness/students.js';
import { drawVariant, kinds } from '../../dist/questions/index.js';

const PROMISED = { singles: 98, pairs: 90 };

export function prove({ short }) {
  return kinds.flatMap((kind) => {
    const students = Math.ceil((short ? 300 : 10_000) / kind.examples.length);
    return kind.examples.map((params) => {
      const { singles, pairs, inseparable, masked } = diagnoseStudents(
        kind,
        (seed) => drawVariant(kind, params, seed).expected,
        students,
      );
      const seen = {
        singles: percent(singles.named, singles.students),
        pairs: percent(pairs.named, pairs.students),
      };
      const isPromised = asksNumbers(kind);
      return {
        kind: kind.name,
        params: Object.values(params).join(' '),
        students: `${singles.students} + ${pairs.students}`,
        'one rule, %': seen.singles,
        'two rules, %': seen.pairs,
        'inseparable pairs, %': percent(inseparable, pairs.students),
        'of them one masked, %': percent(masked, pairs.students),
        promised: isPromised ? `${PROMISED.singles} / ${PROMISED.pairs}` : '',
        holds:
          !isPromised || (isAtLeast(seen.singles, PROMISED.singles) && isAtLeast(seen.pairs, PROMISED.pairs)),
      };
    });
  });
}

/** null where there is nobody: a question with a single rule has no pairs. */
function percent(some, all) {
  return all === 0 ? null : Math.round((1000 * some) / all) / 10;
}

function isAtLeast(seen, promised) {
  return seen === null || seen >= promised;
}
