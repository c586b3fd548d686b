// Values of a JSON schema for fast-check: those it allows, and now and then one that it does not.
import fc from 'fast-check';

const DAY_MS = 86_400_000;
const ODD_TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'null',
  '\u200b',
  '😀'.repeat(60),
  'a'.repeat(300),
  "'; DROP",
  '<b>',
  '=1+1',
];
const ODD = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, [], {}, [[]], [null], {
    a: 1,
  }),
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.anything({ maxDepth: 3, values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)] }),
);
const TEXT = fc.oneof(
  { weight: 6, arbitrary: fc.string({ minLength: 1, maxLength: 30 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_TEXTS) },
);
/** Around the days of the service: nearly all within a week. */
const MOMENT = fc
  .integer({ min: -7, max: 7 })
  .map((days) => new Date(Date.now() + days * DAY_MS).toISOString());

/**
 * @param schemas the document's, for references
 * @param named values of fields by their names (ids, kinds); null: none is known
 */
export function valuesOf(schemas, named) {
  const known = new Map();
  const value = (schema, name, depth) => {
    const good = plain(schema, name, depth);
    return fc.oneof({ weight: 120, arbitrary: good }, { weight: 1, arbitrary: ODD });
  };
  const plain = (schema, name, depth) => {
    const given = named(name, schema);
    if (given) return given;
    if (schema.$ref) return reference(schema.$ref.split('/').at(-1), depth);
    const [first] = [schema.oneOf, schema.anyOf, schema.allOf].filter(Boolean);
    if (first) return fc.oneof(...first.map((one) => value(one, name, depth)));
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const types = [schema.type ?? 'any'].flat();
    return types.length > 1
      ? fc.oneof(...types.map((type) => plain({ ...schema, type }, name, depth)))
      : ofType(types[0], schema, name, depth);
  };
  const reference = (name, depth) => {
    const key = `${name} ${depth}`;
    if (!known.has(key)) known.set(key, plain(schemas[name] ?? {}, name, depth));
    return known.get(key);
  };
  const ofType = (type, schema, name, depth) => {
    switch (type) {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'integer':
      case 'number':
        return numbers(schema);
      case 'string':
        return schema.format === 'date-time' ? MOMENT : schema.format === 'uuid' ? fc.uuid() : TEXT;
      case 'array':
        return fc.array(value(schema.items ?? {}, name, depth + 1), {
          minLength: Math.min(schema.minItems ?? 0, 3),
          maxLength: Math.min(schema.maxItems ?? 3, 3),
        });
      case 'object':
        return depth > 6 ? fc.constant({}) : object(schema, depth);
      default:
        return ODD;
    }
  };
  const object = ({ properties = {}, required = [] }, depth) => {
    const fields = Object.entries(properties).map(([name, schema]) => [name, value(schema, name, depth + 1)]);
    const record = fc.record(Object.fromEntries(fields), {
      requiredKeys: required.filter((name) => name in properties),
    });
    // One field too few or too many, now and then.
    return fc
      .tuple(record, fc.nat(59), fc.constantFrom('id', 'courseId', 'score', 'extra'), ODD)
      .map(([made, dice, name, odd]) => {
        if (dice === 0) return { ...made, [name]: odd };
        const [first] = Object.keys(made);
        if (dice === 1 && first) return Object.fromEntries(Object.entries(made).slice(1));
        return made;
      });
  };
  return (schema) => value(schema, '', 0);
}

function numbers({ minimum = -3, maximum = Math.max(minimum, 0) + 10 }) {
  const edges = [minimum, maximum, minimum - 1, maximum + 1].map((edge) => fc.constant(edge));
  const inside = fc.integer({ min: Math.ceil(minimum), max: Math.floor(Math.min(maximum, minimum + 1000)) });
  return fc.oneof({ weight: 12, arbitrary: inside }, ...edges.map((arbitrary) => ({ weight: 1, arbitrary })));
}
