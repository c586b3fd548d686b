// The values of JSON, checked. Every refusal says where it is and why.

export class Refusal extends Error {}

export type Json = Readonly<Record<string, unknown>>;

export function refuse(where: string, why: string): never {
  throw new Refusal(`${where}: ${why}`);
}

export function object(value: unknown, where: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(where, `expected an object, got ${show(value)}`);
  }
  return value as Json;
}

/** Refuses what is not in `known`, a set or a map by names. */
export function onlyKeys(
  o: Json,
  where: string,
  known: Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>,
): void {
  for (const key of Object.keys(o)) {
    if (!known.has(key))
      refuse(`${where}.${key.slice(0, 60)}`, `unknown; known are ${[...known.keys()].join(', ')}`);
  }
}

export function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) return refuse(where, `expected a list, got ${show(value)}`);
  return value;
}

export function text(value: unknown, where: string, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value !== 'string') return refuse(where, `expected a string, got ${show(value)}`);
  if (value.length > 1000) return refuse(where, 'longer than 1000 characters');
  return value;
}

export function number(value: unknown, where: string, min: number, max: number, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !Number.isFinite(value))
    return refuse(where, `expected a number, got ${show(value)}`);
  if (value < min || value > max) return refuse(where, `${value} is not within ${min}..${max}`);
  return value;
}

export function integer(value: unknown, where: string, min: number, max: number, fallback: number): number {
  const n = number(value, where, min, max, fallback);
  return Number.isInteger(n) ? n : refuse(where, `${n} is not an integer`);
}
export function oneOf<T extends string>(value: unknown, where: string, names: readonly T[]): T {
  const found = names.find((name) => name === value);
  return found ?? refuse(where, `expected one of ${names.join(', ')}, got ${show(value)}`);
}

export function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 60);
}
