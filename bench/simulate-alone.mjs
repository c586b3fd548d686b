// The speed of the simulator, measured in a process that holds nothing else: beside all that the other benches load it is
// a third of it. Prints the figures by name, as JSON.
import { longRun, tracesPerSecond } from './simulate.mjs';

const quick = process.argv.includes('--quick');
const traces = tracesPerSecond(quick ? { rounds: 3, perRound: 1000 } : {});
const { segments, seconds, heap_mb } = longRun({ segments: quick ? 200_000 : 1_000_000 });
console.log(
  JSON.stringify({
    'simulate.traces_per_s': traces,
    'simulate.long_run_segments': segments,
    'simulate.long_run_s': seconds,
    'simulate.long_run_heap_first_mb': heap_mb[0],
    'simulate.long_run_heap_last_mb': heap_mb.at(-1),
  }),
);
