// Integers as people write them.

const DIGITS = /^\d+(?:_\d+)*$/;
// Groups of three (4,294,967,295) or, as in Chinese, of four (42,9496,7295); one separator throughout.
const GROUPS = /^\d{1,3}(?:(, ?|[ '])\d{3})(?:\1\d{3})*$|^\d{1,4}(?:(, ?|[ '])\d{4})(?:\2\d{4})*$/;
const HEX = /^0x[0-9a-f]+(?:_[0-9a-f]+)*$/i;

/**
 * Decimal or 0x hexadecimal, beyond 2^32 too: a missing modulo is a wrong answer, not an unreadable one. Nothing on the wire
 * is negative, so a minus is a slip of the hand.
 */
export function parseInteger(text: string): number | undefined {
  const body = text.replace(/^\+/, '').trim();
  if (!DIGITS.test(body) && !GROUPS.test(body) && !HEX.test(body)) return undefined;
  const value = Number(body.replace(/[_, ']/g, ''));
  return Number.isSafeInteger(value) ? value : undefined;
}
