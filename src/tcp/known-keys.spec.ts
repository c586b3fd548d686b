// docs/tcp-json.md lists what a scenario may hold: the same words that the parser knows.
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parseScenario } from './index.js';
import { ARGUMENTS } from './known-keys.js';

const page = readFileSync(new URL('../../docs/tcp-json.md', import.meta.url), 'utf8');
const section = page.slice(page.indexOf('## A scenario'), page.indexOf('## A trace'));
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').slice(1, -1));
const quoted = (text = ''): string[] => [...text.matchAll(/`([a-z_]+)`/g)].map(([, word = '']) => word);

/** Recorders note what an expression came to, and one spelling has a second. */
const BY_RECORDERS = ['isn_value', 'seq_value', 'ack_value', 'from'];

describe('docs/tcp-json.md', () => {
  test('lists the arguments of every call', () => {
    const listed = new Map(
      rows.flatMap(([calls, args]) =>
        quoted(calls)
          .filter((call) => Object.hasOwn(ARGUMENTS, call))
          .map((call) => [call, quoted(args).filter((word) => word !== 'recv')] as const),
      ),
    );
    const known = Object.entries(ARGUMENTS).map(
      ([call, args]) => [call, [...args].filter((name) => !BY_RECORDERS.includes(name))] as const,
    );
    const sorted = (entries: Iterable<readonly [string, readonly string[]]>): unknown =>
      Object.fromEntries([...entries].map(([call, args]) => [call, args.toSorted()]));
    expect(sorted(listed)).toEqual(sorted(known));
  });

  test('lists fields that the parser accepts', () => {
    const fields = rows
      .map(([name]) => quoted(name))
      .filter((names) => !names.some((name) => Object.hasOwn(ARGUMENTS, name)))
      .flat();
    expect(fields).toEqual(expect.arrayContaining(['script', 'drops', 'noise', 'until_ms']));
    for (const field of fields) {
      const parsed = parseScenario({ script: [{ t_ms: 0, host: 'client', call: 'connect' }], [field]: 7 });
      expect(parsed.ok ? '' : parsed.error).not.toMatch(/unknown/);
    }
  });

  test('shows a call that the parser accepts', () => {
    const [, example = ''] = /A call is `(\{.*?\})`, with/s.exec(section) ?? [];
    const parsed = parseScenario({ script: [JSON.parse(example)] });
    expect(parsed).toMatchObject({ ok: true });
  });
});
