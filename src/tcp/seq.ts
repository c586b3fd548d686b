// RFC 9293 section 3.4: sequence numbers live on a circle of 2^32. A point on the circle and a length
// along it are two types, so that adding two points does not compile. All arithmetic is in this file.

declare const seqKind: unique symbol;

/** A sequence number: an integer 0 <= n < 2^32. */
export type SeqPoint = number & { readonly [seqKind]: 'point' };

/** A number of octets along the sequence space: an integer 0 <= n < 2^32. */
export type SeqLength = number & { readonly [seqKind]: 'length' };

/** Makes a point of any integer, reducing it modulo 2^32. */
export function point(n: number): SeqPoint {
  return (n >>> 0) as SeqPoint;
}

/** Makes a length of any integer, reducing it modulo 2^32. */
export function length(n: number): SeqLength {
  return (n >>> 0) as SeqLength;
}

/** The point `n` octets after `from`. */
export function add(from: SeqPoint, n: SeqLength | number): SeqPoint {
  return ((from + n) >>> 0) as SeqPoint;
}

/** The point `n` octets before `from`. */
export function subtract(from: SeqPoint, n: SeqLength | number): SeqPoint {
  return ((from - n) >>> 0) as SeqPoint;
}

/** How far one must walk forward from `from` to reach `to`. */
export function distance(from: SeqPoint, to: SeqPoint): SeqLength {
  return ((to - from) >>> 0) as SeqLength;
}

/** From `from` to `to` by the shorter way: negative when `to` lies behind. -2^31 <= n < 2^31. */
export function offset(from: SeqPoint, to: SeqPoint): number {
  return (to - from) | 0;
}

/** a < b: b lies in the half circle ahead of a. Meaningful for points less than 2^31 apart. */
export function before(a: SeqPoint, b: SeqPoint): boolean {
  return ((a - b) | 0) < 0;
}

/** a > b. */
export function after(a: SeqPoint, b: SeqPoint): boolean {
  return ((b - a) | 0) < 0;
}

/** a =< b. */
export function atOrBefore(a: SeqPoint, b: SeqPoint): boolean {
  return ((a - b) | 0) <= 0;
}

/** from =< p < from + size. */
export function inWindow(p: SeqPoint, from: SeqPoint, size: SeqLength | number): boolean {
  return (p - from) >>> 0 < size;
}
