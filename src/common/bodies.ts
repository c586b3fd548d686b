// What a body may be: JSON, or CSV where a list is imported, and nothing that reaches for a prototype, cannot be stored or
// is larger than any route asks for.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problems.js';
import './raw-body.js';

export const BODY_LIMIT_BYTES = 256 * 1024;
const MAX_DEPTH = 20;
const MAX_KEYS = 1_000;

/** What every object has, checks that look names up take for something that they know. */
const misnamed = (name: string) =>
  new Problem('bad-request', `The name ${JSON.stringify(name)} is not allowed.`);

/** Once through all that nests in it, without recursion, so that no depth overflows the stack. */
function fault(body: unknown): Problem | null {
  const rest: { value: unknown; depth: number }[] = [{ value: body, depth: 0 }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
      return new Problem(
        'bad-request',
        'A text holds U+0000 or half a surrogate pair, which cannot be stored.',
      );
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth === MAX_DEPTH)
      return new Problem('bad-request', `The body nests deeper than ${MAX_DEPTH} levels.`);
    const names = Array.isArray(value) ? [] : Object.keys(value);
    if (names.length > MAX_KEYS)
      return new Problem('bad-request', `An object in the body has more than ${MAX_KEYS} keys.`);
    const foreign = names.find((name) => name in Object.prototype);
    if (foreign !== undefined) return misnamed(foreign);
    for (const inner of [...names, ...Object.values(value)]) rest.push({ value: inner, depth: depth + 1 });
  }
  return null;
}

/** The same for names in the query. */
export function checkQueries(server: FastifyInstance): void {
  server.addHook('preValidation', async ({ query }) => {
    const foreign = Object.keys(query as object).find((name) => name in Object.prototype);
    if (foreign !== undefined) throw misnamed(foreign);
  });
}

const takesCsv = ({ routeOptions }: FastifyRequest) => routeOptions.url?.endsWith('/import') === true;

/** Bodies are taken as they come: nothing is unpacked, so that none is larger than it looks. */
function checkEncodings(server: FastifyInstance): void {
  server.addHook('preParsing', async ({ headers }) => {
    const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
    const isThere = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (isThere && encoding !== 'identity')
      throw new Problem('unsupported-media-type', 'Send the body as it is, without a Content-Encoding.');
  });
}

/** No body at all is as good as an empty object. */
export function parseBodies(server: FastifyInstance): void {
  // Names that reach for a prototype are refused by name below, as the JSON that they stand in is valid.
  const parse = server.getDefaultJsonParser('ignore', 'ignore');
  server.removeContentTypeParser(['application/json', 'text/plain']);
  server.decorateRequest('rawBody', '');
  checkEncodings(server);
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (request.headers['webhook-id'] !== undefined) request.rawBody = body;
    if (takesCsv(request))
      done(new Problem('unsupported-media-type', 'Send a file with Content-Type: text/csv.'));
    else if (body === '') done(null, undefined);
    else void parse(request, body, (error, value) => done(error ?? fault(value), value));
  });
  server.addContentTypeParser<Buffer>('text/csv', { parseAs: 'buffer' }, (request, body, done) => {
    if (takesCsv(request)) done(null, body);
    else done(new Problem('unsupported-media-type', 'Send the body with Content-Type: application/json.'));
  });
}
