import { describe, expect, it } from '@jest/globals';
import { kinIn } from './families.js';
import { stem } from './stem.js';
import { turnIn } from './turns.js';
import { type Word, words } from './words.js';

const read = (text: string): Word[] =>
  words(text).map((word) => (word.kind === 'latin' ? { ...word, key: stem(word.text) } : word));
const families = (text: string): string[] => {
  const list = read(text);
  return kinIn(list, 0, list.length, () => false).flatMap(({ families: names, denied }) =>
    names.map((name) => (denied ? `-${name}` : name)),
  );
};
const turnOf = (text: string): string | undefined => {
  const list = read(text);
  return list[turnIn(list, 0, list.length, () => false) ?? Infinity]?.text;
};

describe('families of words', () => {
  it('hold what means nearly the same, in both languages', () => {
    for (const text of ['the letter strayed', 'it was lost', '信丢了', '石沉大海'])
      expect(families(text)).toContain('lose');
  });

  it('are denied shortly behind a negative', () => {
    expect(families('it does not answer')).toContain('-reply');
    expect(families('不回复')).toContain('-reply');
    expect(families('it answers')).not.toContain('-reply');
  });

  it('take the longest Chinese word', () => {
    expect(families('分不清')).toEqual(expect.arrayContaining(['cannot', 'mistake']));
  });
});

describe('a turn', () => {
  it.each([
    ['But it never does.', 'but'],
    ['They say so. In fact, it does not.', 'fact'],
    ['It is ten, no, it is three.', 'no'],
    ['旧的会消失，其实不会', '其'],
    ['There is no ACK.', undefined],
    ['It is the only one.', undefined],
  ])('in "%s" begins at %s', (text, word) => {
    expect(turnOf(text)).toBe(word);
  });
});
