// Bars as SVG documents, drawn by ECharts without a browser. The same numbers give the same bytes; a title and a
// description hold the numbers for who cannot see them. ECharts is large: charts.ts loads this file when one is asked for.
import { BarChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, TitleComponent, SVGRenderer]);

/** As CSS writes them. */
export interface Colours {
  text: string;
  line: string;
  bar: string;
  background: string;
}

export interface Bars {
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
const FONT = 'system-ui, sans-serif';

export function drawBars(
  { title, description, labels, values, xName, yName, horizontal }: Bars,
  colours: Colours,
): string {
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
