// What holds of every connection (RFC 9293), whatever is called, lost, delayed or sent twice: 20,000 random scenarios.
import { proofOfSuite } from './long-test.mjs';

export const prove = proofOfSuite({
  files: ['src/tcp/properties', 'src/tcp/slow-readers'],
  long: 20_000,
  what: 'random scenarios in which every property holds',
});
