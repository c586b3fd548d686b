// How a question about an exchange is shown that asks what is not drawn on the arrows: the ladder with all segments, its
// states veiled from some moment on, and a list of blanks below it.
import type { CellId } from '../tcp/render/blanks.js';
import { type LadderTable, ladderSvg, ladderTable, ladderText, NOT_ASKED } from '../tcp/render/index.js';
import type { Trace, TraceSegment } from '../tcp/index.js';
import { blankLines, labelled } from './blank-list.js';
import type { Locale, Prompt, TableCell, Text, View } from './kind.js';

export interface Exchange {
  /** Without what the veil hides: behind it the last states before it are written on. */
  trace: Trace;
  /** From this moment on no state is shown; null: all are. */
  veil_ms: number | null;
}

/** The segments of a trace and the states before the veil; nothing that tells what comes after. */
export function veiled(trace: Trace, veil_ms: number | null): Exchange {
  const since = veil_ms ?? Infinity;
  const states = trace.states.filter(({ t_ms }) => t_ms < since);
  const last = states.at(-1) ?? { client: 'CLOSED', server: 'CLOSED' };
  const segments = trace.segments.map((segment): TraceSegment => {
    const { from, t_ms, t_arrive_ms, sender_state, receiver_state } = segment;
    const [sender, receiver] = from === 'client' ? [last.client, last.server] : [last.server, last.client];
    return {
      ...segment,
      sender_state: t_ms < since ? sender_state : sender,
      receiver_state: receiver_state !== null && (t_arrive_ms ?? 0) >= since ? receiver : receiver_state,
    };
  });
  return { trace: { ...trace, segments, states, events: [], steps: [] }, veil_ms };
}

/** @param label what a blank asks for */
export function exchangeView(
  title: Text,
  task: Text,
  exchange: Exchange,
  { blanks }: Prompt,
  label: (id: string) => Text,
  locale: Locale,
  numbers: 'relative' | 'absolute' = 'relative',
): View {
  const { trace } = exchange;
  const options = { numbers, locale, blanks: veilOf(exchange), causes: false } as const;
  const views = labelled(blanks, (id) => label(id)[locale], locale);
  const ladder = ladderText(trace, options);
  const table = ladderTable(trace, options);
  return {
    title: title[locale],
    task: task[locale],
    text: [title[locale], '', task[locale], '', ladder, ...blankLines(views, locale), ''].join('\n'),
    table: { ...table, rows: table.rows.map((row) => row.map(tableCell)) },
    ladder,
    svg: ladderSvg(trace, options),
    blanks: views,
  };
}

function veilOf({ trace, veil_ms }: Exchange): Map<CellId, string> {
  const names = new Map<CellId, string>();
  if (veil_ms === null) return names;
  for (const { i, t_ms, t_arrive_ms } of trace.segments) {
    if (t_ms >= veil_ms) names.set(`${i}.sender_state`, NOT_ASKED);
    if (t_arrive_ms !== null && t_arrive_ms >= veil_ms) names.set(`${i}.receiver_state`, NOT_ASKED);
  }
  return names;
}

function tableCell(cell: LadderTable['rows'][number][number]): TableCell {
  return { text: cell?.text ?? '' };
}
