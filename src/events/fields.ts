// The few kinds of values that an event may hold. There is no kind for free text, so no name, answer or comment can
// get into a payload.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const LMS_ID_LENGTH = 200;

interface Kind<T> {
  schema: object;
  holds(value: unknown): value is T;
  example: T;
}

export function id(example: string): Kind<string> {
  return {
    schema: { type: 'string', format: 'uuid' },
    holds: (value): value is string => typeof value === 'string' && UUID.test(value),
    example,
  };
}

export function time(example: string): Kind<string> {
  return {
    schema: { type: 'string', format: 'date-time' },
    holds: (value): value is string => typeof value === 'string' && TIME.test(value),
    example,
  };
}

export function count(example: number, minimum = 0): Kind<number> {
  return {
    schema: { type: 'integer', minimum },
    holds: (value): value is number => Number.isSafeInteger(value) && Number(value) >= minimum,
    example,
  };
}

export function oneOf<const T extends string>(...values: [T, ...T[]]): Kind<T> {
  return {
    schema: { type: 'string', enum: values },
    holds: (value): value is T => values.some((each) => each === value),
    example: values[0],
  };
}

/** What the LMS calls a person; null when it has not told. */
export const lmsId: Kind<string | null> = {
  schema: { type: ['string', 'null'], maxLength: LMS_ID_LENGTH },
  holds: (value): value is string | null =>
    value === null || (typeof value === 'string' && value.length <= LMS_ID_LENGTH),
  example: 'sis-4711',
};

export type Fields = Record<string, Kind<unknown>>;
export type ValueOf<F extends Fields> = { [K in keyof F]: F[K] extends Kind<infer T> ? T : never };
