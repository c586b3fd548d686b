// The service is killed between the commit and the answer. The client has no answer and sends the same request again:
// it gets what was committed, and nothing happens twice.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import { classroom, type Classroom, questions } from '../support/classroom.js';
import { until } from '../support/course.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { run } from '../support/run.js';
import { api, TEST_SECRET } from '../support/service.js';
import { cleanUp, type ServiceProcess, startService } from '../support/service-process.js';

const KILLS = 3;
/** The lock that the commits wait for; any number will do. */
const GATE = 7;

let database: TestDatabase;
let service: ServiceProcess;
let room: Classroom;
let gate: Client;
const start = () => startService({ env: { DATABASE_URL: database.url, LASTACK_SECRET: TEST_SECRET } });

beforeAll(async () => {
  database = await testDatabase();
  service = start();
  const url = await service.ready;
  const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: database.url, LASTACK_SECRET: TEST_SECRET };
  const issue = ['dist/cli.js', 'token', '--name', 'Prover', '--may-create-courses'];
  const { stdout } = await run(process.execPath, issue, { env });
  room = await classroom(api(url, /lak_\w+/.exec(stdout)?.[0]));
  // The commit of an answer waits for the test, which stops the process that waits for the commit.
  await database.query(
    `CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0
     AS 'BEGIN PERFORM pg_advisory_xact_lock(${GATE}); RETURN NULL; END'`,
  );
  gate = new Client(database.url);
  await gate.connect();
});
afterAll(async () => {
  await gate.end();
  await cleanUp();
  await database.drop();
});

it(`a retry after ${KILLS} such kills gets the answer that was committed`, async () => {
  const token = await room.enrol();
  const client = async () => api(await service.ready, token);
  const [question] = await questions(await client(), room.assignmentId, database);
  if (!question) throw new Error('the attempt has no questions');
  const send = async (key: string) =>
    (await client()).request<SubmissionView>(`/v1/questions/${question.id}/submissions`, {
      method: 'POST',
      body: JSON.stringify({ cells: question.wrong }),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });
  const stored = () =>
    database.query('SELECT id, number FROM submissions WHERE variant_id = $1 ORDER BY number', [question.id]);

  for (let kill = 1; kill <= KILLS; kill++) {
    await database.query(
      `CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON submissions DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW EXECUTE FUNCTION dawdle()`,
    );
    await gate.query('SELECT pg_advisory_lock($1)', [GATE]);
    const lost = send(`kill-${kill}`).then(
      ({ status }) => status,
      () => 'no answer',
    );
    await until(
      () =>
        database.query(
          `SELECT FROM pg_stat_activity WHERE query = 'COMMIT' AND wait_event = 'advisory' AND datname = current_database()`,
        ),
      (committing) => committing.length > 0,
    );
    process.kill(service.pid, 'SIGSTOP');
    await gate.query('SELECT pg_advisory_unlock($1)', [GATE]);
    await until(stored, (rows) => rows.length === kill);
    const { signal } = await service.end('SIGKILL');
    expect([signal, await lost]).toEqual(['SIGKILL', 'no answer']);
    await database.query('DROP TRIGGER dawdle ON submissions');
    service = start();

    const again = await send(`kill-${kill}`);
    const once = await send(`kill-${kill}`);
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(once.body).toEqual(again.body);
    const rows = await stored();
    expect(rows).toHaveLength(kill);
    expect(again.body).toMatchObject(rows.at(-1) as object);
  }
});
