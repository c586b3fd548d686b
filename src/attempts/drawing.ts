// Draws the variants of an attempt: one for each item, from a seed that nobody outside can compute.
import type { Assignment, Counts, Item } from '../generated/prisma/client.js';
import { packDrawn } from '../prisma/drawn.js';
import { newId } from '../prisma/id.js';
import { drawVariant, engineVersion, type Expected, kindOf, type Prompt } from '../questions/index.js';
import { deriveSeed, Random } from '../random.js';

/** An assignment as far as its questions hang on it. */
export type Drawable = Pick<Assignment, 'id' | 'variantScope' | 'sharedAcrossItems' | 'drawItems'> & {
  items: Pick<Item, 'id' | 'position' | 'kind' | 'params' | 'points' | 'tries' | 'counts'>[];
};

/** A question as it is stored. */
export interface NewVariant {
  id: string;
  itemId: string;
  kind: string;
  kindVersion: number;
  engineVersion: string;
  /** In hex. */
  seed: string;
  prompt: Prompt;
  expected: Expected;
  possible: number;
  tries: number;
  counts: Counts;
}

/** While it waits to be stored, a question is some octets and not hundreds of objects. */
export type PackedVariant = Omit<NewVariant, 'prompt' | 'expected'> & { drawn: Buffer };

export function packVariant({ prompt, expected, ...rest }: NewVariant): PackedVariant {
  return { ...rest, drawn: packDrawn({ prompt, expected }) };
}

/** @param secret the service's key */
export function drawVariants(
  secret: string,
  assignment: Drawable,
  learner: string,
  attempt: number,
): NewVariant[] {
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
      id: newId(),
      itemId: item.id,
      kind: kind.name,
      kindVersion: kind.version,
      engineVersion,
      seed,
      prompt,
      expected,
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
