// Where an answer turns against what it said: `but`, `in fact`, `no, ...`, 其实, 不对. What follows may be a denial in
// words that no pattern knows, so the second opinion weighs it by itself.
import type { Word } from './words.js';

const anywhere = new Set(
  (
    'but however actually reality though correction strictly wrong false myth sorry truth strike yet although nonsense ' +
    'mistaken incorrect untrue'
  ).split(' '),
);
/** Only where a clause begins. */
const atStart = new Set('no nope wait rather except only fact hm hmm not'.split(' '));
/** Only behind the word before the bar. */
const behind = new Set('in|fact second|thought second|thoughts or|rather of|course as|for as|to'.split(' '));
const chinese = new Set(
  (
    '不过 但是 但 其实 更正 不对 实际 事实 准确 严格 可是 然而 错 哦不 仔细 并没 不可能 不会的 不成立 所谓 说是 有人 至于 ' +
    '倒不 并非 不存在 哪有 误解'
  ).split(' '),
);
const longest = 3;

/** Index of the first word of a turn in the words [from, to); undefined when there is none. */
export function turnIn(
  words: readonly Word[],
  from: number,
  to: number,
  skips: (index: number) => boolean,
): number | undefined {
  for (let i = from; i < to; i++) {
    const word = words[i];
    if (!word || word.kind === 'mark' || skips(i)) continue;
    if (word.kind === 'han' ? startsChinese(words, i) : turns(words, i, from)) return i;
  }
  return undefined;
}

function turns(words: readonly Word[], i: number, from: number): boolean {
  const text = words[i]?.text ?? '';
  const before = words[i - 1];
  if (anywhere.has(text) || (before && i > from && behind.has(`${before.text}|${text}`))) return true;
  return atStart.has(text) && (i === from || before?.kind === 'mark');
}

function startsChinese(words: readonly Word[], i: number): boolean {
  let text = '';
  for (let k = i; k < i + longest && words[k]?.kind === 'han'; k++) {
    text += words[k]?.key ?? '';
    if (chinese.has(text)) return true;
  }
  return false;
}
