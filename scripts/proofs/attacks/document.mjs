// The OpenAPI document as a judge: whether an answer is one that it describes, and whether a body is one that it allows.
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const PROBLEM = 'application/problem+json';

export function readDocument(document) {
  const ajv = new Ajv2020({ strict: false, allErrors: false, allowUnionTypes: true });
  formats.default(ajv);
  // The answers have no field that the document does not name; bodies are told apart from what it allows only.
  ajv.addSchema({
    $id: 'https://lastack/exact',
    components: { schemas: closed(document.components.schemas) },
  });
  ajv.addSchema({ $id: 'https://lastack/open', components: document.components });
  const compile = (schema, base) => ajv.compile(rebased(schema, base));
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) =>
      operationOf(path, method, item[method], compile),
    ),
  );
  return { operations, schemas: document.components.schemas };
}

function operationOf(path, method, described, compile) {
  const [type, content] = Object.entries(described.requestBody?.content ?? {})[0] ?? [];
  const responses = new Map(
    Object.entries(described.responses).map(([status, response]) => [status, contentsOf(response, compile)]),
  );
  return {
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    names: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
    query: (described.parameters ?? []).filter((one) => one.in === 'query'),
    takesVersion: (described.parameters ?? []).some((one) => one.name === 'If-Match'),
    body: content ? { type, schema: content.schema, allows: compile(content.schema, 'open') } : null,
    schemaOf: (status) => described.responses[status]?.content?.['application/json']?.schema,
    /** What is wrong with an answer; null: it is one of the document's. */
    judge: (answer) => judge(responses, answer),
  };
}

function contentsOf({ content = {} }, compile) {
  return new Map(
    Object.entries(content).map(([type, { schema }]) => [
      type,
      type.endsWith('json') && schema ? compile(closed(schema), 'exact') : null,
    ]),
  );
}

function judge(responses, { status, type, text, json }) {
  const contents = responses.get(String(status)) ?? (status >= 400 ? responses.get('default') : undefined);
  if (!contents) return `status ${status} is not described`;
  if (contents.size === 0) return text === '' ? null : `${status} has a body, and none is described`;
  const plain = type.split(';')[0];
  if (status >= 400 && plain !== PROBLEM) return `${status} is ${plain || 'nothing'}, no problem`;
  if (!contents.has(plain))
    return `${status} is ${plain || 'nothing'}, described is ${[...contents.keys()].join(', ')}`;
  const validate = contents.get(plain);
  if (!validate || validate(json)) return null;
  const [{ instancePath, message, params }] = validate.errors;
  return `${status}${instancePath.replaceAll(/\d+/g, 'n')} ${message} ${JSON.stringify(params)}`;
}

/** References into the whole document. */
function rebased(schema, base) {
  const text = JSON.stringify(schema);
  return JSON.parse(text.replaceAll('"#/components/', `"https://lastack/${base}#/components/`));
}

/** With every object closed that names its properties. */
function closed(node) {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const plain = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  const isOpen = node.type === 'object' && typeof node.properties === 'object' && !node.allOf;
  return isOpen && node.additionalProperties === undefined
    ? { ...plain, additionalProperties: false }
    : plain;
}
