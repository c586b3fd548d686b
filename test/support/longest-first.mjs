// The order of the test files: those that take longest come first, since a worker that meets one at the end works alone.
import { statSync } from 'node:fs';

const LONGEST = [
  'test/checks.spec.ts',
  'test/e2e/end.spec.ts',
  'src/questions/laws.spec.ts',
  'test/e2e/start.spec.ts',
  'test/e2e/authorization.spec.ts',
  'test/e2e/kill.spec.ts',
  'test/e2e/traffic.spec.ts',
  'src/questions/fairness/students.spec.ts',
];

/** What Jest asks of a sequencer. Of all others the larger file is taken to be the longer test. */
export default class LongestFirst {
  sort(tests) {
    const rank = ({ path }) => LONGEST.findIndex((file) => path.endsWith(file));
    const known = (test) => rank(test) >= 0;
    return tests.toSorted((a, b) =>
      known(a) && known(b)
        ? rank(a) - rank(b)
        : known(b) - known(a) || statSync(b.path).size - statSync(a.path).size,
    );
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
