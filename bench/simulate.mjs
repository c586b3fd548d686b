// How fast the simulator is: whole traces a second, and one long run that must not grow.
import { parseScenario, simulate, simulateInto } from '../dist/tcp/index.js';

/** Handshake, ten data segments each way, four-segment close: 47 segments with their ACKs. */
export function talk() {
  const script = [
    { t_ms: 0, host: 'server', call: 'listen' },
    { t_ms: 0, host: 'client', call: 'connect' },
  ];
  for (let i = 0; i < 10; i += 1) {
    script.push({ t_ms: 100 + 100 * i, host: 'client', call: 'send', args: { n: 500 } });
    script.push({ t_ms: 150 + 100 * i, host: 'server', call: 'send', args: { n: 700 } });
  }
  script.push({ t_ms: 1200, host: 'client', call: 'shutdown' });
  script.push({ t_ms: 1300, host: 'server', call: 'close' });
  return scenario({ script });
}

function scenario(json) {
  const parsed = parseScenario(json);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.scenario;
}

/** Traces in a second of one core's time, `because` on; the median of some rounds. */
export function tracesPerSecond({ rounds = 9, perRound = 2000 } = {}) {
  const scenarioOfTalk = talk();
  const rates = [];
  for (let round = 0; round <= rounds; round += 1) {
    const start = process.cpuUsage();
    for (let i = 0; i < perRound; i += 1) simulate(scenarioOfTalk, { profile: 'textbook' });
    const { user, system } = process.cpuUsage(start);
    rates.push((1e6 * perRound) / (user + system));
  }
  // The first round warms up.
  return rates.slice(1).sort((a, b) => a - b)[Math.floor(rounds / 2)];
}

/** Runs `segments` segments into a sink that keeps nothing; heap sizes in MB along the way. */
export function longRun({ segments = 1_000_000 } = {}) {
  const long = scenario({
    link: { mtu: 576 },
    script: [
      { t_ms: 0, host: 'server', call: 'listen' },
      { t_ms: 0, host: 'client', call: 'connect' },
      { t_ms: 100, host: 'client', call: 'send', args: { n: 536 * Math.floor(segments / 2) } },
    ],
  });
  const heap = [];
  let seen = 0;
  const start = performance.now();
  const count = () => {
    seen += 1;
    if (seen % Math.floor(segments / 5) !== 0) return;
    globalThis.gc?.();
    heap.push(Math.round(process.memoryUsage().heapUsed / 1e5) / 10);
  };
  const nothing = () => undefined;
  simulateInto(
    long,
    { maxSegments: 2 * segments, maxSteps: 4 * segments },
    { segment: count, arrived: nothing, state: nothing, event: nothing, step: nothing },
  );
  return { segments: seen, seconds: (performance.now() - start) / 1000, heap_mb: heap };
}
