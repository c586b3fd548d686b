// Equal POSTs that come at once have one effect: 100 rounds of 200.
import { proofOf } from './long-test.mjs';

export const prove = proofOf({
  file: 'test/e2e/idempotency.spec',
  name: 'equal answers to a question',
  variable: 'LASTACK_ROUNDS',
  long: 100,
  what: 'rounds of 200 equal POSTs at once that leave one row',
  also: { LASTACK_AT_ONCE: '200' },
});
