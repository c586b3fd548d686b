// Numbers in an answer, with their units of time: `75 s`, `two hours`, `1 min 15 s`, 七十五秒.
import { englishNumber, secondsIn } from './numbers.js';
import type { Word } from './words.js';

export interface Quantity {
  /** `duration` and the seconds (`75s`), or `count` and the number (`n10`). */
  tags: string[];
  /** Indices of its words: [first, last]. */
  first: number;
  last: number;
}

/** A number at word i, with its unit of time if it has one: `75 s`, `two hours`, `1 min 15 s`. */
export function quantityAt(list: readonly Word[], from: number): Quantity | undefined {
  const number = plainNumber(list, from);
  if (!number) return undefined;
  let { value, last } = number;
  let unit = unitAt(list, last + 1);
  if (!unit) return { tags: ['count', `n${value}`], first: from, last };
  let seconds = value * unit.seconds;
  last = unit.last;
  // A smaller unit may follow, but not without end.
  for (let parts = 0; parts < 2; parts++) {
    const more = plainNumber(list, last + (list[last + 1]?.key === 'and' ? 2 : 1));
    const smaller = more && unitAt(list, more.last + 1);
    if (!more || !smaller || smaller.seconds >= unit.seconds) break;
    seconds += more.value * smaller.seconds;
    last = smaller.last;
    unit = smaller;
  }
  value = Math.round(seconds * 1000) / 1000;
  return { tags: ['duration', `${value}s`], first: from, last };
}

function plainNumber(list: readonly Word[], from: number): { value: number; last: number } | undefined {
  const word = list[from];
  if (!word) return undefined;
  if (word.value !== undefined) return { value: word.value, last: from + (word.span ?? 1) - 1 };
  const value = englishNumber(word.text);
  if (value === undefined) return undefined;
  const ones = englishNumber(list[from + 1]?.text ?? '');
  if (value >= 20 && value < 100 && ones !== undefined && ones < 10)
    return { value: value + ones, last: from + 1 };
  return { value, last: from };
}

function unitAt(list: readonly Word[], from: number): { seconds: number; last: number } | undefined {
  let joined = '';
  let best: { seconds: number; last: number } | undefined;
  for (let i = from; i < from + 3; i++) {
    const word = list[i];
    if (!word || (word.kind !== 'latin' && word.kind !== 'han')) break;
    joined += word.key;
    const seconds = secondsIn(joined);
    if (seconds !== undefined) best = { seconds, last: i };
    if (word.kind === 'latin') break;
  }
  return best;
}
