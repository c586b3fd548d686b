// spot-the-error: in the trace of a whole connection one field is wrong, as a wrong rule of counting would have it
// (RFC 9293 section 3.4). Which one, and what must it be? Only errors that one field alone can mend are drawn.
import { IsIn } from 'class-validator';
import type { Stream } from '../../random.js';
import {
  type NumberingMisconception,
  numberingUnder,
  renumberer,
  type Trace,
  type TraceSegment,
  type Written,
  type WrittenAt,
} from '../../tcp/index.js';
import { labelled } from '../blank-list.js';
import { cellKind } from '../cell-kind.js';
import { FIELD_NAMES, type FieldName } from '../cells/index.js';
import { DIFFICULTIES, type Difficulty } from '../draws.js';
import type { CellValue, Derivation, ExpectedCell, Kind, Text } from '../kind.js';
import { drawPlot, type Plot } from '../plots.js';
import { close, send, shutdown } from '../scenario.js';
import { fieldOf, type SegmentCell, type SegmentPlan, segmentDraft, splitCell } from '../segments/index.js';
import { repairs } from '../segments/repairs.js';
import { traceView } from '../segments/view.js';
import { run } from '../states/run.js';

export class SpotTheErrorParams {
  /**
   * intro: seven segments. standard: nine, with data and the close. hard: ten or eleven, with a loss, data after a FIN or a
   * FIN that carries data, and in half of them numbers that wrap around.
   */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';
}

/** The client sends the first data. */
const PLOTS: Record<Difficulty, readonly Plot[]> = {
  intro: [
    { profile: 'textbook', calls: ([a = 0, b = 0]) => [send('client', 100, a), send('server', 200, b)] },
    { profile: 'textbook', calls: ([a = 0, b = 0]) => [send('client', 100, a), send('client', 200, b)] },
    { profile: 'textbook', calls: () => [close('client', 100), close('server', 300)] },
  ],
  standard: [
    {
      profile: 'textbook',
      calls: ([a = 0]) => [send('client', 100, a), close('client', 200), close('server', 300)],
    },
    {
      profile: 'textbook',
      calls: ([a = 0]) => [send('client', 100, a), close('server', 200), close('client', 300)],
    },
    {
      profile: 'textbook',
      calls: ([a = 0, b = 0, c = 0]) => [
        send('client', 100, a),
        send('server', 200, b),
        send('client', 300, c),
      ],
    },
  ],
  hard: [
    {
      profile: 'textbook',
      calls: ([a = 0, b = 0]) => [
        send('client', 100, a),
        shutdown('client', 200),
        send('server', 300, b),
        close('server', 400),
      ],
    },
    {
      profile: 'rfc9293',
      calls: ([a = 0, b = 0, c = 0]) => [
        send('server', 100, b),
        send('client', 500, a, true),
        shutdown('client', 500),
        send('server', 700, c),
        close('server', 1_000),
      ],
    },
    {
      profile: 'textbook',
      calls: (lengths) => lengths.map((n) => send('client', 100, n)),
      drops: [{ from: 'client', match: 'DATA', nth: [2] }],
    },
  ],
};

/** Rules whose wrong values are shown, and that may lead a student to a wrong field; the most common first. */
const RULES = [
  'syn-takes-no-number',
  'pure-ack-takes-a-number',
  'ack-is-last-octet',
  'fin-takes-no-number',
  'third-segment-reuses-isn',
  'ack-adds-one-always',
  'ack-is-seq-plus-one',
  'last-ack-repeats-fin-number',
  'ack-is-not-cumulative',
  'no-data-after-fin',
  'fin-with-text-counts-text-only',
  'fin-with-text-counts-fin-only',
  'closing-ack-takes-a-number',
  'third-wave-ack-grows',
  'ack-names-the-segment',
  'ack-continues-own-numbers',
  'headers-count-20',
  'headers-count-40',
  'headers-count-54',
  'third-segment-has-syn',
  'synack-without-ack',
  'fin-without-ack',
  'no-modulo',
  'modulo-one-short',
  'sequence-saturates',
] as const satisfies readonly NumberingMisconception[];

/** Octets of header that somebody may add to the length of data. */
const HEADERS = [20, 40, 54];

const SEGMENT_POINTS = { flags: 2, seq: 2, ack: 2, len: 2 };

/** A field with what is shown in it instead of the right value. */
interface Slip {
  cell: SegmentCell;
  shown: CellValue;
}

interface Plan extends SegmentPlan {
  slip: Slip;
}

interface Facts {
  /** As it is shown, with the error in it. */
  trace: Trace;
}

export const spotTheError: Kind<SpotTheErrorParams, Facts> = cellKind<SpotTheErrorParams, Facts, Plan>({
  name: 'spot-the-error',
  version: 1,
  title: { en: 'Spot the error', zh: '找出错误的字段' },
  params: SpotTheErrorParams,
  examples: DIFFICULTIES.map((difficulty) => ({ difficulty })),
  misconceptions: RULES,

  draw({ difficulty }, random) {
    const { scenario, profile } = drawPlot('spot-the-error', PLOTS, difficulty, 3, random);
    const base: SegmentPlan = { scenario, profile, veiled: [] };
    const right = run(scenario, profile);
    const slip = drawSlip(right, random.field('slip'));
    const { segment, field } = splitCell(slip.cell);
    const draft = segmentDraft(base, [slip.cell], SEGMENT_POINTS, right);
    const [asked] = draft.cells;
    if (asked === undefined) throw new RangeError(`no cell ${slip.cell}`);
    const place = { points: 2, because: asked.because };
    const cells: ExpectedCell[] = [
      { ...place, id: 'segment', type: 'segment', value: segment },
      { ...place, id: 'field', type: 'field', value: field, points: 1 },
      { ...asked, ...(field === 'len' && lengthFrom(right, segment)), id: 'value', type: 'content' },
    ];
    const trace = { ...draft.facts.trace, segments: slipped(draft.facts.trace, slip) };
    return {
      plan: { ...base, slip },
      facts: { trace },
      cells,
      printed: trace.segments.flatMap(({ seq, ack }) => (ack === null ? [seq] : [seq, ack])),
      misconceptions: [],
      maybe: RULES,
    };
  },

  /** Who counts by a wrong rule takes the first field for wrong in which the trace differs from the own count. */
  predictor({ scenario, profile, slip }) {
    const right = run(scenario, profile);
    const shown = slipped(right, slip);
    const renumber = renumberer(right);
    return (misconceptions) => {
      const rules = numberingUnder(misconceptions);
      const difference = rules === null ? null : firstDifference(renumber(rules), shown);
      return (id) => difference?.[id] ?? null;
    };
  },

  render: ({ blanks, facts: { trace } }, locale) =>
    traceView(
      {
        title: spotTheError.title,
        task: TASK,
        trace,
        names: new Map(),
        blanks: labelled(blanks, (id) => LABELS[id]?.[locale] ?? id, locale),
      },
      locale,
    ),
});

const TASK: Text = {
  en: 'This exchange was copied out by hand, and one field of one segment was copied wrongly: its control bits (flags), sequence number (seq), acknowledgment number (ack) or length of data (len). Times, states, losses and all other fields are right, and no segment is left out. Which field of which segment cannot be as it stands here, and what must it be? (PSH does not matter.)',
  zh: '下面的报文段是手工抄录的，其中恰有一个报文段的一个字段抄错了：控制位（flags）、序号（seq）、确认号（ack）或数据字节数（len）。时间、状态、丢失情况和其他所有字段都正确，也没有遗漏报文段。哪个报文段的哪个字段不可能如此？正确的值是什么？（不必考虑 PSH。）',
};

const LABELS: Readonly<Record<string, Text>> = {
  segment: { en: 'segment with the error', zh: '出错的报文段' },
  field: { en: 'wrong field', zh: '出错的字段' },
  value: { en: 'right value of that field', zh: '该字段的正确值' },
};

/** A length is what lies between the segment's own number and the next one of the same side. */
function lengthFrom({ segments }: Trace, i: number): { from: Derivation } {
  const { seq = 0, len = 0 } = segments[i] ?? {};
  return { from: { cell: null, value: (seq + len) >>> 0, plus: -seq } };
}

/** The trace's segments with the slip in them. */
function slipped({ segments }: Trace, { cell, shown }: Slip): TraceSegment[] {
  const { segment, field } = splitCell(cell);
  const wrong = field === 'flags' ? String(shown).split('+') : shown;
  return segments.map((s) => (s.i === segment ? ({ ...s, [field]: wrong } as TraceSegment) : s));
}

/** A wrong value by one of the rules for a field that alone can be the wrong one; first which kind of field, then which. */
function drawSlip(right: Trace, stream: Stream): Slip {
  const slips = plausibleSlips(right);
  for (const field of new Set(stream.shuffle(OFTEN))) {
    for (const slip of stream.shuffle(slips.filter(({ cell }) => cell.endsWith(`.${field}`)))) {
      const value = field === 'seq' || field === 'ack' ? localValue(right, slip) : slip.shown;
      if (value === null) continue;
      const found = { cell: slip.cell, shown: value };
      if (repairs(right, slipped(right, found)).join() === slip.cell) return found;
    }
  }
  throw new RangeError('no field of the trace can be wrong alone');
}

/** Wrong control bits are soon seen, so they are drawn less often; of lengths there are few. */
const OFTEN: readonly FieldName[] = ['seq', 'seq', 'ack', 'ack', 'len', 'flags'];

interface RuledSlip extends Slip {
  rule: NumberingMisconception | null;
}

/** What each rule would have written anywhere; and lengths that count headers. */
function plausibleSlips(right: Trace): RuledSlip[] {
  const renumber = renumberer(right);
  const slips: RuledSlip[] = [];
  for (const rule of RULES) {
    const rules = numberingUnder([rule]);
    if (rules === null) continue;
    const writtenAt = renumber(rules);
    for (const [i, segment] of right.segments.entries()) {
      const written = writtenAt(i) ?? segment;
      for (const field of FIELD_NAMES) {
        const shown = fieldOf(written, field);
        if (shown !== fieldOf(segment, field)) slips.push({ rule, cell: `${i}.${field}`, shown });
      }
    }
  }
  const data = right.segments.filter(({ len, flags }) => len > 0 && !flags.includes('FIN'));
  for (const { i, len } of data)
    for (const octets of HEADERS) slips.push({ rule: null, cell: `${i}.len`, shown: len + octets });
  return slips;
}

/** What the rule makes of this one field when all others are right; null where that is no wrong 32-bit number. */
function localValue(right: Trace, { rule, cell }: RuledSlip): CellValue | null {
  const { segment, field } = splitCell(cell);
  const rules = rule === null ? null : numberingUnder([rule]);
  if (rules === null) return null;
  const others = right.segments.map(({ i }) => i).filter((i) => i !== segment);
  const written = renumberer(right, new Set(others))(rules)(segment);
  const own = right.segments[segment];
  if (written === undefined || own === undefined) return null;
  const value = fieldOf(written, field);
  return typeof value === 'number' && value < 2 ** 32 && value !== fieldOf(own, field) ? value : null;
}

function firstDifference(counted: WrittenAt, shown: readonly Written[]): Record<string, CellValue> | null {
  for (const [segment, other] of shown.entries()) {
    const own = counted(segment);
    if (own === undefined) continue;
    for (const field of FIELD_NAMES) {
      const value = fieldOf(own, field);
      if (value !== fieldOf(other, field)) return { segment, field, value };
    }
  }
  return null;
}
