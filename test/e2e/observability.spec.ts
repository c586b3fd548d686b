// The dashboard and the alerts, held against what a running service tells: no metric in them is made up, and none of ours
// is left out.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { begin, classroom, truth } from '../support/course.js';
import { testService, type TestService } from '../support/service.js';

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
}

interface Panel {
  title: string;
  targets?: { expr: string }[];
}

/** Prometheus's own: 1 while it can scrape a process. */
const OF_PROMETHEUS = ['up'];
const WORDS =
  /^(sum|max|min|abs|rate|histogram_quantile|by|le|queue|instance|status|job|route|method|e\d+|__rate_interval)$/;

const alerts = (
  parse(readFileSync('ops/prometheus/alerts.yml', 'utf8')) as { groups: { rules: Rule[] }[] }
).groups.flatMap(({ rules }) => rules);
const { panels } = JSON.parse(readFileSync('ops/grafana/lastack.json', 'utf8')) as { panels: Panel[] };
const shown = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const));

/** The metrics that an expression names. */
function metricsIn(expr: string): string[] {
  const bare = expr.replace(/\{[^}]*\}/g, '').replace(/\[[^\]]*\]/g, '');
  return (bare.match(/\b[a-z_]\w*/g) ?? []).filter((word) => !WORDS.test(word));
}

let service: TestService;
let text: string;
/** Names of series; of a histogram, also those of its parts. */
let exported: Set<string>;
let labels: Set<string>;
beforeAll(async () => {
  service = await testService();
  const room = await classroom(service);
  const { client } = await room.member('student', 'ada');
  const questionId = (await begin(client, room.assignmentId)).questions[0]?.id ?? '';
  const { right: cells } = await truth(service, questionId);
  await client.post(`/v1/questions/${questionId}/submissions`, { cells });
  text = (await service.nobody.get<string>('/metrics')).body;
  exported = new Set([...text.matchAll(/^([a-z_]\w*)[{ ]/gm)].map(([, name = '']) => name));
  labels = new Set([...text.matchAll(/(\w+="[^"]*")/g)].map(([, label = '']) => label));
});
afterAll(() => service.close());

describe('every metric is one of the service', () => {
  it.each(shown)('on the panel "%s": %s', (_, expr) => {
    expect(metricsIn(expr).length).toBeGreaterThan(0);
    expect(metricsIn(expr).filter((name) => !exported.has(name))).toEqual([]);
  });

  it.each(alerts.map(({ alert, expr }) => [alert, expr]))('in the alert %s: %s', (_, expr) => {
    const named = metricsIn(expr);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !exported.has(name) && !OF_PROMETHEUS.includes(name))).toEqual([]);
  });
});

it('a route that is picked by its label exists', () => {
  const picked = [...shown.map(([, expr]) => expr), ...alerts.map(({ expr }) => expr)].flatMap(
    (expr) => expr.match(/route="[^"]*"/g) ?? [],
  );
  expect(picked.length).toBeGreaterThan(0);
  expect(picked.filter((label) => !labels.has(label))).toEqual([]);
});

it('every metric of our own is on the dashboard', () => {
  const own = [...text.matchAll(/^# TYPE ((?:lastack|http)_\w+) (\w+)$/gm)].map(([, name = '', type]) =>
    type === 'histogram' ? `${name}_count` : name,
  );
  const drawn = new Set(shown.flatMap(([, expr]) => metricsIn(expr)));
  expect(own.length).toBeGreaterThan(10);
  expect(own.filter((name) => !drawn.has(name))).toEqual([]);
});

it('every alert says how grave it is, after how long, and what to do', () => {
  const headings = [...readFileSync('docs/operations.md', 'utf8').matchAll(/^### (.+)$/gm)].map(
    ([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
  );
  for (const { labels: given, annotations, for: time } of alerts) {
    expect(['page', 'ticket']).toContain(given.severity);
    expect(time).toMatch(/^\d+m$/);
    expect(annotations.summary).toMatch(/\.$/);
    expect(headings).toContain(annotations.runbook);
  }
});

it('the state is read from the database', async () => {
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  expect(value('lastack_database_up')).toBe(1);
  expect(value('lastack_database_writable')).toBe(1);
  expect(Math.abs(value('lastack_clock_skew_seconds'))).toBeLessThan(10);
  expect(value('lastack_endpoints_disabled')).toBe(0);
  expect(value('lastack_standby_age_seconds')).toBeNaN();
  expect(text).toContain('lastack_jobs_waiting{queue="event.fan-out"}');
});
