import { describe, expect, it } from '@jest/globals';
import { recordedTrace } from '../../../test/support/recorded-trace.js';
import type { TraceSegment } from '../trace.js';
import { relativeNumbers } from './relative.js';

const numbers = (name: string): string[] =>
  relativeNumbers(recordedTrace('linux', name)).map(({ seq, ack }) => `${seq} ${ack}`);

describe('relative sequence numbers', () => {
  it('count from the ISN, across the wrap too', () => {
    expect(numbers('wrap_isn_max').slice(0, 3)).toEqual(['0 null', '0 1', '1 1']);
  });

  it('leave the 0 of a refusal alone', () => {
    const refused = recordedTrace('linux', 'refused_closed_port');
    const all = relativeNumbers({ ...refused, isn: { ...refused.isn, server: 5000 } });
    expect(all).toEqual([
      { seq: 0, ack: null },
      { seq: 0, ack: 1 },
    ]);
  });

  it('begin again with a SYN of another number, but a late copy keeps those of its original', () => {
    const trace = recordedTrace('linux', 'tw_syn_higher_isn');
    const [first] = trace.segments;
    const last = trace.segments.at(-1);
    if (!first || !last) throw new Error('no segments');
    const copy: TraceSegment = { ...first, i: last.i + 1, origin: 'duplicate-of-0' };
    const forged: TraceSegment = { ...first, i: last.i + 2, origin: 'injected', seq: last.seq };
    const after: TraceSegment = { ...last, i: last.i + 3 };
    const all = relativeNumbers({ ...trace, segments: [...trace.segments, copy, forged, after] });
    expect(all.slice(-4)).toEqual([
      { seq: 1, ack: 1 },
      { seq: 0, ack: null },
      { seq: 1, ack: null },
      { seq: 1, ack: 1 },
    ]);
  });
});
