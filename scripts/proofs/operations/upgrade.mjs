// Two versions at once: the code of before the last migration is taken from the history, built, and started on an empty
// database; then this version beside it, which migrates. Students begin at one and submit at the other, webhooks are
// delivered by both, and the old version can be started again on the new database.
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { exactly, shown } from '../rows.mjs';
import { begin, client, lost, openClass, submit } from './journey.mjs';
import { issueToken, seen } from './lab.mjs';

const run = promisify(execFile);

export async function upgrade(lab, { short }) {
  const old = before();
  if (!old) {
    console.log(
      'SKIPPED: the history does not reach to before the last migration; no two versions are tried',
    );
    return [shown('two versions', 'no history: skipped')];
  }
  // Three times: a question has a hundred tries.
  const [students, each] = short ? [4, 5] : [50, 20];
  const folder = await build(lab, old);
  const cluster = await lab.cluster('upgraded');
  const env = { DATABASE_URL: cluster.appUrl, DATABASE_OWNER_URL: cluster.url };
  const versions = [lab.service({ ...env, LASTACK_ROLE: 'all' }, folder)];
  const urls = [await versions[0].ready];
  const migrations = () =>
    cluster.query('SELECT count(*)::int AS count FROM _prisma_migrations').then(([row]) => row.count);
  const receiver = await lab.receiver();
  const room = await openClass(urls[0], await issueToken(env, folder), { students, receiver: receiver.url });
  const [applied] = [await migrations()];
  const done = [];
  const refused = [];
  const answer = async (from, to) => {
    await Promise.all(
      room.tokens.map(async (token, i) => {
        const question = await begin(urls[(i + from) % urls.length], token, room.assignmentId, cluster);
        for (let n = 0; n < each; n++) {
          const one = await submit(urls[(i + n + to) % urls.length], token, question);
          if (one?.status === 201) done.push(one.body.id);
          else refused.push(one?.status ?? 'no answer');
        }
      }),
    );
  };
  await answer(0, 0);
  versions.push(lab.service({ ...env, LASTACK_ROLE: 'all' }));
  urls.push(await versions[1].ready);
  const added = (await migrations()) - applied;
  await answer(0, 1);
  // Back again: the version before is started on the database as it is now.
  await versions[0].end();
  versions[0] = lab.service({ ...env, LASTACK_ROLE: 'all' }, folder);
  urls[0] = await versions[0].ready;
  await answer(1, 0);
  const wanted = 3 * students * each;
  await seen(() => receiver.graded() >= wanted);
  const books = await Promise.all(
    urls.map(async (url) => {
      const { body } = await client(url, room.bearer)('GET', `/v1/courses/${room.courseId}/gradebook`);
      return JSON.stringify(body.data.map(({ learnerId, scores }) => [learnerId, scores]));
    }),
  );
  const rows = [
    shown('the version before is commit', old.slice(0, 7)),
    {
      what: 'migrations that this version added while the other ran',
      seen: added,
      promised: '>= 1',
      holds: added >= 1,
    },
    exactly(`submissions acknowledged by either, of ${wanted}`, done.length, wanted),
    exactly('refused', refused.join(), ''),
    exactly('of them not in the database with full marks', (await lost(cluster, done)).length, 0),
    exactly('of them told by a webhook', receiver.graded(), wanted),
    exactly('both tell the same scores', books[0] === books[1], true),
  ];
  for (const version of versions)
    rows.push(exactly('a version that is asked to end ends with', (await version.end()).status, 0));
  return rows;
}

/** The commit before that which added the last migration; null when the history does not reach there. */
function before() {
  const git = (...args) => spawnSync('git', args, { encoding: 'utf8' });
  const added = git('log', '--diff-filter=A', '--format=%H', '-1', '--', 'prisma/migrations/*/migration.sql');
  const commit = added.stdout?.trim();
  if (added.status !== 0 || !commit) return null;
  const parent = git('rev-parse', '--verify', '--quiet', `${commit}^`);
  return parent.status === 0 ? parent.stdout.trim() : null;
}

/** The version of a commit, built in a folder of its own with the packages of this one. */
async function build(lab, commit) {
  const folder = `${lab.folder}/before`;
  await mkdir(folder);
  await run('sh', ['-c', `git archive ${commit} | tar -x -C "${folder}"`]);
  await symlink(resolve('node_modules'), `${folder}/node_modules`);
  for (const script of ['generate-client', 'build'])
    await run(process.execPath, [`scripts/${script}.mjs`], { cwd: folder });
  return folder;
}
