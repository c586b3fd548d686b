// Looks through an assignment for answers that are another's key: item by item and some learners at a time, so that a class
// of any size takes little memory, and nobody else waits long.
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Tx } from '../prisma/database.js';
import { drawVariant, type Expected, kindOf } from '../questions/index.js';
import { Chances } from './chance.js';
import { byChance, type Copy, copiesIn, Keys, type Match } from './copies.js';
import { keysOf, wrongAnswers } from './copies.queries.js';

/** Drawn for nobody, to see how often a number comes up. */
const DRAWS = 500;
const DRAWN_AT_ONCE = 20;

interface Item {
  id: string;
  kind: string;
  params: unknown;
}

export interface Found {
  /** Wrong answers that hold a number: each might have been suspected. */
  compared: number;
  /** The most improbable first. */
  copies: (Copy & { itemId: string })[];
}

export async function searchCopies(db: Tx, assignmentId: string, items: readonly Item[]): Promise<Found> {
  const found: Found = { compared: 0, copies: [] };
  for (const item of items) {
    const keys = new Keys();
    for await (const batch of keysOf(db, assignmentId, item.id)) keys.add(batch);
    const matches: Match[] = [];
    for await (const batch of wrongAnswers(db, assignmentId, item.id)) {
      found.compared += batch.length;
      matches.push(...batch.flatMap((given) => keys.matches(given)));
    }
    if (matches.length === 0) continue;
    const copies = copiesIn(matches, new Chances(await drawn(item)), keys);
    found.copies.push(...copies.map((copy) => ({ ...copy, itemId: item.id })));
  }
  found.copies.sort(byChance);
  return found;
}

/** The same for ever, so that asking twice tells the same. */
async function drawn({ kind: name, params }: Item): Promise<Expected[]> {
  const kind = kindOf(name);
  if (!kind) throw new Error(`an item is of the kind ${name}, which this version does not have`);
  const draws: Expected[] = [];
  for (let i = 0; i < DRAWS; i++) {
    if (i % DRAWN_AT_ONCE === 0) await setImmediate();
    const seed = createHash('sha256').update(`for nobody:${i}`).digest();
    draws.push(drawVariant(kind, params, seed).expected);
  }
  return draws;
}
