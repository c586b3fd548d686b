// R11: the same submission gets the same grade. Submissions of every kind are stored over HTTP, then graded again 100,000
// times in random order by two processes that differ in all that may not matter: time zone, language, clock, compiler.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { kinds } from '../../../dist/questions/index.js';
import { exactly, shown } from '../rows.mjs';
import { openLab } from './lab.mjs';

const REPLAYER = 'scripts/proofs/faults/replayer.mjs';
/** A term's worth: each learner answers every kind rightly, wrongly and nonsensically. */
const NONSENSE = ['0', '-1', '4294967296', 'SYN', 'x+1', ''];

export async function replays({ short }) {
  const [learners, times] = short ? [2, 4_000] : [20, 100_000];
  const lab = await openLab();
  try {
    const url = await lab.start('api').ready;
    const items = kinds.map(({ name, examples }) => ({ kind: name, params: examples[0], tries: 20 }));
    const room = await lab.classroom(url, { learners, items });
    for (const learner of room.learners)
      for (const question of learner.questions) await answerAll(url, learner, question);
    const [{ stored, graded }] = await lab.query(
      'SELECT count(*)::int AS stored, count(DISTINCT kind)::int AS graded FROM grades JOIN submissions ON submissions.id = submission_id JOIN variants ON variants.id = variant_id',
    );
    const skew = new URL('skew.mjs', import.meta.url).href;
    const told = await Promise.all([
      replay(lab.url, times / 2, [], { TZ: 'UTC', LANG: 'C' }),
      replay(lab.url, times / 2, ['--import', skew, '--no-opt'], {
        TZ: 'Asia/Kathmandu',
        LANG: 'zh_CN.UTF-8',
        CLOCK_SKEW_MS: '1e10',
      }),
    ]);
    const sum = (of) => told.reduce((total, one) => total + of(one), 0);
    return [
      shown(
        'R11 stored submissions with a grade, of so many kinds',
        `${stored}, ${graded} of ${kinds.length}`,
      ),
      exactly(
        'R11 replays',
        sum((one) => one.replays),
        times,
      ),
      exactly(
        'R11 grades that are not the stored ones, to the last part and diagnosis',
        sum((one) => one.different),
        0,
      ),
      exactly(
        'R11 processes that agree on every grade',
        told.filter(({ digest }) => digest === told[0].digest).length,
        2,
      ),
    ];
  } finally {
    await lab.close();
  }
}

/** Refusals of what cannot be read are as good as answers: they store nothing. */
async function answerAll(url, { token }, { id, right, wrong }) {
  const cells = Object.keys(right);
  const spoilt = NONSENSE.map((value, i) => ({ ...right, [cells[i % cells.length]]: value }));
  for (const answer of [right, wrong, {}, ...spoilt]) {
    const { status } = await fetch(`${url}/v1/questions/${id}/submissions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ cells: answer }),
    });
    if (status >= 500) throw new Error(`${status} to ${JSON.stringify(answer)}`);
  }
}

async function replay(databaseUrl, times, nodeArgs, env) {
  const args = [...nodeArgs, REPLAYER, databaseUrl, String(times)];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`the replayer ended with ${status}`);
  return JSON.parse(text);
}
