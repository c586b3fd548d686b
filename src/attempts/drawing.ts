// Draws the variants of an attempt: one for each item, from a seed that nobody outside can compute.
import type { AssignmentWithItems } from '../assignments/assignments.service.js';
import type { Prisma } from '../generated/prisma/client.js';
import { json } from '../prisma/json.js';
import { drawVariant, engineVersion, kindOf } from '../questions/index.js';
import { deriveSeed } from '../random.js';

/** @param secret the service's key */
export function drawVariants(
  secret: string,
  assignment: AssignmentWithItems,
  learner: string,
  attempt: number,
): Prisma.VariantCreateWithoutAttemptInput[] {
  return assignment.items.map((item) => {
    const kind = kindOf(item.kind);
    if (!kind)
      throw new Error(`item ${item.id} is of the kind ${item.kind}, which this version does not have`);
    const seed = deriveSeed(secret, { assignment: assignment.id, item: item.id, learner, attempt });
    const { prompt, expected } = drawVariant(kind, item.params, seed, item.points);
    return {
      item: { connect: { id: item.id } },
      kind: kind.name,
      kindVersion: kind.version,
      engineVersion,
      seed: Uint8Array.from(Buffer.from(seed, 'hex')),
      prompt: json(prompt),
      expected: json(expected),
      possible: item.points,
      tries: item.tries,
    };
  });
}
