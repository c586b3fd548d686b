// The charts: what they tell, in words of both languages. bars.ts draws them.
import type { Locale } from '../questions/index.js';
import type { Bars, Colours } from './bars.js';

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface ChartStyle {
  theme: Theme;
  locale: Locale;
}

const COLOURS: Record<Theme, Colours> = {
  light: { text: '#1f2328', line: '#8c959f', bar: '#0969da', background: '#ffffff' },
  dark: { text: '#e6edf3', line: '#6e7681', bar: '#58a6ff', background: '#0d1117' },
};

/** @param counts learners in equal parts of 0 to 100 percent */
export function scoreHistogram(counts: readonly number[], { theme, locale }: ChartStyle): Promise<string> {
  const width = 100 / counts.length;
  const labels = counts.map((_, i) => `${Math.round(i * width)}–${Math.round((i + 1) * width)}`);
  const words = {
    en: { title: 'Scores', x: 'percent of what was possible', y: 'learners' },
    zh: { title: '成绩分布', x: '得分率（%）', y: '学习者人数' },
  }[locale];
  const description = labels.map((label, i) => `${label} %: ${counts[i]}`).join('; ');
  const bars = { title: words.title, description, labels, values: [...counts], horizontal: false };
  return draw({ ...bars, xName: words.x, yName: words.y }, theme);
}

/** @param rows the most common first */
export function misconceptionBars(
  rows: readonly { rule: string; learners: number }[],
  { theme, locale }: ChartStyle,
): Promise<string> {
  const words = {
    en: { title: 'Misconceptions', x: 'learners', none: 'None was seen.' },
    zh: { title: '常见误解', x: '学习者人数', none: '未发现误解。' },
  }[locale];
  const description = rows.map(({ rule, learners }) => `${rule}: ${learners}`).join('; ') || words.none;
  const labels = rows.map(({ rule }) => rule);
  const values = rows.map(({ learners }) => learners);
  return draw(
    { title: words.title, description, labels, values, xName: words.x, yName: '', horizontal: true },
    theme,
  );
}

async function draw(bars: Bars, theme: Theme): Promise<string> {
  const { drawBars } = await import('./bars.js');
  return drawBars(bars, COLOURS[theme]);
}
