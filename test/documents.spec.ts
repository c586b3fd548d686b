// The documents, held against the repository they describe: links, commands, arrows, the index of decisions.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { kinds } from '../src/questions/index.js';
import { describe, expect, it } from '@jest/globals';
import config from '../.dependency-cruiser.mjs';

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && existsSync(file));
const documents = tracked.filter((file) => file.endsWith('.md'));
const read = (file: string) => readFileSync(file, 'utf8');

/** The text without fenced and inline code. */
function prose(file: string): string {
  return read(file)
    .replace(/^ *```[^]*?^ *```/gm, '')
    .replace(/`[^`\n]*`/g, '');
}

/** Targets of links and pictures that are files of ours, with the heading they point to. */
function targets(file: string): { path: string; heading: string | undefined }[] {
  const links = [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return links
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', heading] = target.split('#');
      return { path: path === '' ? file : join(dirname(file), path), heading };
    });
}

function headings(file: string): string[] {
  return [...prose(file).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(documents)('%s', (file) => {
  it('links only to what exists', () => {
    const broken = targets(file).filter(
      ({ path, heading }) =>
        !existsSync(path) || (heading !== undefined && !headings(path).includes(heading)),
    );
    expect(broken).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(file).matchAll(/\bnpm (?:run (?:-s )?([\w:]+)|(start|test)\b)/g)].map(
      ([, run, bare]) => run ?? bare,
    );
    expect(named.filter((name) => name === undefined || !scripts[name])).toEqual([]);
  });
});

describe('README.md', () => {
  it('begins with the two commands a newcomer needs', () => {
    const blocks = [...read('README.md').matchAll(/^```sh\n([^]*?)```/gm)].map(([, text = '']) =>
      text.trim(),
    );
    expect(blocks.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  });
});

describe('docs/architecture.md', () => {
  it('draws the arrows that are enforced', () => {
    const enforced = config.forbidden
      .filter(({ name }) => name.endsWith('-arrows'))
      .flatMap(({ comment }) => (/ may import /.test(comment ?? '') ? [comment] : []));
    const rows = [...read('docs/architecture.md').matchAll(/^\| (`\w+`) +\| (.+?) +\|$/gm)];
    const drawn = rows.map(([, folder, allowed]) =>
      `src/${folder} may import ${allowed}`.replaceAll('`', ''),
    );
    const arrows = drawn.map((row) => row.replace(/ nothing$/, ' nothing of the project'));
    expect(arrows).toEqual(enforced);
    expect(enforced.length).toBeGreaterThan(10);
  });

  it('lists every folder of src', () => {
    const folders = new Set(tracked.flatMap((file) => /^src\/([\w-]+)\//.exec(file)?.[1] ?? []));
    const layout = read('docs/architecture.md').split('## Arrows')[0];
    expect([...folders].filter((folder) => !layout?.includes(`${folder}/`))).toEqual([]);
  });
});

describe('docs/adr', () => {
  const records = tracked.filter((file) => /^docs\/adr\/\d{4}-/.test(file));

  it('has an index of every record under its title, in order', () => {
    const index = [...read('docs/adr/README.md').matchAll(/^- \[(.+?)\]\((.+?)\)$/gm)].map(
      ([, title, file]) => [file, title],
    );
    const titles = records.map((file) => [basename(file), /^# (.+)$/m.exec(read(file))?.[1]]);
    expect(index).toEqual(titles);
  });

  it.each(records)('%s says context, decision and consequences in 40 lines', (file) => {
    expect([...read(file).matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
      'Context',
      'Decision',
      'Consequences',
    ]);
    expect(read(file).split('\n').length).toBeLessThanOrEqual(41);
  });
});

describe('no file of the repository', () => {
  it('names a place outside it', () => {
    // Spelled in parts, or this file would name them too.
    const outside = new RegExp(
      [
        ['\\.\\.', 'shared\\b'],
        ['(^|[^\\w.])', 'work', ''],
      ]
        .map((parts) => parts.join('/'))
        .join('|'),
      'm',
    );
    const isText = (file: string) => !/\.(png|pcapng|wasm)$/.test(file);
    expect(tracked.filter((file) => isText(file) && outside.test(read(file)))).toEqual([]);
  });

  it('fetches packages from another registry than the user’s own', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { resolved?: string }>;
    };
    expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
    expect(tracked.filter((file) => basename(file) === '.npmrc' && /registry/.test(read(file)))).toEqual([]);
  });
});

it('the README names every kind of question, and none that is not there', () => {
  const paragraph = /kinds of questions[\s\S]*?\n- /.exec(readFileSync('README.md', 'utf8'))?.[0] ?? '';
  const named = [...paragraph.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name);
  expect(named).toEqual(kinds.map(({ name }) => name));
});

it.each(['tcp-tables', 'kind-docs', 'explain-report', 'webhook-docs', 'sizing'])(
  'what scripts/%s.mjs writes is what stands in docs',
  (script) => {
    expect(() =>
      execFileSync(process.execPath, [`scripts/${script}.mjs`, '--check'], { stdio: 'pipe' }),
    ).not.toThrow();
  },
);
