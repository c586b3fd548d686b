// Every failure of the runbook in docs/operations.md, produced once: what the runbook says is seen is held against what the
// process logged, answered and counted, and after each a student can submit again.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { exactly } from '../rows.mjs';
import { FAILURES } from './failures.mjs';
import { following, issueToken, seen } from './lab.mjs';
import { begin, client, openClass, submit } from './journey.mjs';

const DOCUMENT = 'docs/operations.md';
const MOST_LOG = 4_000;

export async function runbook(lab) {
  const promised = sightings();
  const rows = [
    exactly('failures in the runbook', [...promised.keys()].join('; '), Object.keys(FAILURES).join('; ')),
  ];
  const scene = await stage(lab);
  for (const [title, produce] of Object.entries(FAILURES)) {
    const sights = await produce(scene);
    for (const line of promised.get(title) ?? [])
      rows.push({
        what: title,
        seen: matches(line, sights),
        promised: line,
        holds: matches(line, sights) === line,
      });
    const recovered = sights.skipped ?? (await seen(() => scene.works())) ?? false;
    rows.push({
      what: title,
      seen: recovered,
      promised: 'afterwards a submission is taken',
      holds: recovered !== false,
    });
    const { log = '', answers = [] } = sights;
    if (rows.some(({ what, holds }) => what === title && !holds))
      console.error(`${title}: it answered\n${answers.join('\n')}\nand logged\n${log.slice(0, MOST_LOG)}`);
  }
  return rows;
}

/** Of each failure, the lines that say what is seen: its heading, then the first block of text below it. */
export function sightings() {
  const [, book = ''] = readFileSync(DOCUMENT, 'utf8').split('\n## Runbook\n');
  return new Map(
    book
      .split('\n## ')[0]
      .split('\n### ')
      .slice(1)
      .map((section) => {
        const [, block = ''] = /```text\n([^]*?)```/.exec(section) ?? [];
        return [section.split('\n')[0], block.trim().split('\n')];
      }),
  );
}

/** The line itself when it was seen, else why not. `log …` and `answer …` quote, with … for anything; `metric …` compares. */
function matches(line, { log = '', answers = [], metrics = '' }) {
  const [, kind, rest] = /^(\w+) (.*)$/.exec(line) ?? [];
  const quoted = new RegExp(
    rest
      ?.split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*?') ?? '',
  );
  if (kind === 'log') return quoted.test(log) ? line : 'not in the log';
  if (kind === 'answer')
    return answers.some((answer) => quoted.test(answer)) ? line : `only ${answers.join(' | ')}`;
  const [, name, sign, wanted] = /^(\S+) (=|>|<) (\S+)$/.exec(rest ?? '') ?? [];
  const values = metrics
    .split('\n')
    .filter((each) => each.startsWith(`${name} `) || each.startsWith(`${name}{`));
  const holds = values
    .map((each) => Number(each.split(' ').at(-1).replace('+Inf', 'Infinity')))
    .some((value) =>
      sign === '='
        ? value === Number(wanted)
        : sign === '>'
          ? value > Number(wanted)
          : value < Number(wanted),
    );
  return kind === 'metric' && holds ? line : `only ${values.join(' ')}`;
}

/** An API and a worker on a cluster of their own, on a small disk where that can be had, and a class that works. */
async function stage(lab) {
  const disk = await smallDisk(lab);
  const cluster = await lab.cluster('runbook', { max_wal_size: '64MB', min_wal_size: '32MB' });
  const address = await following(cluster.port);
  const at = (url) => Object.assign(new URL(url), { port: address.port }).href;
  const env = { DATABASE_URL: at(cluster.appUrl), DATABASE_OWNER_URL: at(cluster.url), DATABASE_POOL: '4' };
  const scene = { lab, cluster, address, env, disk };
  scene.api = lab.service({ ...env, LASTACK_ROLE: 'api' });
  scene.worker = lab.service({ ...env, LASTACK_ROLE: 'worker' });
  scene.url = await scene.api.ready;
  await scene.worker.ready;
  scene.receive = (response) => response.writeHead(204).end();
  scene.receiver = await lab.receiver((response) => scene.receive(response));
  scene.room = await openClass(scene.url, await issueToken(env), {
    students: 1,
    receiver: scene.receiver.url,
  });
  scene.question = await begin(scene.url, scene.room.tokens[0], scene.room.assignmentId, cluster);
  scene.ask = (method, path, body) => client(scene.url, scene.room.bearer)(method, path, body);
  scene.submit = () => submit(scene.url, scene.room.tokens[0], scene.question);
  scene.works = async () => (await scene.submit())?.status === 201;
  scene.metrics = async (url = scene.url) => (await fetch(`${url}/metrics`)).text();
  return scene;
}

/** A disk of its own for the cluster, so that filling it harms nobody: needs root. */
async function smallDisk(lab) {
  const folder = await lab.folderOf('runbook');
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', folder]);
  if (status !== 0) return null;
  lab.atEnd(() => spawnSync('umount', ['-l', folder]));
  spawnSync('chmod', ['711', folder]);
  return folder;
}
