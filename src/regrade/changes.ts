// What a regrade changes: from the corrections asked for, the new marking of each item and what it counts. Pure.
import type { Fault } from '../common/problems.js';
import type { Counts, Item } from '../generated/prisma/client.js';
import { type ExpectedCell, kindOf, type MarkedValue, type Marking, readValue } from '../questions/index.js';

export const CHANGE_TYPES = ['accept', 'key', 'full', 'drop', 'follow-through'] as const;
export type ChangeType = (typeof CHANGE_TYPES)[number];

/** One correction, as it is asked for. */
export interface Change {
  type: ChangeType;
  itemId: string;
  cell?: string;
  value?: string | number;
  misconception?: string;
  percent?: number;
}

/** How an item is marked, and whether it counts. */
export interface ItemState {
  marking: Marking;
  counts: Counts;
}

export interface ItemChange {
  itemId: string;
  before: ItemState;
  after: ItemState;
}

/** The cells that the questions of an item have, by the item's id. */
export type CellsOf = ReadonlyMap<string, readonly ExpectedCell[]>;

/** @param revision of the markings that come out */
export function itemChanges(
  items: readonly Item[],
  changes: readonly Change[],
  cells: CellsOf,
  revision: number,
): { ok: true; items: ItemChange[] } | { ok: false; faults: Fault[] } {
  const faults: Fault[] = [];
  const out = new Map<string, ItemChange>();
  changes.forEach((change, i) => {
    const item = items.find(({ id }) => id === change.itemId);
    if (!item) {
      faults.push({ at: `changes.${i}.itemId`, detail: 'the assignment has no such item' });
      return;
    }
    const before: ItemState = { marking: item.marking as unknown as Marking, counts: item.counts };
    const entry = out.get(item.id) ?? {
      itemId: item.id,
      before,
      after: { ...before, marking: { ...before.marking, revision } },
    };
    const result = changed(entry.after, change, item, cells.get(item.id) ?? []);
    if ('detail' in result) faults.push({ at: `changes.${i}.${result.at}`, detail: result.detail });
    else out.set(item.id, { ...entry, after: result });
  });
  return faults.length === 0 ? { ok: true, items: [...out.values()] } : { ok: false, faults };
}

function changed(
  state: ItemState,
  change: Change,
  item: Item,
  cells: readonly ExpectedCell[],
): ItemState | Fault {
  const { marking } = state;
  switch (change.type) {
    case 'drop':
      return { ...state, counts: 'dropped' };
    case 'full': {
      if (change.cell === undefined) return { ...state, counts: 'full' };
      if (!cells.some(({ id }) => id === change.cell)) return noCell(change.cell);
      return { ...state, marking: { ...marking, full: [...(marking.full ?? []), change.cell] } };
    }
    case 'follow-through':
      return change.percent === undefined
        ? { at: 'percent', detail: 'percent is missing' }
        : { ...state, marking: { ...marking, followThroughPercent: change.percent } };
    case 'accept':
    case 'key': {
      const value = markedValue(change, item, cells);
      if ('detail' in value) return value;
      return { ...state, marking: { ...marking, [change.type]: [...(marking[change.type] ?? []), value] } };
    }
  }
}

function markedValue(change: Change, item: Item, cells: readonly ExpectedCell[]): MarkedValue | Fault {
  const { cell: id, value: typed, misconception } = change;
  if (id === undefined) return { at: 'cell', detail: 'cell is missing' };
  const cell = cells.find((each) => each.id === id);
  if (!cell) return noCell(id);
  if (misconception !== undefined && typed === undefined) {
    return kindOf(item.kind)?.misconceptions.includes(misconception)
      ? { cell: id, misconception }
      : { at: 'misconception', detail: `${item.kind} knows no such misconception` };
  }
  if (typed === undefined || misconception !== undefined)
    return { at: 'value', detail: 'give either a value or a misconception' };
  const value = readValue(cell, typed);
  return value === null
    ? { at: 'value', detail: `this cannot be read as a ${cell.type}` }
    : { cell: id, value };
}

function noCell(id: string): Fault {
  return { at: 'cell', detail: `no question of this item has a cell ${JSON.stringify(id)}` };
}
