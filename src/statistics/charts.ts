// Charts as SVG documents, drawn by ECharts without a browser. The same numbers give the same bytes; a title and a
// description hold the numbers for who cannot see them.
import { BarChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Locale } from '../questions/index.js';

use([BarChart, GridComponent, TitleComponent, SVGRenderer]);

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface ChartStyle {
  theme: Theme;
  locale: Locale;
}

interface Bars {
  title: string;
  description: string;
  labels: string[];
  values: number[];
  xName: string;
  yName: string;
  /** Bars that lie, for labels that are long. */
  horizontal: boolean;
}

const WIDTH = 720;
const HEIGHT = 360;
const ROW_HEIGHT = 28;
const COLOURS: Record<Theme, { text: string; line: string; bar: string; background: string }> = {
  light: { text: '#1f2328', line: '#8c959f', bar: '#0969da', background: '#ffffff' },
  dark: { text: '#e6edf3', line: '#6e7681', bar: '#58a6ff', background: '#0d1117' },
};
const FONT = 'system-ui, sans-serif';

/** @param counts learners in equal parts of 0 to 100 percent */
export function scoreHistogram(counts: readonly number[], { theme, locale }: ChartStyle): string {
  const width = 100 / counts.length;
  const labels = counts.map((_, i) => `${Math.round(i * width)}–${Math.round((i + 1) * width)}`);
  const words = {
    en: { title: 'Scores', x: 'percent of what was possible', y: 'learners' },
    zh: { title: '成绩分布', x: '得分率（%）', y: '学习者人数' },
  }[locale];
  const description = labels.map((label, i) => `${label} %: ${counts[i]}`).join('; ');
  const bars = { title: words.title, description, labels, values: [...counts], horizontal: false };
  return drawBars({ ...bars, xName: words.x, yName: words.y }, theme);
}

/** @param rows the most common first */
export function misconceptionBars(
  rows: readonly { rule: string; learners: number }[],
  { theme, locale }: ChartStyle,
): string {
  const words = {
    en: { title: 'Misconceptions', x: 'learners', none: 'None was seen.' },
    zh: { title: '常见误解', x: '学习者人数', none: '未发现误解。' },
  }[locale];
  const description = rows.map(({ rule, learners }) => `${rule}: ${learners}`).join('; ') || words.none;
  const labels = rows.map(({ rule }) => rule);
  const values = rows.map(({ learners }) => learners);
  return drawBars(
    { title: words.title, description, labels, values, xName: words.x, yName: '', horizontal: true },
    theme,
  );
}

function drawBars(
  { title, description, labels, values, xName, yName, horizontal }: Bars,
  theme: Theme,
): string {
  const colours = COLOURS[theme];
  const height = horizontal ? Math.max(160, 110 + labels.length * ROW_HEIGHT) : HEIGHT;
  const text = { color: colours.text, fontFamily: FONT };
  const named = { nameLocation: 'middle', nameGap: 32, nameTextStyle: text, axisLabel: text } as const;
  const lines = {
    axisLine: { lineStyle: { color: colours.line } },
    splitLine: { lineStyle: { color: colours.line, opacity: 0.3 } },
  };
  const categories = { type: 'category', data: labels, ...named, ...lines } as const;
  const counts = { type: 'value', minInterval: 1, ...named, ...lines } as const;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: colours.background,
      title: { text: title, textStyle: { ...text, fontSize: 16 }, left: 16, top: 12 },
      grid: { left: horizontal ? 240 : 64, right: 32, top: 56, bottom: 56 },
      xAxis: horizontal ? { ...counts, name: xName } : { ...categories, name: xName },
      yAxis: horizontal ? { ...categories, inverse: true, name: yName } : { ...counts, name: yName },
      series: [
        { type: 'bar', data: values, itemStyle: { color: colours.bar }, label: { show: true, ...text } },
      ],
    });
    return accessible(chart.renderToSVGString(), title, description);
  } finally {
    chart.dispose();
  }
}

/** ECharts counts its charts and what moves under a pointer, and writes the counts into names; and it writes no title. */
function accessible(svg: string, title: string, description: string): string {
  const steady = svg
    .replaceAll(/<style[^>]*>.*?<\/style>/gs, '')
    .replaceAll(/ (class|ecmeta_\w+)="[^"]*"/g, '')
    .replaceAll(/\bzr\d+-/g, 'chart-');
  const words = `<title>${escaped(title)}</title><desc>${escaped(description)}</desc>`;
  return steady.replace(/<svg ([^>]*)>/, (_, attributes: string) => `<svg role="img" ${attributes}>${words}`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
