// Draws the variants of an attempt: one for each item, from a seed that nobody outside can compute.
import type { AssignmentWithItems } from '../assignments/assignments.service.js';
import type { Prisma } from '../generated/prisma/client.js';
import { json } from '../prisma/json.js';
import { drawVariant, engineVersion, kindOf } from '../questions/index.js';
import { deriveSeed, Random } from '../random.js';

/** @param secret the service's key */
export function drawVariants(
  secret: string,
  assignment: AssignmentWithItems,
  learner: string,
  attempt: number,
): Prisma.VariantCreateWithoutAttemptInput[] {
  const { id, variantScope: scope, sharedAcrossItems, drawItems } = assignment;
  const seedFor = (item: string) =>
    deriveSeed(secret, {
      assignment: id,
      item,
      learner: scope === 'all' ? 'all' : learner,
      attempt: scope === 'attempt' ? attempt : 'all',
    });
  const items = drawItems === null ? assignment.items : drawn(assignment.items, drawItems, seedFor('draw'));
  return items.map((item) => {
    const kind = kindOf(item.kind);
    if (!kind)
      throw new Error(`item ${item.id} is of the kind ${item.kind}, which this version does not have`);
    const seed = seedFor(sharedAcrossItems ? 'shared' : item.id);
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
      counts: item.counts,
    };
  });
}

function drawn<I extends { position: number }>(items: I[], count: number, seed: string): I[] {
  const inOrder = items.toSorted((a, b) => a.position - b.position);
  return new Random(seed).field('items').shuffle(inOrder).slice(0, count);
}
