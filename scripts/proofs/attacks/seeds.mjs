// A variant's seed is not found by trying, and what is drawn of it in one field says nothing about another one. The same
// search finds a seed that has 32 bits only, so it does search.
import { Random, deriveSeed } from '../../../dist/random.js';
import { SECRET } from './house.mjs';

const BITS_32 = 2 ** 32;
const CLASSES = 16;
/** Of 225 degrees of freedom (16 × 16 classes): exceeded by chance once in a million. */
const CRITICAL = 334;

const of = (i, item = 'item') => ({ assignment: 'assignment', item, learner: `learner-${i}`, attempt: 1 });
/** What a student reads in the question: the first draws of two fields. */
const seenOf = (random) => [random.field('client.isn').uint32(), random.field('server.isn').uint32()];
const weakSeed = (number) => number.toString(16).padStart(8, '0').padStart(64, '0');

export function seeds({ short }) {
  const seconds = short ? 3 : 60;
  const variants = short ? 100_000 : 1_000_000;
  return [...search(seconds), ...independence(variants)];
}

function search(seconds) {
  const real = Array.from({ length: 50 }, (_, i) => deriveSeed(SECRET, of(i)));
  // The control: within what this machine gets through in the given time.
  const weak = weakSeed(20_000);
  const wanted = new Map([...real, weak].map((seed) => [seenOf(new Random(seed)).join(), seed]));
  const found = new Set();
  const until = performance.now() + seconds * 1000;
  let tried = 0;
  for (; tried < BITS_32 && performance.now() < until; tried++) {
    const seed = wanted.get(seenOf(new Random(weakSeed(tried))).join());
    if (seed) found.add(seed);
  }
  const days = ((BITS_32 / tried) * seconds) / 86_400;
  const isFound = found.has(weak);
  found.delete(weak);
  return [
    {
      what: `seeds of 50 variants found in ${seconds} s of trying 32-bit ones: ${tried.toLocaleString('en')} of 2^32, which take this core ${days.toFixed(1)} days`,
      seen: found.size,
      promised: 0,
      holds: found.size === 0,
    },
    { what: 'a seed of 32 bits among them, found', seen: isFound, promised: true, holds: isFound },
    // 32 bits of 256 hold one of 50 seeds with a chance of 50 * 2^-224, wherever the rest of the search is.
    {
      what: 'bits of each seed',
      seen: Math.min(...real.map((seed) => seed.length * 4)),
      promised: '>= 128',
      holds: real.every((seed) => seed.length * 4 >= 128) && new Set(real).size === real.length,
    },
  ];
}

/** Chi-square over pairs that an attacker could hope to be related. */
function independence(variants) {
  const pairs = {
    'two fields of one variant': (i) => two(new Random(deriveSeed(SECRET, of(i))), 'a', 'b'),
    'fields whose names are alike': (i) => two(new Random(deriveSeed(SECRET, of(i))), 'isn.1', 'isn.2'),
    'one field of two learners in a row': (i) => [drawn(of(i)), drawn(of(i + 1))],
    'one field of two items of a learner': (i) => [drawn(of(i, 'one')), drawn(of(i, 'two'))],
  };
  return Object.entries(pairs).map(([what, pair]) => {
    const statistic = chiSquare(variants, pair);
    return {
      what: `chi-square of ${what}, ${variants.toLocaleString('en')} variants`,
      seen: statistic.toFixed(0),
      promised: `< ${CRITICAL}`,
      holds: statistic < CRITICAL,
    };
  });
}

const drawn = (who) => new Random(deriveSeed(SECRET, who)).field('a').int(0, CLASSES - 1);
const two = (random, a, b) => [random.field(a).int(0, CLASSES - 1), random.field(b).int(0, CLASSES - 1)];

function chiSquare(variants, pair) {
  const counts = new Float64Array(CLASSES * CLASSES);
  const [rows, columns] = [new Float64Array(CLASSES), new Float64Array(CLASSES)];
  for (let i = 0; i < variants; i++) {
    const [a, b] = pair(i);
    counts[a * CLASSES + b]++;
    rows[a]++;
    columns[b]++;
  }
  return counts.reduce((sum, count, at) => {
    const expected = (rows[Math.floor(at / CLASSES)] * columns[at % CLASSES]) / variants;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}
