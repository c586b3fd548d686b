// Params and answers, checked by class-validator; faults are values, in its words.
// Their classes are flat, so a shallow copy makes the instance. class-transformer would walk into the values and
// trust what it finds there under the name `constructor`.
import { validateSync, type ValidationError } from 'class-validator';

export interface ParamsProblem {
  /** Dotted path of the property, such as `difficulty`; '' for the params as a whole. */
  path: string;
  message: string;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; problems: ParamsProblem[] };

/** An instance of `type` with its defaults filled in, or every fault found. Unknown properties are faults. */
export function validate<T extends object>(type: new () => T, raw: unknown): Checked<T> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { ok: false, problems: [{ path: '', message: 'must be an object' }] };
  }
  const value = new type();
  for (const [key, property] of Object.entries(raw)) {
    // Not an assignment: that of `__proto__` would change what the instance is.
    Object.defineProperty(value, key, {
      value: property,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  const errors = validateSync(value, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: false,
  });
  return errors.length === 0
    ? { ok: true, value }
    : { ok: false, problems: errors.flatMap((e) => flatten(e, '')) };
}

/**
 * The same of params in use: those of an item come with every variant that is drawn of it, and class-validator takes a
 * quarter of the time of a drawing. Valid ones are remembered by their JSON, as far as it says all.
 */
export function validateOnce<T extends object>(type: new () => T, raw: unknown): Checked<T> {
  const json = flatJson(raw);
  if (json === null) return validate(type, raw);
  const known = valid.get(type) ?? new Map<string, Checked<object>>();
  valid.set(type, known);
  const checked = (known.get(json) as Checked<T> | undefined) ?? validate(type, raw);
  if (checked.ok && known.size < MOST) known.set(json, { ok: true, value: Object.freeze(checked.value) });
  return checked;
}

const valid = new WeakMap<object, Map<string, Checked<object>>>();
/** So many of a kind are remembered. */
const MOST = 1_000;

/** null unless all values are of those types of which JSON keeps the difference. */
function flatJson(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const plain = Object.values(raw).every((value) => typeof value === 'string' || Number.isFinite(value));
  return plain ? JSON.stringify(raw) : null;
}

function flatten(error: ValidationError, prefix: string): ParamsProblem[] {
  const path = `${prefix}${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((message) => ({ path, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, `${path}.`))];
}
