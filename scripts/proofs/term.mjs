// A term of three courses over HTTP, with 200 students: everybody has in the end what was reckoned beside it.
import { proofOf } from './long-test.mjs';

export const prove = proofOf({
  file: 'test/e2e/term.spec',
  name: 'a term of',
  variable: 'LASTACK_TERM_STUDENTS',
  long: 200,
  what: 'students in three courses whose scores are as reckoned',
});
