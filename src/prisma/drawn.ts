// A drawn question as it is kept. It is written once and read whole, and the database never looks into it: as jsonb it would be
// parsed, packed, unpacked and written out again there, which costs more than all else of an attempt's beginning
// (docs/adr/0023).
import { deflateSync, inflateSync } from 'node:zlib';
import { Prisma } from '../generated/prisma/client.js';

/** Quick rather than small, with little memory to be made ready for each: most questions are 5 KB of JSON. */
const PACKING = { level: 1, windowBits: 13, memLevel: 5, chunkSize: 2_048 };
const BRACE = '{'.charCodeAt(0);

/** The key and then the prompt, a line of JSON each: most who read a question need the key alone. */
export function packDrawn({ prompt, expected }: { prompt: object; expected: object }): Buffer {
  return deflateSync(`${JSON.stringify(expected)}\n${JSON.stringify(prompt)}`, PACKING);
}

export function unpackDrawn(drawn: Uint8Array): { prompt: unknown; expected: unknown } {
  const [expected = '', prompt = ''] = linesOf(drawn);
  return { prompt: JSON.parse(prompt), expected: JSON.parse(expected) };
}

/** The key alone, for half the work. */
export function expectedIn(drawn: Uint8Array): unknown {
  const [expected = ''] = linesOf(drawn);
  return JSON.parse(expected);
}

/** Of a row that was asked for by Prisma's model. */
export function expectedOf({ drawn, expected }: { drawn: Uint8Array | null; expected: unknown }): unknown {
  return drawn ? expectedIn(drawn) : expected;
}

/**
 * Of a row `variant`, as SQL. Questions of before there was the column stand in two others, and are not packed: in the same
 * form they begin with a brace, which zlib's never do.
 */
export const DRAWN = `coalesce(variant.drawn, convert_to(variant.expected::text || E'\\n' || variant.prompt::text, 'UTF8'))`;
/** The same for a template of Prisma's. */
export const DRAWN_SQL = Prisma.raw(DRAWN);

function linesOf(drawn: Uint8Array): string[] {
  const bytes = drawn[0] === BRACE ? drawn : inflateSync(drawn);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString().split('\n');
}
