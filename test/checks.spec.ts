// `npm run check` is itself checked: in a copy of the project each planted fault is named by its own check, and by
// no other one.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { type Run, run } from './support/run.js';

const CHECKS = ['format', 'lint', 'arrows', 'types'] as const;
type Check = (typeof CHECKS)[number];

/** Each file is flawless but for its one fault. */
const FAULTS: Record<Check, Record<string, string>> = {
  format: {
    'src/courses/planted-spaces.ts': 'export const  twoSpaces = 1;\n',
  },
  lint: {
    'src/courses/planted-promise.ts':
      'export function forget(work: Promise<void>): void {\n  work.finally(() => undefined);\n}\n',
    'src/courses/planted-fetch.ts': "export const answer = () => fetch('http://example.com');\n",
    'src/courses/planted-global-fetch.ts':
      "export const answer = () => globalThis.fetch('http://example.com');\n",
    'src/courses/planted-socket.ts': "export const socket = () => new WebSocket('ws://example.com');\n",
  },
  arrows: {
    'src/tcp/planted-common.ts': "export { typeOf } from '../common/problems.js';\n",
    'src/tcp/planted-random.ts': "export { Random } from '../random.js';\n",
    'src/questions/planted-fs.ts': "export { readFileSync } from 'node:fs';\n",
    'src/questions/planted-pg.ts': "export { Client } from 'pg';\n",
    'src/grading/planted-webhooks.ts': "export { newSecret } from '../webhooks/signature.js';\n",
    'src/courses/planted-undici.ts': "export { request } from 'undici';\n",
    'src/courses/planted-https.ts': "export { get } from 'node:https';\n",
    'src/courses/planted-tls.ts': "export { connect } from 'node:tls';\n",
    'src/courses/planted-folder.ts': "export { folder } from '../planted-folder/file.js';\n",
    'src/planted-folder/file.ts': 'export const folder = 1;\n',
    'src/courses/planted-circle-a.ts': "export { b } from './planted-circle-b.js';\nexport const a = 1;\n",
    'src/courses/planted-circle-b.ts': "export { a } from './planted-circle-a.js';\nexport const b = 2;\n",
  },
  types: {
    'src/tcp/planted-process.ts': 'export const id = process.pid;\n',
  },
};
/** Planted last: a fault here hides those in src/tcp, which are looked for afterwards. */
const TYPE_FAULT = { 'src/courses/planted-type.ts': "export const three: number = 'three';\n" };

/** Of a check on a machine that is busy with other things as well. */
const DEADLINE_MS = 600_000;
jest.setTimeout(DEADLINE_MS);

let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'lastack-checks-'));
  // What is checked is src: without the tests and the papers each check takes half the time.
  const left = [
    '.git',
    'node_modules',
    'dist',
    'coverage',
    '.lastack',
    '.env',
    'src/generated',
    'test',
    'docs',
    'bench',
  ];
  const isWanted = (path: string) => !left.includes(relative('.', path)) && !path.endsWith('.spec.ts');
  await cp('.', copy, { recursive: true, filter: isWanted });
  await symlink(resolve('node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

function check(name: string): Promise<Run> {
  return run('npm', ['run', '-s', name], { cwd: copy, deadlineMs: DEADLINE_MS - 1_000 });
}

async function plant(files: Record<string, string>): Promise<void> {
  for (const [file, source] of Object.entries(files)) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await writeFile(join(copy, file), source);
  }
}

/** The planted files that a check complains of, each once. */
function named({ stdout, stderr }: Run): string[] {
  const files = `${stdout}\n${stderr}`.match(/src\/[\w/]*planted[\w/-]*\.ts/g) ?? [];
  return [...new Set(files)].toSorted();
}

it('the check of the arrows fails when it saw no modules', async () => {
  const { status, stderr } = await run('node', ['scripts/arrows.mjs', 'prisma'], { cwd: copy });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining('Only 0 modules were seen'),
  });
});

describe('with faults planted', () => {
  beforeAll(() => plant(Object.assign({}, ...Object.values(FAULTS)) as Record<string, string>));

  it.each(CHECKS)('check:%s fails and names its own files', async (name) => {
    const result = await check(`check:${name}`);
    expect({ failed: result.status !== 0, named: named(result) }).toEqual({
      failed: true,
      named: Object.keys(FAULTS[name]).toSorted(),
    });
  });

  it('a type error anywhere in the project fails check:types', async () => {
    await plant(TYPE_FAULT);
    const result = await check('check:types');
    expect({ failed: result.status !== 0, named: named(result) }).toEqual({
      failed: true,
      named: Object.keys(TYPE_FAULT),
    });
  });
});
