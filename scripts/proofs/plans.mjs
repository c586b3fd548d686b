// npm run prove -- plans: loads 1,000,000 submissions, and asks PostgreSQL how it would run the ten queries that the API
// makes most often. None may read a large table from end to end. The short form, and the tests, take 20,000.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const ASSIGNMENTS = 20;
const QUESTIONS = 2;
const TRIES = 5;
/** A table of a page or two is rightly read whole; there are more people than that, though not all answer. */
const FEWEST_PEOPLE = 2_000;
/** What grows with use. Courses and items are few, and reading all of a page of rows is no fault. */
const LARGE = [
  'attempts',
  'events',
  'grades',
  'members',
  'people',
  'scores',
  'submissions',
  'tokens',
  'variants',
];

/** Ids are made of numbers, so that each row knows its parents. */
const uuid = (kind, number) => `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

/** @param query runs one statement @param submissions how many; a multiple of 200 */
export async function load(query, submissions) {
  const learners = submissions / (ASSIGNMENTS * QUESTIONS * TRIES);
  const people = Math.max(learners, FEWEST_PEOPLE);
  const attempts = learners * ASSIGNMENTS;
  const variants = attempts * QUESTIONS;
  const statements = [
    `INSERT INTO courses (id, title, locale) SELECT ${uuid(1, 'c')}, 'C', 'en' FROM generate_series(0, 4) c`,
    `INSERT INTO people (id, name) SELECT ${uuid(2, 'p')}, 'P' || p FROM generate_series(0, ${people - 1}) p`,
    `INSERT INTO members (course_id, person_id, role, lms_id)
       SELECT ${uuid(1, 'p % 5')}, ${uuid(2, 'p')}, 'student', 'L' || p FROM generate_series(0, ${people - 1}) p`,
    `INSERT INTO assignments (id, course_id, title, state, published_at)
       SELECT ${uuid(3, 'a')}, ${uuid(1, 'a % 5')}, 'A', 'published', now() FROM generate_series(0, ${ASSIGNMENTS - 1}) a`,
    `INSERT INTO items (id, assignment_id, position, kind, params, points, tries)
       SELECT ${uuid(4, `a * ${QUESTIONS} + q`)}, ${uuid(3, 'a')}, q + 1, 'handshake-numbers', '{}', 10, ${TRIES}
       FROM generate_series(0, ${ASSIGNMENTS - 1}) a, generate_series(0, ${QUESTIONS - 1}) q`,
    `INSERT INTO attempts (id, assignment_id, learner_id, number)
       SELECT ${uuid(5, 't')}, ${uuid(3, `t % ${ASSIGNMENTS}`)}, ${uuid(2, `t / ${ASSIGNMENTS}`)}, 1
       FROM generate_series(0, ${attempts - 1}) t`,
    `INSERT INTO variants (id, attempt_id, item_id, kind, kind_version, engine_version, seed, prompt, expected, possible, tries, tries_used)
       SELECT ${uuid(6, 'v')}, ${uuid(5, `v / ${QUESTIONS}`)},
              ${uuid(4, `(v / ${QUESTIONS} % ${ASSIGNMENTS}) * ${QUESTIONS} + v % ${QUESTIONS}`)},
              'handshake-numbers', 1, '1', '', '{}', '{}', 10, ${TRIES}, ${TRIES}
       FROM generate_series(0, ${variants - 1}) v`,
    `INSERT INTO submissions (id, variant_id, number, answer)
       SELECT ${uuid(7, 's')}, ${uuid(6, `s / ${TRIES}`)}, s % ${TRIES} + 1, '{}' FROM generate_series(0, ${submissions - 1}) s`,
    `INSERT INTO grades (submission_id, earned, possible, parts, grader_version)
       SELECT ${uuid(7, 's')}, s % 11, 10, '[]', 'x' FROM generate_series(0, ${submissions - 1}) s`,
    `INSERT INTO scores (assignment_id, learner_id, earned, possible)
       SELECT assignment_id, learner_id, 10, 20 FROM attempts`,
    `INSERT INTO events (id, course_id, type, data, spread_at)
       SELECT ${uuid(8, 't')}, ${uuid(1, 't % 5')}, 'score.changed', '{}', now() FROM generate_series(0, ${attempts - 1}) t`,
    `INSERT INTO tokens (id, person_id, label, hash)
       SELECT ${uuid(9, 'p')}, ${uuid(2, 'p')}, 'x', decode(md5(p::text), 'hex') FROM generate_series(0, ${people - 1}) p`,
  ];
  for (const statement of statements) await query(statement);
  await query('ANALYZE');
}

const COURSE = uuid(1, '1');
const PERSON = uuid(2, '11');
const ASSIGNMENT = uuid(3, '11');
const ATTEMPT = uuid(5, '231');
const VARIANT = uuid(6, '462');

/** What is asked, and how: the joins and conditions of the service's own queries. */
const QUERIES = {
  'who bears a token': `SELECT * FROM tokens JOIN people ON people.id = person_id WHERE hash = decode(md5('11'), 'hex')`,
  'a person’s place in a course': `SELECT * FROM members WHERE course_id = ${COURSE} AND person_id = ${PERSON}`,
  'where a question stands': `SELECT *, (SELECT max(received_at) FROM submissions WHERE variant_id = variant.id)
     FROM variants variant JOIN items item ON item.id = variant.item_id JOIN attempts attempt ON attempt.id = variant.attempt_id
     JOIN assignments assignment ON assignment.id = attempt.assignment_id
     JOIN members member ON member.course_id = assignment.course_id AND member.person_id = ${PERSON}
     WHERE variant.id = ${VARIANT}`,
  'the questions of an attempt': `SELECT * FROM variants JOIN items ON items.id = item_id WHERE attempt_id = ${ATTEMPT}`,
  'the tries at a question': `SELECT * FROM submissions LEFT JOIN grades ON submission_id = submissions.id
     WHERE variant_id = ${VARIANT} ORDER BY number`,
  'a learner’s attempts, locked': `SELECT id FROM attempts WHERE assignment_id = ${ASSIGNMENT} AND learner_id = ${PERSON} ORDER BY id FOR UPDATE`,
  'the score of a learner': `SELECT attempt.learner_id, max(grade.earned) FROM attempts attempt
     JOIN variants variant ON variant.attempt_id = attempt.id LEFT JOIN submissions submission ON submission.variant_id = variant.id
     LEFT JOIN grades grade ON grade.submission_id = submission.id
     WHERE attempt.assignment_id = ${ASSIGNMENT} AND attempt.learner_id = ANY (ARRAY[${PERSON}]) GROUP BY attempt.id, variant.id`,
  'a learner’s scores in a course': `SELECT * FROM scores JOIN assignments ON assignments.id = assignment_id
     WHERE learner_id = ${PERSON} AND course_id = ${COURSE} AND announced_version = scores.version`,
  'a page of an assignment’s scores': `SELECT * FROM scores WHERE assignment_id = ${ASSIGNMENT} AND learner_id > ${PERSON} ORDER BY learner_id LIMIT 51`,
  'events to be spread': `SELECT * FROM events WHERE spread_at IS NULL ORDER BY id LIMIT 100`,
};

/**
 * Of each query the large tables that would be read from end to end.
 * @param {(sql: string) => Promise<any[]>} query
 * @returns {Promise<Record<string, string[]>>}
 */
export async function sequentialScans(query) {
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const [name, sql] of Object.entries(QUERIES)) {
    const [row] = await query(`EXPLAIN (FORMAT JSON) ${sql}`);
    found[name] = scansIn(row['QUERY PLAN'][0].Plan);
  }
  return found;
}

function scansIn(plan) {
  const own =
    plan['Node Type'] === 'Seq Scan' && LARGE.includes(plan['Relation Name']) ? [plan['Relation Name']] : [];
  return own.concat((plan.Plans ?? []).flatMap(scansIn));
}

export async function prove({ short }) {
  const { startPostgres } = await import('../../dist/prisma/postgres-process.js');
  const { migrate } = await import('../../dist/prisma/migrations.js');
  const { Client } = (await import('pg')).default;
  const submissions = short ? 20_000 : 1_000_000;
  const folder = await mkdtemp(join(tmpdir(), 'lastack-plans-'));
  const postgres = await startPostgres(folder);
  try {
    await migrate(postgres.url);
    const client = new Client(postgres.url);
    await client.connect();
    const query = async (sql) => (await client.query(sql)).rows;
    const start = performance.now();
    await load(query, submissions);
    const seconds = Math.round((performance.now() - start) / 1000);
    const scans = await sequentialScans(query);
    await client.end();
    return [
      { what: 'submissions loaded', seen: `${submissions} in ${seconds} s`, promised: '', holds: true },
      ...Object.entries(scans).map(([what, tables]) => ({
        what,
        seen: tables.length === 0 ? 'by index' : `reads all of ${tables.join(', ')}`,
        promised: 'by index',
        holds: tables.length === 0,
      })),
    ];
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
