// Profile `linux` against connections recorded from a Linux 6.18 kernel: the same segments and states.
import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { compareTraces, type ComparedTrace } from '../../test/support/compare-traces.js';
import { parseScenario, simulate, type Host } from './index.js';

const folder = new URL('../../test/data/traces/linux/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length))
  .sort();

interface Recorded extends ComparedTrace {
  name: string;
  script: unknown;
}

const read = (name: string): Recorded =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Recorded;

/** The scenario without what is to be predicted; a kernel's later ISNs come from a clock that nobody recorded. */
function scenarioOf(recorded: Recorded): object {
  const { segments, states: _states, ...scenario } = recorded;
  const later = (host: Host): number[] => {
    const isns = segments.filter((s) => s.from === host && s.origin === 'kernel' && s.flags.includes('SYN'));
    return [...new Set(isns.map((s) => s.seq))].filter((isn) => isn !== recorded.isn[host]);
  };
  return { ...scenario, later_isn: { client: later('client'), server: later('server') } };
}

function simulated(recorded: Recorded, scenario: object): ComparedTrace {
  const parsed = parseScenario(scenario);
  if (!parsed.ok) throw new Error(`${recorded.name}: ${parsed.error}`);
  return simulate(parsed.scenario, { profile: 'linux' });
}

test('there are recordings to compare with', () => {
  expect(names).toHaveLength(107);
});

describe('profile linux sends what the kernel sent', () => {
  test.each(names)('%s', (name) => {
    const recorded = read(name);
    const { verdict, why, timing } = compareTraces(recorded, simulated(recorded, scenarioOf(recorded)));
    expect({ verdict, why, timing }).toEqual({ verdict: 'exact', why: null, timing: 'ok' });
  });
});

test('the comparison notices a wrong number, a missing segment, a wrong state and a wrong time', () => {
  const recorded = read('close_client_first');
  const right = simulated(recorded, scenarioOf(recorded));
  const changed = (change: Partial<(typeof right.segments)[number]>): ComparedTrace => ({
    ...right,
    segments: right.segments.map((s, i) => (i === 3 ? { ...s, ...change } : s)),
  });
  expect(compareTraces(recorded, changed({ seq: 1 })).verdict).toBe('differs');
  expect(compareTraces(recorded, { ...right, segments: right.segments.slice(0, -1) }).verdict).toBe(
    'differs',
  );
  expect(compareTraces(recorded, { ...right, states: right.states.slice(0, -1) }).verdict).toBe('differs');
  expect(compareTraces(recorded, changed({ t_ms: 500 })).timing).toMatch(/gap before segment 3/);
});
