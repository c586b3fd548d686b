// capture-lab: every answer can be read off the file alone, by a reader of our own and by Wireshark's dissector.
import { describe, expect, it } from '@jest/globals';
import { answersFrom, type CapturedSegment, segmentsIn } from '../../../test/support/read-capture.js';
import { readPcapng } from '../../../test/support/read-pcapng.js';
import { tsharkFields, tsharkVersion } from '../../../test/support/tshark.js';
import { DIFFICULTIES } from '../draws.js';
import {
  captureOf,
  drawVariant,
  exchangeOf,
  gradeAnswer,
  locales,
  renderGrade,
  renderPrompt,
  type Variant,
} from '../index.js';
import { captureLab } from './capture-lab.js';

const withTshark = tsharkVersion() === null ? it.skip : it;
if (tsharkVersion() === null)
  console.warn('SKIPPED: captures to be read are not held against Wireshark, tshark is not installed');

/** `LASTACK_RUNS=1000` for the full proof. */
const RUNS = Math.min(Number(process.env['LASTACK_RUNS'] ?? 250), 1_000);
/** Each starts Wireshark's dissector once. */
const DISSECTED = process.env['LASTACK_RUNS'] === undefined ? 5 : 60;
const draws = (difficulty: string, n: number): Variant[] =>
  Array.from({ length: n }, (_, i) =>
    drawVariant(captureLab, { difficulty }, i.toString(16).padStart(64, '0')),
  );

interface Facts {
  capture: { at: 'client' | 'server' };
  port: number;
  packet: number;
}

function fileOf({ prompt }: Variant): Uint8Array {
  const file = captureOf(prompt, 'en');
  if (file === null) throw new Error('no capture');
  return file;
}

const asked = ({ prompt }: Variant) => {
  const { capture, port, packet } = prompt.facts as Facts;
  return { at: capture.at, port, packet };
};
const solutionOf = ({ expected }: Variant) =>
  Object.fromEntries(expected.cells.map(({ id, value }) => [id, value]));

/** Of what can be read, what is asked. */
function readAs(variant: Variant, segments: readonly CapturedSegment[]): Record<string, unknown> {
  const answers = answersFrom(segments, asked(variant));
  return Object.fromEntries(variant.expected.cells.map(({ id }) => [id, answers[id]]));
}

function graded(variant: Variant, cells: Record<string, string | number>) {
  const outcome = gradeAnswer(captureLab, variant.expected, { cells });
  if (outcome.status !== 'graded') throw new Error(JSON.stringify(outcome));
  return outcome.grade;
}

const TSHARK_FIELDS = [
  'frame.number',
  'frame.time_epoch',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.len',
  'tcp.flags.syn',
  'tcp.flags.ack',
  'tcp.flags.fin',
  'tcp.analysis.retransmission',
];

function segmentOf(fields: string[]): CapturedSegment {
  const [number, time, source, destination, seq, ack, len, syn, ackBit, fin, again] = fields;
  const on = (bit: string | undefined) => bit === '1' || bit === 'True';
  return {
    number: Number(number),
    time_ms: (Number(time?.split('.')[0]) % 1e6) * 1e3 + Number(`0.${time?.split('.')[1]}`) * 1e3,
    source: Number(source),
    destination: Number(destination),
    seq: Number(seq),
    ack: Number(ack),
    len: Number(len),
    syn: on(syn),
    ackBit: on(ackBit),
    fin: on(fin),
    again: again !== '' && again !== undefined,
  };
}

describe.each(DIFFICULTIES)('a capture to be read, %s', (difficulty) => {
  it('tells every answer by its packets alone', () => {
    for (const variant of draws(difficulty, RUNS)) {
      expect(readAs(variant, segmentsIn(fileOf(variant)))).toEqual(solutionOf(variant));
    }
  });

  withTshark(
    'tells the same answers in Wireshark',
    () => {
      for (const variant of draws(difficulty, DISSECTED)) {
        const segments = tsharkFields([fileOf(variant)], TSHARK_FIELDS).map(segmentOf);
        expect(readAs(variant, segments)).toEqual(solutionOf(variant));
      }
    },
    60_000,
  );

  it('has no comments, and one thing sent twice in hard questions only', () => {
    for (const variant of draws(difficulty, 30)) {
      expect(readPcapng(fileOf(variant)).packets.map(({ comment }) => comment)).toEqual(
        segmentsIn(fileOf(variant)).map(() => null),
      );
      const again = answersFrom(segmentsIn(fileOf(variant)), asked(variant))['retransmission'];
      expect(again !== null).toBe(difficulty === 'hard');
    }
  });

  it('is not printed in the prompt: no sequence number, no picture, no trace', () => {
    for (const variant of draws(difficulty, 20)) {
      const numbers = new Set(segmentsIn(fileOf(variant)).flatMap(({ seq, ack }) => [seq, ack]));
      for (const locale of locales) {
        const view = renderPrompt(captureLab, variant.prompt, locale);
        const shown = JSON.stringify(view).match(/\d{6,}/g) ?? [];
        expect(shown.filter((number) => numbers.has(Number(number)))).toEqual([]);
        expect(view.svg).toBeNull();
      }
      expect(exchangeOf(variant).trace).toBeNull();
      expect(JSON.stringify(variant.prompt.facts)).not.toMatch(/WAIT|SYN-|LAST-ACK|"retransmission":true/);
    }
  });

  it('says where it was taken, and at which port to look', () => {
    for (const variant of draws(difficulty, 10)) {
      const { at, port } = asked(variant);
      expect(renderPrompt(captureLab, variant.prompt, 'en').task).toMatch(
        new RegExp(`taken at the ${at}’s interface.*port ${port}`),
      );
    }
  });
});

describe('an answer read off a capture', () => {
  const [variant] = draws('hard', 1);
  if (variant === undefined) throw new Error('no variant');
  const right = captureLab.solve(variant.expected).cells as Record<string, string | number>;

  it.each([0, 1, '0', '1'])('with the relative number %p is told to look for the raw one', (relative) => {
    const grade = graded(variant, { ...right, 'isn.client': relative, 'isn.server': 0 });
    expect(grade.diagnosis).toMatchObject({
      known: true,
      rules: ['relative-numbers'],
      evidence: ['isn.client', 'isn.server'],
    });
    expect(renderGrade(grade, 'zh').diagnosis?.text).toContain('相对');
  });

  it('may be a millisecond off in the round trip, in any unit, and not more', () => {
    const rtt = Number(solutionOf(variant)['rtt']);
    const verdict = (given: string) =>
      graded(variant, { ...right, rtt: given }).parts.find(({ cell }) => cell === 'rtt')?.verdict;
    for (const given of [`${rtt} ms`, `${rtt + 1} ms`, `${rtt - 1}毫秒`, `${rtt / 1000}`, `${rtt / 1000} s`])
      expect(verdict(given)).toBe('correct');
    for (const given of [`${rtt + 2} ms`, `${rtt - 2} ms`, `${rtt}`]) expect(verdict(given)).toBe('wrong');
  });

  it('of the other connection is told so', () => {
    const other = variant.expected.mistakes.find(({ rules }) => rules[0] === 'other-connection');
    expect(graded(variant, { ...right, ...other?.values }).diagnosis).toMatchObject({
      known: true,
      rules: ['other-connection'],
    });
  });
});
