// Whatever tabs and connections do, the draft that is left is the one acknowledged last.
import { proofOf } from './long-test.mjs';

export const prove = proofOf({
  file: 'test/e2e/drafts',
  name: 'last acknowledged draft',
  variable: 'LASTACK_DRAFT_RUNS',
  long: 500,
  what: 'random runs of two tabs that leave the draft acknowledged last',
});
