// The items of an assignment as they are stored: each checked by its kind.
import { type Fault, Problem } from '../common/problems.js';
import type { Prisma } from '../generated/prisma/client.js';
import {
  type Json,
  type Kind,
  kindOf,
  kinds,
  leastPoints,
  paramsSchema,
  type ProfileName,
  UNMARKED,
  validateParams,
} from '../questions/index.js';
import { json } from '../prisma/json.js';
import type { CreateItem } from './assignments.dto.js';

/** @throws Problem validation-failed with every fault of every item. */
export function checkItems(
  items: CreateItem[],
  profile: ProfileName = 'textbook',
): Prisma.ItemCreateWithoutAssignmentInput[] {
  const faults: Fault[] = [];
  const checked = items.map((item, i) => {
    const { kind: name, params, points, tries } = item;
    const kind = kindOf(name);
    let valid: Record<string, Json> = {};
    if (!kind) {
      const known = kinds.map((each) => each.name).join(', ');
      faults.push({
        at: `items.${i}.kind`,
        detail: `there is no kind ${JSON.stringify(name)}; there are: ${known}`,
      });
    } else {
      const result = validateParams(kind, ofCourse(kind, params, profile));
      if (result.ok) {
        valid = result.value;
        const least = leastPoints(kind, valid);
        // A cell worth nothing could be wrong in an answer of full marks.
        if (points < least)
          faults.push({
            at: `items.${i}.points`,
            detail: `there are ${least} parts, so at least ${least} points are needed`,
          });
      } else
        for (const { path, message } of result.problems)
          faults.push({ at: `items.${i}.params.${path}`, detail: message });
    }
    return { position: i + 1, kind: name, params: valid, points, tries, marking: json(markingOf(item)) };
  });
  if (faults.length > 0) {
    const named = faults.map(({ at, detail }) => `${at}: ${detail}`).join('; ');
    throw new Problem('validation-failed', `Nothing was changed. ${named}.`, faults);
  }
  return checked;
}

/** Where a kind can ask about several TCPs, an item that names none asks about the course's. */
function ofCourse(kind: Kind, params: Record<string, unknown>, profile: ProfileName) {
  const allowed = paramsSchema(kind.params).properties['profile']?.['enum'];
  const isKnown = Array.isArray(allowed) && allowed.includes(profile);
  return isKnown && params['profile'] === undefined ? { ...params, profile } : params;
}

function markingOf({ followThroughPercent = 50, hints = null }: CreateItem) {
  return { ...UNMARKED, followThroughPercent, ...(hints && { hints: { ...hints } }) };
}

/** A draw is fair when it is possible, and when each item is worth the same. @throws Problem validation-failed */
export function checkDraw(drawItems: number | null, items: { points: number }[]): void {
  if (drawItems === null) return;
  const fault = (detail: string) =>
    new Problem('validation-failed', `Nothing was changed. ${detail}.`, [{ at: 'drawItems', detail }]);
  if (drawItems > items.length) throw fault(`there are only ${items.length} items to draw from`);
  if (items.some(({ points }) => points !== items[0]?.points))
    throw fault('items that are drawn must all be worth the same points');
}
