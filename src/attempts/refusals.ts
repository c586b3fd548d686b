// What is said when an answer is not taken, so that no try is used.
import type { DraftView } from './drafts.dto.js';
import { Problem } from '../common/problems.js';
import type { Locale, Problem as Unreadable } from '../questions/index.js';

export function coolingDown(cooldownS: number, waitS: number): Problem {
  const detail = `No try was used. Between two tries at a question there are ${cooldownS} s.`;
  return new Problem('cooling-down', detail, undefined, waitS);
}

/** The draft as it is goes with the refusal: the tab that was too late can show both. */
export function draftConflict(current: DraftView): Problem {
  const detail = 'Nothing was saved: another tab or device has saved since you read it.';
  return new Problem('precondition-failed', detail, undefined, undefined, current);
}

export function exhausted(tries: number): Problem {
  const all = tries === 1 ? 'The only try at this question is' : `All ${tries} tries at this question are`;
  return new Problem('tries-exhausted', `${all} used.`);
}

export function notTaken(why: 'not-open' | 'over'): Problem {
  return why === 'over'
    ? new Problem('over', 'Nothing was taken: the time for this attempt is over.')
    : new Problem('not-open', 'Nothing was taken: the assignment is not open.');
}

/** One fault per cell, in the student's language. */
export function unreadable(problems: Unreadable[], locale: Locale): Problem {
  const faults = problems.map(({ cell, message }) => ({
    at: cell ? `cells.${cell}` : 'cells',
    detail: message[locale],
  }));
  const { before, is, between } = WORDS[locale];
  const named = faults.map(({ at, detail }) => `${at}${is}${detail}`).join(between);
  return new Problem('unreadable-answer', `${before}${named}`, faults);
}

const WORDS: Record<Locale, { before: string; is: string; between: string }> = {
  en: { before: 'No try was used. ', is: ': ', between: '; ' },
  zh: { before: '没有消耗作答次数。', is: '：', between: '；' },
};
