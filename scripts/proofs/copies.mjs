// Students who copied nothing are suspected as rarely as is said, whatever they type.
import { proofOf } from './long-test.mjs';

export const prove = proofOf({
  file: 'src/statistics/copies',
  name: 'look like a key',
  variable: 'LASTACK_COPY_ANSWERS',
  long: 20_000,
  what: 'answers per kind and difficulty that are nobody’s key: suspicions no more often than is said',
});
