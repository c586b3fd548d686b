import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordedTrace } from '../../../test/support/recorded-trace.js';
import type { TraceSegment } from '../trace.js';
import { crossing } from './flights.js';
import { ladderSvg, MAX_DRAWN } from './ladder.js';
import { ladderText } from './ladder-text.js';
import { timeline } from './timeline.js';

const [template] = recordedTrace('linux', 'hs_plain').segments;
if (!template) throw new Error('a handshake has segments');

/** Segments whose sendings and arrivals come in the order of `events`, each event one segment's number. */
function flown(events: { k: number; client: boolean; lost: boolean }[]): TraceSegment[] {
  const segments = new Map<number, TraceSegment>();
  for (const [ord, { k, client, lost }] of events.entries()) {
    const known = segments.get(k);
    const from = client ? 'client' : 'server';
    if (!known)
      segments.set(k, { ...template, i: k, from, ord_sent: ord, ord_arrive: null, lost } as TraceSegment);
    else if (known.ord_arrive === null && !known.lost) known.ord_arrive = ord;
  }
  return [...segments.values()];
}

/** The definition, word for word. */
function crossesPlainly(segment: TraceSegment, segments: TraceSegment[]): boolean {
  const { ord_sent: sent, ord_arrive: arrived } = segment;
  if (arrived === null) return false;
  return segments.some((other) => {
    const during = (ord: number | null): boolean => ord !== null && ord > sent && ord < arrived;
    const end = other.ord_arrive;
    if (other.from !== segment.from) {
      return (
        during(other.ord_sent) || during(end) || (other.ord_sent < sent && end !== null && end > arrived)
      );
    }
    return end !== null && (other.ord_sent - sent) * (end - arrived) < 0;
  });
}

describe('segments on their way', () => {
  it('cross exactly when the definition says so', () => {
    const event = fc.record({ k: fc.nat(9), client: fc.boolean(), lost: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 24 }), (events) => {
        const segments = flown(events);
        const crosses = crossing(segments);
        expect(segments.map(crosses)).toEqual(segments.map((segment) => crossesPlainly(segment, segments)));
      }),
      { numRuns: 2000 },
    );
  });

  it('arrive in the drawing in the order in which they arrived', () => {
    const event = fc.record({ k: fc.nat(9), client: fc.boolean(), lost: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 24 }), (events) => {
        const segments = flown(events);
        const rows = timeline({ ...recordedTrace('linux', 'hs_plain'), states: [], segments }, false);
        const drawn = rows.flatMap((row) =>
          row.kind === 'segment' && row.part !== 'departure' ? [segments[row.segment]] : [],
        );
        for (const host of ['client', 'server']) {
          const ords = drawn.flatMap((s) =>
            s?.from === host && s.ord_arrive !== null ? [s.ord_arrive] : [],
          );
          expect(ords).toEqual(ords.toSorted((a, b) => a - b));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are drawn as text even if there are a hundred thousand, and refused as a picture', () => {
    const trace = recordedTrace('linux', 'hs_plain');
    const events = Array.from({ length: 200_000 }, (_, ord) => ({
      k: ord >> 1,
      client: ord % 6 < 3,
      lost: false,
    }));
    const long = { ...trace, segments: flown(events) };
    expect(ladderText(long).split('\n').length).toBeGreaterThan(100_000);
    expect(() => ladderSvg(long)).toThrow(
      `100000 segments are more than the ${MAX_DRAWN} that a diagram shows`,
    );
  });
});
