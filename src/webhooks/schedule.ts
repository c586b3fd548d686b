// When a delivery that failed is tried again, as data; and what the receiver's answer has to say about it.

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/**
 * Seconds after the first failed try, the second, ...; after the tenth the delivery has failed. In all 72 h. The first
 * wait is long enough for the spread to thin out what failed in the same second.
 */
export const WAITS_S = [
  5 * MINUTE_S,
  15 * MINUTE_S,
  40 * MINUTE_S,
  2 * HOUR_S,
  5 * HOUR_S,
  9 * HOUR_S,
  14 * HOUR_S,
  18 * HOUR_S,
  23 * HOUR_S,
];
export const TRIES = WAITS_S.length + 1;
/** Each wait is drawn from 80 % to 120 % of its length. */
export const SPREAD = 0.2;

export const RETRY_AFTER_LIMIT_S = HOUR_S;
/** How long an endpoint that says it is overloaded is left alone when it does not say how long. */
export const QUIET_S = 30;
const OVERLOADED = new Set([429, 502, 503, 504]);

/** An endpoint is disabled when it only failed for so long; its course is told after half of it. */
export const FAILING_LIMIT_S = 5 * DAY_S;
export const WARNED_AFTER_S = FAILING_LIMIT_S / 2;
/** Between the warning and the end lies at least this, however the failures fall. */
export const WARNED_BEFORE_S = DAY_S;

/**
 * Seconds until the next try after `failures` failed ones; null when there is none. A receiver can put it off by
 * Retry-After, but not bring it forward: ten tries within an hour would help nobody.
 * @param random uniform in [0, 1)
 */
export function waitAfter(failures: number, retryAfterS: number | null, random: number): number | null {
  const wait = WAITS_S[failures - 1];
  if (wait === undefined) return null;
  return Math.max(wait * (1 - SPREAD + 2 * SPREAD * random), retryAfterS ?? 0);
}

/** Seconds for which an endpoint that answered so gets nothing at all. */
export function quietAfter(status: number | null, retryAfterS: number | null): number {
  if (retryAfterS !== null) return retryAfterS;
  return status !== null && OVERLOADED.has(status) ? QUIET_S : 0;
}

/** A date in one of the three forms that a recipient has to take (RFC 9110, section 5.6.7), in ms; NaN when it is none. */
function readDate(text: string): number {
  if (/^[A-Z][a-z]+, .* GMT$/.test(text)) return Date.parse(text);
  return /^[A-Z][a-z]{2} [A-Z][a-z]{2} .* \d{4}$/.test(text) ? Date.parse(`${text} GMT`) : NaN;
}

/** Reads Retry-After (RFC 9110, section 10.2.3): seconds or a date; null when it is neither. Never above 1 h. */
export function readRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((readDate(text) - nowMs) / 1000);
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), RETRY_AFTER_LIMIT_S);
}
