// The catalogue of events: what it says is what can be recorded, and nothing private fits in.
import { expect, it } from '@jest/globals';
import { CATALOGUE, checkEvent, type EventType, exampleOf, schemaOf } from './catalogue.js';
import { count, id, lmsId, oneOf, time } from './fields.js';

const PAYLOAD_LIMIT_BYTES = 20_000;
const types = Object.keys(CATALOGUE) as EventType[];
const dataOf = (type: EventType) => exampleOf(type).data as Record<string, unknown>;

it.each(types)('%s: the example is what is recorded, and its schema names every field', (type) => {
  const data = dataOf(type);
  expect(() => checkEvent(type, data)).not.toThrow();
  const { properties } = schemaOf(type) as {
    properties: { data: { required: string[]; properties: object } };
  };
  expect(Object.keys(data)).toEqual(properties.data.required);
  expect(Object.keys(data)).toEqual(Object.keys(properties.data.properties));
});

it.each(types)('%s: another field, a missing one and any free text are refused', (type) => {
  const data = dataOf(type);
  expect(() => checkEvent(type, { ...data, expected: 1 })).toThrow('has no expected');
  for (const name of Object.keys(data)) {
    expect(() => checkEvent(type, { ...data, [name]: undefined })).toThrow(`a wrong ${name}`);
    if (name !== 'lmsId') {
      for (const text of ['ada@example.edu', 'the answer is 4711', 4711.5, -1, {}, [data[name]], true])
        expect(() => checkEvent(type, { ...data, [name]: text })).toThrow(`a wrong ${name}`);
    }
  }
});

it.each(types)('%s: the largest message stays below 20 kB', (type) => {
  const message = exampleOf(type);
  const data = { ...message.data, ...('lmsId' in message.data && { lmsId: '\u{1F91D}'.repeat(100) }) };
  expect(Buffer.byteLength(JSON.stringify({ ...message, data }))).toBeLessThan(PAYLOAD_LIMIT_BYTES / 10);
});

it('every value is of one of five kinds, none of which takes free text', () => {
  const schemas = [id(''), time(''), count(0), count(0, 1), lmsId].map(({ schema }) =>
    JSON.stringify(schema),
  );
  for (const type of types) {
    for (const { schema } of Object.values<{ schema: object }>(CATALOGUE[type].data)) {
      const isEnum =
        'enum' in schema && JSON.stringify(schema).startsWith(JSON.stringify(oneOf('x').schema).slice(0, 24));
      expect(isEnum || schemas.includes(JSON.stringify(schema))).toBe(true);
    }
  }
});
