// A made-up token costs no look into the database.
import { proofOf } from './long-test.mjs';

export const prove = proofOf({
  file: 'test/e2e/tokens',
  name: 'mutated tokens',
  variable: 'LASTACK_TOKENS',
  long: 1_000_000,
  what: 'mutated tokens refused without a look into the database',
});
