// Times as people write them: 127, 127 s, 2 min 7 s, 500 ms, 2 分 7 秒.

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(h|hr|hrs|hours?|小时|时)$/, 3_600_000],
  [/^(m|min|mins|minutes?|分|分钟)$/, 60_000],
  [/^(s|sec|secs|seconds?|秒|秒钟)$/, 1_000],
  [/^(ms|msec|milliseconds?|毫秒)$/, 1],
];

const PART = /^(\d{1,3}(?:(, ?|[ '_])\d{3})(?:\2\d{3})*|\d+)(\.\d+)? ?([a-z\u4e00-\u9fff]+)? ?/;

/** Milliseconds. A bare number is in seconds; several parts need units that go from large to small. */
export function parseTime(text: string): number | undefined {
  let rest = text.toLowerCase();
  let total = 0;
  let smallest = Infinity;
  while (rest !== '') {
    const [part, whole, , fraction = '', unit] = PART.exec(rest) ?? [];
    if (part === undefined || whole === undefined) return undefined;
    const alone = part.length === text.length;
    const factor =
      unit === undefined ? (alone ? 1_000 : undefined) : UNITS.find(([name]) => name.test(unit))?.[1];
    if (factor === undefined || factor >= smallest) return undefined;
    total += Number(whole.replace(/[, '_]/g, '') + fraction) * factor;
    smallest = factor;
    rest = rest.slice(part.length);
  }
  const rounded = Math.round(total);
  return Number.isSafeInteger(rounded) ? rounded : undefined;
}
