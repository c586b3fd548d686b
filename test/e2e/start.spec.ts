// What `npm start` promises an operator: a first start, a second one, and each way to get it wrong told in a line.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { chown, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { introduction, paste } from '../support/introduction.js';
import { processesWith } from '../support/processes.js';
import { cleanUp, emptyFolder, startService, type ServiceProcess } from '../support/service-process.js';

const NPM_START: [string, ...string[]] = ['npm', 'start'];

/** Of a test on a machine that is busy with other things as well. */
jest.setTimeout(300_000);

afterEach(cleanUp);

it('the first start prints a demo course whose requests work when pasted, and the second shows the same', async () => {
  const env = { LASTACK_DATA: await emptyFolder() };
  const first = startService({ env, command: NPM_START, cwd: process.cwd() });
  const { tokens, requests } = await introduction(first);
  expect(tokens).toHaveLength(4);
  expect(requests).toHaveLength(3);
  expect(await paste(requests[0] ?? '')).toMatchObject({ kind: 'handshake-numbers', triesLeft: 100 });
  const graded = { number: 1, possible: 10, diagnosis: { known: true }, triesLeft: 99 };
  expect(await paste(requests[1] ?? '')).toMatchObject(graded);
  const scores = await paste(requests[2] ?? '');
  expect(scores).toMatchObject([{ possible: 30 }]);
  // As a terminal does on Ctrl-C: every process of the group gets the signal, npm and the service.
  process.kill(-first.pid, 'SIGINT');
  await first.ended;

  const second = startService({ env, command: NPM_START, cwd: process.cwd() });
  const again = await introduction(second);
  expect(again.tokens).toEqual(tokens);
  expect(await paste(again.requests[2] ?? '')).toEqual(scores);
  expect(await paste(again.requests[0] ?? '')).toMatchObject({ triesLeft: 99 });
  process.kill(-second.pid, 'SIGINT');
  await second.ended;
  expect(processesWith(env.LASTACK_DATA)).toEqual([]);
});

it.each(['with a space', '数据 目录'])('the data folder may be called "%s"', async (name) => {
  const cwd = await emptyFolder();
  const service = startService({ env: { LASTACK_DATA: name }, cwd });
  const { requests } = await introduction(service);
  expect(await paste(requests[0] ?? '')).toMatchObject({ kind: 'handshake-numbers' });
  expect(await service.end()).toMatchObject({ status: 0 });
});

const NOBODY = 65534;
const asNobody = ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups'];
/** Root runs PostgreSQL as another user; everybody else as themselves, which the tests of root would not see. */
const canBeNobody =
  process.getuid?.() === 0 &&
  spawnSync('setpriv', [...asNobody, process.execPath, '--check', resolve('dist/main.js')]).status === 0;
if (process.getuid?.() === 0 && !canBeNobody)
  console.warn('SKIPPED: no start as an ordinary user, who cannot read this folder or there is no setpriv');

(canBeNobody ? it : it.skip)('an ordinary user can start it, too', async () => {
  const cwd = await emptyFolder();
  await chown(cwd, NOBODY, NOBODY);
  const command: [string, ...string[]] = ['setpriv', ...asNobody, process.execPath, resolve('dist/main.js')];
  const service = startService({ command, cwd, env: { HOME: cwd } });
  const { requests } = await introduction(service);
  expect(await paste(requests[0] ?? '')).toMatchObject({ kind: 'handshake-numbers' });
  expect((await stat(join(cwd, '.lastack/postgres'))).uid).toBe(NOBODY);
  expect(await service.end()).toMatchObject({ status: 0 });
  expect(processesWith(cwd)).toEqual([]);
});

describe('a start that cannot succeed', () => {
  it('says that the port is taken, names PORT, and leaves no PostgreSQL behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const LASTACK_DATA = await emptyFolder();
    const { status, output } = await startService({ env: { LASTACK_DATA, PORT: String(port) } }).ended;
    expect(status).toBe(1);
    expect(output.trim()).toBe(
      `Port ${port} on 127.0.0.1 is taken. Choose another one with PORT: PORT=${port + 1} npm start`,
    );
    expect(processesWith(LASTACK_DATA)).toEqual([]);
    other.close();
  });

  it('names all faults of the configuration', async () => {
    const env = { PORT: 'many', LASTACK_SECRET: 'short', LASTACK_DATABASE: 'x', NODE_ENV: 'production' };
    const { status, output } = await startService({ env }).ended;
    expect(status).toBe(1);
    for (const name of ['PORT must', 'LASTACK_SECRET must', 'LASTACK_DATABASE is not a setting'])
      expect(output).toContain(name);
    expect(output).not.toContain('    at ');
  });

  it('says in one line that no database answers, without its password', async () => {
    const DATABASE_URL = 'postgresql://lastack:hunter2@127.0.0.1:1/lastack';
    const { status, output } = await startService({ env: { DATABASE_URL, LASTACK_SECRET: 's'.repeat(32) } })
      .ended;
    expect(status).toBe(1);
    expect(output.trim()).toMatch(
      /^The database of DATABASE_URL \(127\.0\.0\.1:1\) cannot be reached: .*ECONNREFUSED.*$/,
    );
    expect(output).not.toContain('hunter2');
  });
});

describe('two services on one data folder', () => {
  it('the second says so and stops; the first goes on', async () => {
    const env = { LASTACK_DATA: await emptyFolder() };
    const first = startService({ env });
    const { requests } = await introduction(first);
    const { status, output } = await startService({ env }).ended;
    expect(status).toBe(1);
    expect(output).toContain('Another LastAck service is running on the data folder');
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(await paste(requests[0] ?? '')).toMatchObject({ kind: 'handshake-numbers' });
    expect(await first.end()).toMatchObject({ status: 0 });
  });

  it('started at the same instant on an empty folder, one of them runs', async () => {
    const env = { LASTACK_DATA: await emptyFolder() };
    const both = [startService({ env }), startService({ env })];
    const outcomes = await Promise.allSettled(both.map(({ ready }) => ready));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const [winner, loser] = outcomes[0]?.status === 'fulfilled' ? both : both.toReversed();
    expect(await loser?.ended).toMatchObject({
      status: 1,
      output: expect.stringContaining('Another LastAck service is running'),
    });
    const { requests } = await introduction(winner as ServiceProcess);
    expect(await paste(requests[0] ?? '')).toMatchObject({ kind: 'handshake-numbers' });
    expect(await winner?.end()).toMatchObject({ status: 0 });
    expect(processesWith(env.LASTACK_DATA)).toEqual([]);
  });
});
