// The statistics of a class of 500 are there while one waits. A time says something on a quiet machine only: no test asserts it.
import { proofOf } from './long-test.mjs';

export const prove = proofOf({
  file: 'test/e2e/statistics',
  name: 'of a class of',
  variable: 'LASTACK_STATISTICS_MS',
  long: 500,
  what: 'milliseconds at most for the statistics of 500 learners',
});
