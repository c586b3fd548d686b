// npm run demo: the whole story over real HTTP, with a real webhook receiver on this machine. Every step says what it
// expects; the first that is not as told ends it with status 1.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { createReceiver } from '../examples/receiver/receiver.mjs';
import { TokensService } from '../dist/auth/tokens.service.js';
import { loadConfig } from '../dist/config.js';
import { Database } from '../dist/prisma/database.js';
import { expectedOf } from '../dist/prisma/drawn.js';
import { kindOf } from '../dist/questions/index.js';
import { serve } from '../dist/serve.js';
import { simulate } from '../dist/tcp/index.js';
import { ladderText } from '../dist/tcp/render/index.js';
import { startInFolder, unlessStopping } from './at-end.mjs';

/** Far beyond what it takes, however busy the machine. */
const DELIVERY_DEADLINE_MS = 120_000;

/** The receiver of examples/receiver, as soon as its secret is known; what it gets is kept to be looked at. */
async function startReceiver(folder) {
  const received = [];
  const file = join(folder, 'gradebook.csv');
  const server = createServer((request) => {
    const one = { headers: request.headers, body: '' };
    request.on('data', (chunk) => (one.body += chunk)).on('end', () => received.push(one));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    received,
    file,
    url: `http://127.0.0.1:${server.address().port}/hooks`,
    open: (secret) => {
      const receiver = createReceiver({ secret, file, heard: () => server.emit('delivery') });
      server.on('request', (request, response) => receiver.emit('request', request, response));
    },
  };
}

let steps = 0;
function step(told, holds, shown = '') {
  steps++;
  console.log(`${holds ? '✓' : '✗'} ${told}${shown && `\n    ${shown.replaceAll('\n', '\n    ')}`}`);
  if (!holds) throw new Error(`step ${steps} is not as told: ${told}`);
}

function client(url, token) {
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
}

/** What somebody who knows the rules answers. The demo looks behind the curtain for it, as no student can. */
async function truth(db, questionId) {
  const { kind, ...question } = await db.variant.findUniqueOrThrow({
    where: { id: questionId },
    select: { kind: true, drawn: true, expected: true },
  });
  const { solve } = kindOf(kind);
  const expected = expectedOf(question);
  return { right: solve(expected), wrong: expected.mistakes[0] };
}

async function story({ app, url }, receiver) {
  const db = app.get(Database);
  const tokens = app.get(TokensService);
  const person = await tokens.addPerson(db, { name: 'Professor Stevens', mayCreateCourses: true });
  const { token } = await tokens.issue(db, { personId: person, courseId: null, label: 'demo' });
  const instructor = client(url, token);

  console.log('\nThe instructor');
  const course = await instructor('POST', '/v1/courses', { title: 'Computer Networks' });
  step('creates a course', course.status === 201, course.body.title);
  const courseUrl = `/v1/courses/${course.body.id}`;
  const endpoint = await instructor('POST', `${courseUrl}/endpoints`, { url: receiver.url });
  step(
    'registers a webhook receiver and is shown its secret once',
    endpoint.body.secret?.startsWith('whsec_'),
    receiver.url,
  );
  receiver.open(endpoint.body.secret);
  const items = [{ kind: 'handshake-numbers', params: { difficulty: 'intro' }, points: 10, tries: 3 }];
  const draft = await instructor('POST', `${courseUrl}/assignments`, {
    title: 'The three-way handshake',
    items,
  });
  const assignment = await instructor('POST', `/v1/assignments/${draft.body.id}/publish`);
  step(
    'creates an assignment and publishes it',
    assignment.body.state === 'published',
    assignment.body.title,
  );
  const member = await instructor('POST', `${courseUrl}/members`, {
    name: 'Ada',
    role: 'student',
    lmsId: 'sis-4711',
  });
  const issued = await instructor('POST', `${courseUrl}/members/${member.body.personId}/tokens`);
  step('enrols a student and gives her a token', issued.status === 201, member.body.name);

  console.log('\nThe student');
  const student = client(url, issued.body.token);
  const attempt = await student('POST', `/v1/assignments/${assignment.body.id}/attempts`);
  step('starts an attempt', attempt.status === 201);
  const questionUrl = `/v1/questions/${attempt.body.questions[0].id}`;
  const question = await student('GET', questionUrl);
  step('reads the question', question.body.blanks.length > 0, question.body.text);
  const inChinese = await student('GET', `${questionUrl}?locale=zh`);
  step('reads it in Chinese', /三报文握手/.test(inChinese.body.text), inChinese.body.title);
  const { right, wrong } = await truth(db, question.body.id);
  const first = await student('POST', `${questionUrl}/submissions`, { cells: wrong.values });
  const { diagnosis } = first.body;
  step(
    'submits a wrong answer',
    first.status === 201 && first.body.earned < first.body.possible,
    first.body.summary,
  );
  step(
    'reads which misconception it shows',
    diagnosis?.rules.join() === wrong.rules.join(),
    `${diagnosis.rules}: ${diagnosis.text}`,
  );
  const second = await student('POST', `${questionUrl}/submissions`, right);
  step(
    'submits a right answer',
    second.body.earned === 10 && second.body.diagnosis === null,
    second.body.summary,
  );

  console.log('\nThe LMS');
  const wanted = ['assignment.published', 'member.added', 'attempt.started'].concat([
    'submission.graded',
    'score.changed',
    'submission.graded',
    'score.changed',
  ]);
  const deadline = Date.now() + DELIVERY_DEADLINE_MS;
  while (receiver.received.length < wanted.length && Date.now() < deadline) {
    await Promise.race([once(receiver.server, 'delivery'), new Promise((wake) => setTimeout(wake, 100))]);
  }
  const verifier = new Webhook(endpoint.body.secret);
  const events = receiver.received.map(({ headers, body }) => verifier.verify(body, headers));
  const types = events.map(({ type }) => type);
  step(
    'gets every event, signed (verified by the package standardwebhooks)',
    types.toSorted().join() === wanted.toSorted().join(),
    types.join(', '),
  );
  const scores = events.filter(({ type }) => type === 'score.changed').map(({ data }) => data);
  const last = scores.reduce((a, b) => (a.version > b.version ? a : b));
  step(
    'has the final score of the learner it knows',
    last.lmsId === 'sis-4711' && last.earned === 10,
    JSON.stringify(last),
  );
  const csv = await readFile(receiver.file, 'utf8');
  step(
    'has written it into its gradebook (examples/receiver)',
    csv.includes(`sis-4711,${last.learnerId},${last.assignmentId},10,10,2,`),
    csv.trim(),
  );
  const scored = receiver.received.find(({ body }) => body.includes('"earned":'));
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  const altered = await fetch(receiver.url, {
    method: 'POST',
    headers: Object.fromEntries(names.map((name) => [name, scored.headers[name]])),
    body: scored.body.replace('"earned":', '"earned":1'),
  });
  step('refuses an event whose score was altered on the way', altered.status === 401);

  console.log('\nThe trace behind the question');
  const drawn = await db.variant.findUniqueOrThrow({
    where: { id: question.body.id },
    select: { drawn: true, expected: true },
  });
  const ladder = ladderText(simulate(expectedOf(drawn).plan.scenario), { numbers: 'absolute' });
  step('is printed as a ladder', ladder.includes('SYN+ACK'), ladder);
}

try {
  const { running, folder, close } = await startInFolder('lastack-demo-', (data) =>
    serve(
      loadConfig({ LASTACK_DATA: data, LASTACK_WEBHOOK_ALLOW: '127.0.0.0/8', PORT: '0', LOG_LEVEL: 'error' }),
    ),
  );
  console.log(`A service of its own on ${running.url}, its data in ${folder}`);
  const receiver = await startReceiver(folder);
  try {
    await story(running, receiver);
    console.log(`\nAll ${steps} steps were as told.`);
  } finally {
    receiver.server.close();
    receiver.server.closeAllConnections();
    await close();
  }
} catch (error) {
  await unlessStopping();
  console.error(`\n${error.stack}`);
  process.exitCode = 1;
}
