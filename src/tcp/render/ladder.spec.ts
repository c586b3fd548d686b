import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { recordedTrace } from '../../../test/support/recorded-trace.js';
import type { Trace, TraceSegment } from '../trace.js';
import { layOut, LIFELINE, WIDTH } from './ladder-layout.js';
import { DARK, LIGHT, type Palette } from './ladder-style.js';
import { ladderSvg } from './ladder.js';
import { ladderText } from './ladder-text.js';
import { type CellId, NOT_ASKED } from './blanks.js';
import { ladderRows, type LadderOptions } from './rows.js';
import { ladderTable, ladderTableHtml } from './table.js';

const folder = fileURLToPath(new URL('../../../test/data/traces/linux', import.meta.url));
const names = readdirSync(folder).map((file) => file.replace('.json', ''));

/** Every way a trace is drawn for a reader. */
const drawings = (trace: Trace, options: LadderOptions): string[] => [
  ladderSvg(trace, options),
  ladderText(trace, options),
  ladderTableHtml(trace, options),
  JSON.stringify(ladderTable(trace, options)),
];

describe('a ladder as SVG', () => {
  it.each(names)('is well-formed for %s', (name) => {
    expect(openElements(ladderSvg(recordedTrace('linux', name)))).toEqual([]);
  });

  it('crosses out what was lost and marks what was sent again, in words too', () => {
    const svg = ladderSvg(recordedTrace('linux', 'loss_last_ack'));
    expect(svg.match(/class="cross"/g)).toHaveLength(1);
    expect(svg).toMatch(/class="remark rim"[^>]*>lost</);
    expect(svg).toMatch(/class="remark rim"[^>]*>retransmission</);
    expect(svg).toContain('⋯ 214.4 ms later ⋯');
  });

  it('says in its description what it shows', () => {
    const svg = ladderSvg(recordedTrace('linux', 'hs_plain'), { id: 'q1' });
    expect(svg).toContain('aria-labelledby="q1-title q1-desc"');
    expect(svg).toContain('No. 0, Time 10.6 ms, From client, CTL SYN, SEQ 0');
    const chinese = ladderSvg(recordedTrace('linux', 'hs_plain'), { locale: 'zh' });
    expect(chinese).toContain('<title id="ladder-title">客户端与服务器之间的报文段</title>');
  });

  it('escapes names, wherever it shows them', () => {
    const hostile = '"><script>alert(1)</script>&\u0000';
    for (const drawing of [ladderSvg, ladderTableHtml]) {
      const markup = drawing(recordedTrace('linux', 'hs_plain'), {
        names: { client: hostile, server: hostile },
      });
      expect(markup).not.toContain('<script');
      expect(markup).not.toContain('\u0000');
      expect(openElements(markup)).toEqual([]);
    }
    expect(ladderSvg(recordedTrace('linux', 'hs_plain'), { id: '"><x' })).toContain('id="---x-title"');
  });

  it.each(names)('keeps labels and states apart in %s', (name) => {
    for (const numbers of ['relative', 'absolute'] as const) {
      const layout = layOut(ladderRows(recordedTrace('linux', name), { numbers }));
      const labels = layout.arrows.flatMap(({ lines, labelX }) =>
        lines.map(({ y, width }) => ({
          left: labelX - width / 2,
          right: labelX + width / 2,
          top: y - 9,
          bottom: y + 2,
        })),
      );
      for (const label of labels) {
        expect(label.left).toBeGreaterThan(LIFELINE.client);
        expect(label.right).toBeLessThan(LIFELINE.server);
        const over = labels.filter((box) => box.top < label.bottom && label.top < box.bottom);
        expect(over).toEqual([label]);
      }
      for (const host of ['client', 'server'] as const) {
        const ys = layout.states.filter((state) => state.host === host).map((state) => state.y);
        for (const [k, y] of ys.slice(1).entries()) expect(y - (ys[k] ?? 0)).toBeGreaterThanOrEqual(17);
      }
    }
    expect(WIDTH).toBe(360);
  });

  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ])('has text of a contrast of at least 4.5 in the %s palette', (_, palette: Palette) => {
    const { paper, pill, blank, blankInk, rule, ...inks } = palette;
    for (const ink of Object.values(inks)) expect(contrast(ink, paper)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.ink, pill)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(blankInk, blank)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(rule, paper)).toBeGreaterThanOrEqual(2.4);
  });
});

describe('a blank', () => {
  const trace = recordedTrace('linux', 'loss_data_first_of_3');
  const altered = (i: number, change: Partial<TraceSegment>): Trace => ({
    ...trace,
    segments: trace.segments.map((segment) => (segment.i === i ? { ...segment, ...change } : segment)),
  });
  const secrets: [string, (segment: TraceSegment) => Partial<TraceSegment>][] = [
    ['seq', (segment) => ({ seq: segment.seq ^ 0x5a5a5 })],
    ['ack', (segment) => ({ ack: segment.ack === null ? 7 : null })],
    ['len', (segment) => ({ len: segment.len === 0 ? 1460 : 0 })],
    ['flags', (segment) => ({ flags: segment.flags.includes('RST') ? [] : ['RST'] })],
    ['t_ms', (segment) => ({ t_ms: segment.t_ms + 0.4 })],
  ];

  it.each(secrets)('draws the same bytes whatever the %s behind it', (field, change) => {
    for (const segment of trace.segments) {
      const blanks = new Map<CellId, string>([[`${segment.i}.${field}` as CellId, 'A']]);
      const options: LadderOptions = { blanks, numbers: 'absolute' };
      const other = altered(segment.i, change(segment));
      expect(drawings(other, options)).toEqual(drawings(trace, options));
      expect(drawings(other, { numbers: 'absolute' })).not.toEqual(drawings(trace, { numbers: 'absolute' }));
    }
  });

  it('hides a state for as long as the host stays in it', () => {
    const closing = recordedTrace('linux', 'loss_last_ack');
    const blanks = new Map<CellId, string>([
      ['3.receiver_state', 'A'],
      ['5.receiver_state', 'B'],
    ]);
    for (const drawing of drawings(closing, { blanks })) {
      expect(drawing).not.toContain('CLOSE-WAIT');
      expect(drawing).not.toContain('TIME-WAIT');
    }
  });

  it('can ask whether the state changed at all', () => {
    const blanks = new Map<CellId, string>([['5.receiver_state', 'A']]);
    const layout = layOut(ladderRows(recordedTrace('linux', 'est_rst_out_of_window'), { blanks }));
    expect(layout.states.filter((state) => state.cell.blank)).toHaveLength(1);
  });

  it('hides when a timer runs out', () => {
    const expiry = recordedTrace('linux', 'timewait_expiry');
    const last = expiry.states.findIndex((change) => change.client === 'CLOSED' && change.t_ms > 60_000);
    const blanks = new Map<CellId, string>([[`state.${last}.t_ms`, 'A']]);
    for (const drawing of drawings(expiry, { blanks })) {
      expect(drawing).not.toMatch(/61119|61\.1/);
      expect(drawing).not.toContain('1 min');
    }
  });

  it('hides that a segment is a retransmission', () => {
    const blanks = new Map<CellId, string>([['7.mark', 'A']]);
    const svg = ladderSvg(recordedTrace('linux', 'loss_last_ack'), { blanks });
    expect(svg.slice(svg.indexOf('</style>'))).not.toContain('retransmission');
    expect(svg).toMatch(/class="blank-name" x="180"[^>]*>A</);
  });

  it('hides that a segment was lost', () => {
    const blanks = new Map<CellId, string>([['6.mark', 'A']]);
    const [svg = '', ...others] = drawings(recordedTrace('linux', 'loss_last_ack'), { blanks });
    expect(svg).not.toContain('class="cross"');
    for (const drawing of [svg.slice(svg.indexOf('</style>')), ...others])
      expect(drawing).not.toMatch(/lost|X/);
  });
});

describe('the equivalent table', () => {
  it('has a row per segment and per change of state, under named columns', () => {
    const table = ladderTable(recordedTrace('linux', 'timewait_expiry'), { locale: 'zh' });
    expect(table.columns).toHaveLength(10);
    const texts = table.rows.map((row) => row.map((cell) => cell?.text ?? ''));
    expect(texts[0]?.slice(7)).toEqual(['CLOSED', 'LISTEN', '起始']);
    expect(texts[2]).toEqual([
      '1',
      '21.9 ms',
      '服务器',
      'SYN+ACK',
      '0',
      '1',
      '',
      'ESTABLISHED',
      'SYN-RECEIVED',
      '',
    ]);
    expect(texts.at(-1)).toEqual(['', '61.1 s', '', '', '', '', '', 'CLOSED', '', '状态变化']);
  });

  it('tells a screen reader what is to be filled in', () => {
    const blanks = new Map<CellId, string>([['1.ack', 'B2']]);
    expect(ladderTableHtml(recordedTrace('linux', 'hs_plain'), { blanks })).toContain(
      '<td class="blank" aria-label="to be filled in: B2">B2</td>',
    );
  });

  it.each([
    ['en', 'not asked'],
    ['zh', '不要求填写'],
  ] as const)('tells it in %s what is hidden and not asked', (locale, words) => {
    const blanks = new Map<CellId, string>([['1.ack', NOT_ASKED]]);
    const { desc } = /<desc[^>]*>(?<desc>[^<]*)</.exec(
      ladderSvg(recordedTrace('linux', 'hs_plain'), { blanks, locale }),
    )?.groups ?? { desc: '' };
    expect(desc).toContain(`ACK ${words}`);
    expect(desc).not.toContain(NOT_ASKED);
  });
});

/** What is still open at the end of `markup`; throws where a tag closes another than the last one opened. */
function openElements(markup: string): string[] {
  const open: string[] = [];
  const body = markup.replace(/<style>[^<]*<\/style>/g, '');
  for (const [, closing, name, empty] of body.matchAll(
    /<(\/?)([a-z]+)(?:\s[a-zA-Z-]+="[^"<>&]*(?:&#\d+;[^"<>&]*)*")*(\/?)>/g,
  )) {
    if (closing) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name ?? '');
  }
  const text = body.replace(/<[^<>]*>/g, '').replace(/&#\d+;/g, '');
  expect(text).not.toMatch(/[<>&]/);
  return open;
}

/** WCAG 2.2 contrast ratio of two colours `#rrggbb`. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((k) => {
      const share = parseInt(colour.slice(k, k + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
