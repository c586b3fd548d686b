// A list read page by page, while rows come and go, neither skips nor repeats what was there throughout.
import { proofOf } from './long-test.mjs';

export const prove = proofOf({
  file: 'test/e2e/pages',
  name: 'neither skips nor repeats',
  variable: 'LASTACK_PAGE_RUNS',
  long: 1_000,
  what: 'random interleavings of pages with insertions and deletions',
});
