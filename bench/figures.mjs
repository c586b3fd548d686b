// What a bench makes of its measurements: percentiles, targets, and a table. Nothing here measures.

/** The smallest of the values that at least the share `q` of them does not exceed (nearest rank). */
export function quantile(values, q) {
  if (values.length === 0) throw new Error('there is no quantile of nothing');
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

export const median = (values) => quantile(values, 0.5);

/** How much y grows for each x, by least squares. @param {[x: number, y: number][]} points */
export function slope(points) {
  const mean = (of) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const across = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const along = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return across === 0 ? 0 : along / across;
}

/** The figures that something was promised about; of all others it is only said what was seen. */
const TARGETS = [
  [/^simulate\.traces_per_s$/, '>=', 10_000],
  [/^generate\..+\.p50_ms$/, '<', 2],
  [/^grade\.(?!explain\.).+\.p50_ms$/, '<', 1],
  [/^explain\.max_ms$/, '<', 20],
  [/^submit\.per_s$/, '>=', 2_000],
  [/^submit\.p99_ms$/, '<', 50],
  [/^submit\.vs_bare$/, '>=', 0.75],
  [/^submit\.vs_pgbench$/, '>=', 0.3],
  [/^submit\.round_trips$/, '<=', 2],
  [/^(submit|attempt10)\.wrongly_graded$/, '<=', 0],
  [/^attempt10\.start_per_s$/, '>=', 870],
  [/^attempt10\.submit_per_s$/, '>=', 800],
  [/^burst1000\.(start|submit)_p95_ms$/, '<', 500],
  [/^burst1000\.errors$/, '<=', 0],
  [/^growth\.submit_p50_ratio$/, '<=', 1.2],
  [/^growth\.gradebook_ms$/, '<', 100],
  [/^growth\.statistics_ms$/, '<', 500],
  [/^rss_mb$/, '<', 350],
  [/^rss_growth_mb_per_min$/, '<', 1],
  [/^ready_s$/, '<', 3],
  [/^webhooks\.deliveries_per_s$/, '>=', 200],
];

/** The figures that something was promised about and that a --json file lacks: `grade.*.p50_ms` stands for one of each kind. */
export function missing(figures) {
  const names = Object.keys(figures);
  return TARGETS.filter(([pattern]) => !names.some((name) => pattern.test(name))).map(([{ source }]) =>
    source
      .replace(/^\^|\$$/g, '')
      .replace(/\(\?![^)]*\)/g, '')
      .replaceAll('.+', '*')
      .replaceAll('\\', ''),
  );
}

const HOLDS = {
  '>=': (value, bound) => value >= bound,
  '<=': (value, bound) => value <= bound,
  '<': (value, bound) => value < bound,
};

/**
 * @param {number | null} value null: it could not be measured here
 * @returns {{ promised: string, verdict: '' | 'met' | 'MISSED' | 'not measured' }}
 */
export function judge(name, value) {
  const found = TARGETS.find(([pattern]) => pattern.test(name));
  const promised = found ? `${found[1]} ${found[2].toLocaleString('en')}` : '';
  if (value === null) return { promised, verdict: 'not measured' };
  if (!found) return { promised, verdict: '' };
  return { promised, verdict: HOLDS[found[1]](value, found[2]) ? 'met' : 'MISSED' };
}

/** Four digits say all that a bench can know; counts stay whole. */
export function rounded(value) {
  return value === null || Number.isInteger(value) ? value : Number(value.toPrecision(4));
}

/** One line of the table. */
export function row(name, value) {
  const { promised, verdict } = judge(name, value);
  const seen = value === null ? '-' : value.toLocaleString('en', { maximumSignificantDigits: 6 });
  return `${name.padEnd(44)} ${seen.padStart(12)}  ${promised.padEnd(10)} ${verdict}`.trimEnd();
}

/** The figures of a --json file as a table in Markdown; what is missed is bold. */
export function markdown(figures) {
  const rows = Object.entries(figures).flatMap(([name, value]) => {
    if (typeof value !== 'number' && value !== null) return [];
    const { promised, verdict } = judge(name, value);
    const seen =
      value === null ? 'not measured' : value.toLocaleString('en', { maximumSignificantDigits: 4 });
    return [`| \`${name}\` | ${verdict === 'MISSED' ? `**${seen}**` : seen} | ${promised} |`];
  });
  return ['| figure | seen | promised |', '| --- | ---: | --- |', ...rows].join('\n');
}
