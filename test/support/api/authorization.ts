// Who may do what: the table of test/data/authorization.txt, read.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROLES = [
  'nobody',
  'stranger',
  'student',
  'peer',
  'assistant',
  'instructor',
  'owner',
  'foreign',
  'elsewhere',
  'scoped',
  'unscoped',
] as const;
export type Role = (typeof ROLES)[number];

export interface Row {
  /** null: a token whose scopes are limited may not go there. */
  scope: string | null;
  /** The status of the answer. */
  expected: Record<Role, number>;
}

const FILE = fileURLToPath(new URL('../../data/authorization.txt', import.meta.url));

/** By operation, as in `GET /v1/courses`. */
export function authorization(): Map<string, Row> {
  const lines = readFileSync(FILE, 'utf8').split('\n');
  const rows = lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).map(rowOf);
  if (new Set(rows.map(([name]) => name)).size < rows.length) throw new Error('an operation stands twice');
  return new Map(rows);
}

function rowOf(line: string): [string, Row] {
  const [method, path, scope, ...statuses] = line.trim().split(/\s+/);
  if (statuses.length !== ROLES.length || !statuses.every((status) => /^\d{3}$/.test(status)))
    throw new Error(`not a row: ${line}`);
  const expected = Object.fromEntries(ROLES.map((role, i) => [role, Number(statuses[i])]));
  return [
    `${method} ${path}`,
    { scope: scope === '-' ? null : (scope ?? ''), expected: expected as Row['expected'] },
  ];
}
