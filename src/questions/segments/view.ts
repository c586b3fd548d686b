// How a question about segments is shown: its ladder as text and as SVG, its table, and its list of blanks.
import type { Host, Trace } from '../../tcp/index.js';
import { type LadderTable, ladderSvg, ladderTable, ladderText, NOT_ASKED } from '../../tcp/render/index.js';
import { blankLines, labelled } from '../blank-list.js';
import { terms, whichTcp } from '../i18n/terms.js';
import type { Blank, BlankView, Locale, Prompt, TableCell, Text, View } from '../kind.js';
import { type SegmentCell, type SegmentFacts, splitCell } from './index.js';
import { writerIn } from './notation.js';

/** Each blank called "segment 2, ack", with how it may be written. */
function segmentBlanks(blanks: readonly Blank[], locale: Locale): BlankView[] {
  const label = (id: string) => {
    const { segment, field } = splitCell(id);
    const name = terms[field][locale];
    return { en: `segment ${segment}, ${name}`, zh: `报文段 ${segment} 的${name}` }[locale];
  };
  return labelled(blanks, label, locale);
}

/** The whole view of a question about segments, from its title, its task and its redacted trace. */
export function segmentView(title: Text, task: Text, prompt: Prompt<SegmentFacts>, locale: Locale): View {
  const { trace, veiled, notation } = prompt.facts;
  const names = new Map([
    ...veiled.map((id) => [id, NOT_ASKED] as const),
    ...prompt.blanks.map(({ id }) => [id as SegmentCell, id] as const),
  ]);
  const write = writerIn(notation);
  const blanks = segmentBlanks(prompt.blanks, locale);
  return traceView({ title, task, trace, names, blanks, ...(write && { write }) }, locale);
}

interface Shown {
  title: Text;
  task: Text;
  trace: Trace;
  /** What stands in the place of hidden fields. */
  names: ReadonlyMap<SegmentCell, string>;
  blanks: BlankView[];
  /** How numbers are written; by default in digits. */
  write?: (n: number, of: Host) => string;
}

/** The view of a question that shows a trace and asks something, perhaps beside it. */
export function traceView({ title, task, trace, names, blanks, write }: Shown, locale: Locale): View {
  const plain = { numbers: 'absolute', locale, blanks: names, causes: false } as const;
  const options = write === undefined ? plain : { ...plain, write };
  const ladder = ladderText(trace, options);
  const table = ladderTable(trace, options);
  const asked = `${task[locale]}${locale === 'en' ? ' ' : ''}${whichTcp(trace.profile)[locale]}`;
  return {
    title: title[locale],
    task: asked,
    text: [title[locale], '', asked, '', ladder, ...blankLines(blanks, locale), ''].join('\n'),
    table: { ...table, rows: table.rows.map((row) => row.map(tableCell)) },
    ladder,
    // A picture takes longer than all else, and most who ask for a question want none.
    get svg() {
      return ladderSvg(trace, options);
    },
    blanks,
  };
}

function tableCell(cell: LadderTable['rows'][number][number]): TableCell {
  if (cell === null) return { text: '' };
  return cell.blank && cell.text !== NOT_ASKED ? { blank: cell.text } : { text: cell.text };
}
