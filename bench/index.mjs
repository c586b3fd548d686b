// npm run bench: measures and prints a table; asserts nothing, since machines are shared and noisy.
//   npm run bench -- [--quick] [--only NAME] [--json FILE]      NAME: simulate, questions or explain
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { explainTimes } from './explain.mjs';
import { questionTimes } from './questions.mjs';
import { longRun, tracesPerSecond } from './simulate.mjs';

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, json: { type: 'string' } },
});
const quick = values.quick === true;

/** Each measures one part and returns figures by name. */
const BENCHES = {
  simulate: () => {
    const { segments, seconds, heap_mb } = longRun({ segments: quick ? 200_000 : 1_000_000 });
    return {
      'simulate.traces_per_s': tracesPerSecond(quick ? { rounds: 3, perRound: 1000 } : {}),
      'simulate.long_run_segments': segments,
      'simulate.long_run_s': seconds,
      'simulate.long_run_heap_first_mb': heap_mb[0],
      'simulate.long_run_heap_last_mb': heap_mb.at(-1),
    };
  },
  questions: () => {
    const times = questionTimes({ variants: quick ? 90 : 600 });
    return Object.fromEntries(
      Object.entries(times).flatMap(([kind, { generate_p50_ms, grade_p50_ms }]) => [
        [`generate.${kind}.p50_ms`, generate_p50_ms],
        [`grade.${kind}.p50_ms`, grade_p50_ms],
      ]),
    );
  },
  explain: () => {
    const { p50_ms, p99_ms, max_ms } = explainTimes({ rounds: quick ? 3 : 7 });
    return { 'explain.p50_ms': p50_ms, 'explain.p99_ms': p99_ms, 'explain.max_ms': max_ms };
  },
};

if (values.only !== undefined && !Object.hasOwn(BENCHES, values.only)) {
  console.error(`there is no bench ${values.only}; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`);
const figures = {};
for (const [name, bench] of Object.entries(BENCHES)) {
  if (values.only !== undefined && values.only !== name) continue;
  for (const [figure, value] of Object.entries(bench())) {
    figures[figure] = Number(value.toPrecision(4));
    console.log(`${figure.padEnd(44)} ${figures[figure]}`);
  }
}
if (values.json) writeFileSync(values.json, JSON.stringify(figures, null, 2) + '\n');
