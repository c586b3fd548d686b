// Whether the service slows down as its tables fill: the same class submits to an empty database and to one with a million
// submissions, turn by turn; then the staff reads the gradebook of a full course and the statistics of an assignment.
import { setTimeout as sleep } from 'node:timers/promises';
import { packDrawn } from '../dist/prisma/drawn.js';
import { drawVariant, gradeAnswer, kindOf, validateParams } from '../dist/questions/index.js';
import { loadRows, uuid } from '../scripts/proofs/many-submissions.mjs';
import { singleAnswers } from './attempt10.mjs';
import { ask, creator, openClass } from './classroom.mjs';
import { median } from './figures.mjs';
import { keysOf } from './keys.mjs';
import { refusals } from './lab.mjs';

/** 20,000 learners in 40 courses of 50 assignments, each with 10 of them done: 1,000,000 submissions. */
const FULL = {
  courses: 40,
  assignments: 2_000,
  people: 20_000,
  learners: 20_000,
  each: 10,
  questions: 5,
  tries: 1,
};
const QUICK = { ...FULL, courses: 4, assignments: 200, people: 2_000, learners: 2_000 };
const CONNECTIONS = 32;
const STUDENTS = 500;
const TEMPLATES = 200;
const READS = 15;

export async function growth(lab, { quick }) {
  const shape = quick ? QUICK : FULL;
  const [rounds, seconds] = quick ? [2, 2] : [5, 4];
  const grown = await lab.database();
  const empty = await lab.database();
  const begun = performance.now();
  await loadRows(grown.query, shape);
  await fillCourse(grown.query);
  const loaded_s = (performance.now() - begun) / 1000;
  const sides = [];
  try {
    for (const database of [empty, grown]) sides.push(await side(lab, database));
    for (let round = 0; round <= rounds; round++)
      for (const one of sides) await submitFor(lab, one, seconds, round > 0);
    const [before, after] = sides.map(({ p50s }) => median(p50s));
    return {
      'growth.submissions_loaded': shape.learners * shape.each * shape.questions * shape.tries,
      'growth.loading_s': loaded_s,
      'growth.submit_p50_empty_ms': before,
      'growth.submit_p50_full_ms': after,
      'growth.submit_p50_ratio': after / before,
      ...(await staffReads(grown.query, sides[1].service.url)),
    };
  } finally {
    for (const { service } of sides) await service.stop();
    await grown.drop();
    await empty.drop();
  }
}

/** A class of its own, that has begun its attempts, on a database. */
async function side(lab, database) {
  const service = await lab.service(database);
  const course = await openClass(database.query, service.url, STUDENTS);
  const plan = { url: service.url, connections: CONNECTIONS };
  await lab.load('load.mjs', { ...plan, requests: course.starts(course.students) });
  const requests = singleAnswers(await keysOf(database.query, service.url, course), course.students);
  return { service, plan, requests, from: 0, p50s: [] };
}

async function submitFor(lab, one, seconds, counts) {
  const { plan, requests, from } = one;
  const result = await lab.load('load.mjs', { ...plan, requests, from, seconds });
  const refused = refusals(result);
  if (refused) throw new Error(refused);
  one.from = result.next;
  if (counts) one.p50s.push(median(result.times));
  await sleep(200); // What a round has left to write does not fall into the next one.
}

/** The first course gets real questions and graded answers in the place of the empty ones, and every score of its gradebook. */
async function fillCourse(query) {
  const kind = kindOf('handshake-numbers');
  const { value: params } = validateParams(kind, { difficulty: 'standard' });
  const rows = Array.from({ length: TEMPLATES }, (_, n) => {
    const { prompt, expected } = drawVariant(kind, params, Buffer.from(`growth ${n}`.padEnd(32)), 10);
    const mistakes = kind.mistakes(expected);
    const cells = n % 3 === 0 ? kind.solve(expected).cells : mistakes[n % mistakes.length].values;
    const outcome = gradeAnswer(kind, expected, { cells });
    if (outcome.status !== 'graded') throw new Error('a known answer cannot be graded');
    const drawn = `\\x${packDrawn({ prompt, expected }).toString('hex')}`;
    return { n, drawn, cells, ...outcome.grade };
  });
  await query(`CREATE TEMP TABLE template (n int, drawn bytea, cells jsonb, earned int, parts jsonb,
                                           diagnosis jsonb)`);
  await query(
    `INSERT INTO template SELECT * FROM jsonb_to_recordset($1)
       AS t (n int, drawn bytea, cells jsonb, earned int, parts jsonb, diagnosis jsonb)`,
    [JSON.stringify(rows)],
  );
  await query(`CREATE TEMP TABLE filled AS
    SELECT variant.id, (row_number() OVER ())::int % ${TEMPLATES} AS n FROM variants variant
    JOIN attempts attempt ON attempt.id = variant.attempt_id JOIN assignments ON assignments.id = attempt.assignment_id
    WHERE course_id = ${COURSE}`);
  await query(`UPDATE variants SET drawn = template.drawn
    FROM filled JOIN template USING (n) WHERE variants.id = filled.id`);
  await query(`UPDATE submissions SET answer = template.cells
    FROM filled JOIN template USING (n) WHERE variant_id = filled.id`);
  await query(`UPDATE grades SET earned = template.earned, parts = template.parts,
                                 diagnosis = CASE jsonb_typeof(template.diagnosis) WHEN 'object' THEN template.diagnosis END
    FROM filled JOIN template USING (n) JOIN submissions ON variant_id = filled.id WHERE submission_id = submissions.id`);
  await query(`INSERT INTO scores (assignment_id, learner_id, earned, possible)
    SELECT assignments.id, person_id, 7, 50 FROM assignments JOIN members USING (course_id) WHERE course_id = ${COURSE}
    ON CONFLICT DO NOTHING`);
  await query('VACUUM (ANALYZE)');
}

const COURSE = uuid(1, '0');
const ASSIGNMENT = uuid(3, '0');

async function staffReads(query, url) {
  const { personId, token } = await creator(query);
  await query(`INSERT INTO members (course_id, person_id, role) VALUES (${COURSE}, $1, 'instructor')`, [
    personId,
  ]);
  const [{ course, assignment }] = await query(`SELECT ${COURSE} AS course, ${ASSIGNMENT} AS assignment`);
  const gradebook = await timed(url, token, `/v1/courses/${course}/gradebook?limit=100`);
  const statistics = await timed(url, token, `/v1/assignments/${assignment}/statistics`);
  return {
    'growth.gradebook_ms': gradebook.ms,
    'growth.gradebook_learners': gradebook.answer.data.length,
    'growth.statistics_ms': statistics.ms,
    'growth.statistics_learners': statistics.answer.scores.learners,
  };
}

/** The median of some requests, one after the other. */
async function timed(url, token, path) {
  const times = [];
  let answer = await ask(url, token, path);
  for (let i = 0; i < READS; i++) {
    const begun = performance.now();
    answer = await ask(url, token, path);
    times.push(performance.now() - begun);
  }
  return { ms: median(times), answer };
}
