// The answers of all kinds that ask for numbers, times or states, reckoned again from the printed segments alone, without
// the simulator: 1,000 variants of each example.
import { proofOfSuite } from './long-test.mjs';

export const prove = proofOfSuite({
  files: ['src/questions/kinds'],
  long: 1_000,
  what: 'variants reckoned again without the simulator',
});
