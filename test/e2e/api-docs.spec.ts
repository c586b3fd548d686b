// docs/api.md, run line by line in a shell: what it shows is what the service answers.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TokensService } from '../../src/auth/tokens.service.js';
import { documentOf, operationsOf } from '../support/api/document.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { run } from '../support/run.js';
import { testService, type TestService } from '../support/service.js';

const SETTINGS = ['LASTACK', 'TOKEN', 'RECEIVER'];
const END = '\u0004';

/** A block of commands, and what stands below it as their output. */
interface Step {
  commands: string;
  form: string | null;
  shown: string;
}

const page = readFileSync('docs/api.md', 'utf8');
const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, form = '', text = '']) => ({
  form,
  text,
}));
const [settings, ...steps] = blocks.flatMap(({ form, text }, i): Step[] => {
  const next = blocks[i + 1];
  const output = next && next.form !== 'sh' ? next : null;
  return form === 'sh' ? [{ commands: text, form: output?.form ?? null, shown: output?.text ?? '' }] : [];
});

let service: TestService;
let receiver: Receiver;
let outputs: string[];

beforeAll(async () => {
  service = await testService();
  receiver = await startReceiver();
  const folder = await mkdtemp(join(tmpdir(), 'lastack-docs-'));
  const lines = steps.map(({ commands }) => `${commands}printf '${END}'`);
  await writeFile(join(folder, 'walk.sh'), ['set -eu', ...lines].join('\n'));
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    LASTACK: service.url,
    TOKEN: await newInstructor(),
    RECEIVER: receiver.url,
  };
  const walk = await run('bash', ['walk.sh'], { cwd: folder, env });
  await rm(folder, { recursive: true });
  if (walk.status !== 0) throw new Error(walk.stdout + walk.stderr);
  outputs = walk.stdout.split(END);
});
afterAll(async () => {
  await receiver.close();
  await service.close();
});

async function newInstructor(): Promise<string> {
  const tokens = service.app.get(TokensService);
  const personId = await tokens.addPerson(service.db, { name: 'Professor Stevens', mayCreateCourses: true });
  return (await tokens.issue(service.db, { personId, courseId: null, label: 'docs' })).token;
}

it('begins with what the reader has to set', () => {
  const names = settings?.commands
    .trim()
    .split('\n')
    .map((line) => line.split('=')[0]);
  expect(names).toEqual(SETTINGS);
  expect(steps.length).toBeGreaterThan(15);
});

it('names no operation that there is not', async () => {
  const named = [...page.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/v1\/\S*)`/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(20);
  const operations = new Set(operationsOf(await documentOf(service)).map(({ name }) => name));
  expect(named.filter((name) => !operations.has(name ?? ''))).toEqual([]);
});

it.each(steps.map((step, i) => [step.commands.split('\n')[0], step, i] as const))('%s', (_, step, i) => {
  const { form, shown } = step;
  const output = outputs[i] ?? '';
  if (form === 'json') expect(JSON.parse(output)).toEqual(likeness(JSON.parse(shown)));
  else expect(plain(output)).toEqual(likeness(plain(shown)));
});

/** Without what a spreadsheet wants of a file, and however long the arrows are. */
const plain = (text: string) =>
  text
    .replace('\uFEFF', '')
    .replaceAll(/\s+|-{2,}/g, ' ')
    .trim();

/** Equal; but `…` in a text stands for any text, a key `…` for further ones, and an element `…` for any number. */
function likeness(shown: unknown): unknown {
  if (typeof shown === 'string') return shown.includes('…') ? expect.stringMatching(patternOf(shown)) : shown;
  if (typeof shown !== 'object' || shown === null) return shown;
  if (Array.isArray(shown))
    return shown.at(-1) === '…'
      ? expect.arrayContaining(shown.slice(0, -1).map(likeness))
      : shown.map(likeness);
  const { '…': more, ...keys } = shown as Record<string, unknown>;
  const alike = Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, likeness(value)]));
  return more === undefined ? alike : expect.objectContaining(alike);
}

function patternOf(text: string): RegExp {
  const parts = text.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}
