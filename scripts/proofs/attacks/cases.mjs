// The cases of the fuzzer: which operation, with what sort of ids, by whom, and with a query and a body out of the document.
import fc from 'fast-check';
import { KINDS } from './prologue.mjs';
import { valuesOf } from './values.mjs';

/** Fields whose values mean something: ids and cells are filled in when it is known what there is. */
function named(name, { type }) {
  const id = (of) => fc.nat(50).map((choice) => `@${of}:${choice}`);
  if (/^(learner|group|item|question|assignment|person)Id$/.test(name)) return id(name);
  if (name === 'submissionIds') return fc.array(id('submissionId'), { maxLength: 3 });
  if (name === 'members' && type === 'array') return null;
  if (name === 'practice') return id('practice');
  if (name === 'cell' && type === 'string') return id('cell');
  if (name === 'kind' && type === 'string') return fc.constantFrom(...KINDS);
  if (name === 'url')
    return fc.constantFrom(
      'http://127.0.0.1:8099/',
      'http://127.0.0.1:8098/',
      'https://10.0.0.1/',
      'ftp://a/',
      'http://[::1]:9/x?y',
    );
  if (name === 'params')
    return fc.constantFrom(
      {},
      {},
      { difficulty: 'intro' },
      { difficulty: 'hard' },
      { question: 'time-wait' },
    );
  if (name === 'cells')
    return fc.dictionary(
      id('cell'),
      fc.oneof(fc.nat(9), fc.constantFrom('SYN', 'ACK', 'ESTABLISHED', 'The last ACK may be lost.', '7001')),
      { maxKeys: 5 },
    );
  if (name === 'moves')
    return fc.array(fc.constantFrom('wait', 'SYN seq=7000', 'ACK seq=7001 ack=91001', 'FIN'), {
      maxLength: 3,
    });
  return null;
}

/** One request, as numbers and values; ids are filled in when it is known what there is. */
export function caseOf(operations, schemas) {
  const values = valuesOf(schemas, named);
  const bodies = operations.map(({ body }) => {
    if (!body) return fc.constant(undefined);
    if (!body.type.endsWith('json'))
      return fc.constantFrom('name,role,lmsId\nAda,student,\n', 'name\n=1+1\n', 'a,b\n1', '', '"');
    return fc.oneof(
      { weight: 60, arbitrary: values(body.schema) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
  });
  const queries = operations.map(({ query }) =>
    fc.record(Object.fromEntries(query.map(({ name, schema }) => [name, texts(name, schema)])), {
      requiredKeys: [],
    }),
  );
  return fc
    .record({
      at: fc.nat(operations.length - 1),
      place: fc.nat(99),
      who: fc.nat(99),
      choice: fc.nat(1_000_000),
      version: fc.constantFrom('current', 'current', 'current', '"1"', '"2"', '*', 'W/"1"', 'x', undefined),
      key: fc.option(fc.constantFrom('a', 'b', 'c'.repeat(255), 'd'.repeat(256)), {
        nil: undefined,
        freq: 20,
      }),
    })
    .chain((drawn) =>
      fc.record({
        ...Object.fromEntries(Object.entries(drawn).map(([key, value]) => [key, fc.constant(value)])),
        operation: fc.constant(operations[drawn.at]),
        body: bodies[drawn.at],
        query: queries[drawn.at],
      }),
    );
}

function texts(name, schema = {}) {
  const good = named(name, schema) ?? goodText(schema);
  const odd = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('', '-1', '101', '1e3', crypto.randomUUID()),
  );
  return fc.oneof({ weight: 15, arbitrary: good.map(String) }, { weight: 1, arbitrary: odd });
}

function goodText({ enum: words, type, format, minimum = 1, maximum = 100 }) {
  if (words) return fc.constantFrom(...words);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') return fc.integer({ min: minimum, max: maximum });
  return fc.constantFrom(format === 'date-time' ? '2026-11-22T00:00:00Z' : '1');
}
