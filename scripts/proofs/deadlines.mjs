// Answers are judged alike by the rules of time and by a walk along the timeline, whatever the order of due, extension,
// grace, close and answer, to the millisecond.
import { proofOf } from './long-test.mjs';

export const prove = proofOf({
  file: 'src/assignments/timing.spec',
  name: 'is judged as by the reference model',
  variable: 'LASTACK_TIMING_RUNS',
  long: 100_000,
  what: 'random orders of all dates in which an answer is judged as by the reference model',
});
