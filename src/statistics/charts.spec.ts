// The charts: their numbers, their bytes, and what is said to who cannot see them.
import { describe, expect, it } from '@jest/globals';
import { misconceptionBars, scoreHistogram } from './charts.js';

const COUNTS = [0, 1, 0, 2, 5, 9, 12, 7, 3, 1];
const EN = { theme: 'light', locale: 'en' } as const;

describe.each([
  ['the histogram', () => scoreHistogram(COUNTS, EN)],
  ['the bars', () => misconceptionBars([{ rule: 'fin<takes&no-number', learners: 7 }], EN)],
  ['bars of nothing', () => misconceptionBars([], EN)],
])('%s', (_, draw) => {
  it('is the same, byte for byte, however often it is drawn', async () => {
    const first = await draw();
    expect(await Promise.all([draw(), draw()])).toEqual([first, first]);
  });

  it('is one SVG document without scripts, with a title and a description', async () => {
    const svg = await draw();
    expect(svg).toMatch(/^<svg role="img" /);
    expect(svg).toMatch(/<title>.+<\/title><desc>.+<\/desc>/);
    expect(svg).not.toMatch(/<script|\son\w+=|href=/);
    expect(svg.match(/<svg/g)).toHaveLength(1);
  });
});

it('the description holds every number, and text is escaped', async () => {
  expect(await scoreHistogram(COUNTS, EN)).toContain('<desc>0–10 %: 0; 10–20 %: 1; 20–30 %: 0; 30–40 %: 2;');
  const bars = await misconceptionBars([{ rule: 'fin<takes&no-number', learners: 7 }], EN);
  expect(bars).toContain('<desc>fin&lt;takes&amp;no-number: 7</desc>');
  expect(bars).not.toContain('fin<takes');
});

it('light, dark, English and Chinese differ', async () => {
  const all = await Promise.all(
    (['light', 'dark'] as const).flatMap((theme) =>
      (['en', 'zh'] as const).map((locale) => scoreHistogram(COUNTS, { theme, locale })),
    ),
  );
  expect(new Set(all).size).toBe(4);
  expect(all[1]).toContain('成绩分布');
});
