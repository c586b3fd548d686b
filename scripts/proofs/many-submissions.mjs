// A database as it is after years: as many submissions as one likes, of learners who each answered in twenty assignments. The
// rows are all that queries need, and nothing that could be graded.

const ASSIGNMENTS = 20;
const QUESTIONS = 2;
const TRIES = 5;
/** A table of a page or two is rightly read whole; there are more people than that, though not all answer. */
const FEWEST_PEOPLE = 2_000;
/** Ids are made of numbers, so that each row knows its parents. */
const uuid = (kind, number) => `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

/**
 * Fills an empty, migrated database.
 * @param {(sql: string) => Promise<any[]>} query runs one statement
 * @param {number} submissions how many; a multiple of 200
 * @returns {Promise<{ courseId: string, assignmentId: string, personIds: string[] }>} a course, an assignment in it, and
 *   some of its students
 */
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
  const students = await query(
    `SELECT person_id AS id FROM members WHERE course_id = ${uuid(1, '0')} ORDER BY id LIMIT 50`,
  );
  const [course] = await query(`SELECT ${uuid(1, '0')} AS id`);
  const [assignment] = await query(`SELECT ${uuid(3, '0')} AS id`);
  return { courseId: course.id, assignmentId: assignment.id, personIds: students.map(({ id }) => id) };
}
