// A database as it is after years: as many submissions as one likes, loaded by SQL in a minute. The rows are all that queries
// need, and nothing that could be graded; what they mean to each other is right.

/** Four assignments for each learner, of two questions with five tries. */
const SHAPE = { courses: 5, assignments: 20, each: 4, questions: 2, tries: 5 };
/** A table of a page or two is rightly read whole; there are more people than that, though not all answer. */
const FEWEST_PEOPLE = 2_000;

/**
 * Fills an empty, migrated database.
 * @param {(sql: string) => Promise<any[]>} query runs one statement
 * @param {number} submissions how many; a multiple of 40
 * @returns {Promise<{ courseId: string, assignmentId: string, personIds: string[] }>} a course, an assignment in it, and
 *   some of its students
 */
export async function load(query, submissions) {
  const { each, questions, tries } = SHAPE;
  const learners = submissions / (each * questions * tries);
  await loadRows(query, { ...SHAPE, learners, people: Math.max(learners, FEWEST_PEOPLE) });
  const students = await query(
    `SELECT person_id AS id FROM members WHERE course_id = ${uuid(1, '0')} ORDER BY id LIMIT 50`,
  );
  const [course] = await query(`SELECT ${uuid(1, '0')} AS id`);
  const [assignment] = await query(`SELECT ${uuid(3, '0')} AS id`);
  return { courseId: course.id, assignmentId: assignment.id, personIds: students.map(({ id }) => id) };
}

/** Ids are made of numbers, so that each row knows its parents. */
export const uuid = (kind, number) =>
  `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

/**
 * Every learner is in one course, and has one attempt at each of `each` of its assignments; every question of it was answered
 * as often as there are tries. Assignments, people and learners come to the courses in turn.
 *
 * @param {(sql: string) => Promise<unknown>} query runs one statement
 * @param {{ courses: number, assignments: number, people: number, learners: number, each: number, questions: number, tries: number }} shape
 */
export async function loadRows(query, { courses, assignments, people, learners, each, questions, tries }) {
  const attempts = learners * each;
  const variants = attempts * questions;
  const submissions = variants * tries;
  /** Of attempt t: the learner is t / each, and the assignment one of that learner's course. */
  const learner = `t / ${each}`;
  const assignment = `t / ${each} % ${courses} + ${courses} * (t % ${each})`;
  const statements = [
    `INSERT INTO courses (id, title, locale) SELECT ${uuid(1, 'c')}, 'C', 'en' FROM generate_series(0, ${courses - 1}) c`,
    `INSERT INTO people (id, name) SELECT ${uuid(2, 'p')}, 'P' || p FROM generate_series(0, ${people - 1}) p`,
    `INSERT INTO members (course_id, person_id, role, lms_id)
       SELECT ${uuid(1, `p % ${courses}`)}, ${uuid(2, 'p')}, 'student', 'L' || p FROM generate_series(0, ${people - 1}) p`,
    `INSERT INTO assignments (id, course_id, title, state, published_at)
       SELECT ${uuid(3, 'a')}, ${uuid(1, `a % ${courses}`)}, 'A', 'published', now()
       FROM generate_series(0, ${assignments - 1}) a`,
    `INSERT INTO items (id, assignment_id, position, kind, params, points, tries)
       SELECT ${uuid(4, `a * ${questions} + q`)}, ${uuid(3, 'a')}, q + 1, 'handshake-numbers', '{}', 10, ${tries}
       FROM generate_series(0, ${assignments - 1}) a, generate_series(0, ${questions - 1}) q`,
    `INSERT INTO attempts (id, assignment_id, learner_id, number)
       SELECT ${uuid(5, 't')}, ${uuid(3, `(${assignment})`)}, ${uuid(2, learner)}, 1
       FROM generate_series(0, ${attempts - 1}) t`,
    `INSERT INTO variants (id, attempt_id, item_id, kind, kind_version, engine_version, seed, drawn, possible, tries, tries_used)
       SELECT ${uuid(6, `t * ${questions} + q`)}, ${uuid(5, 't')}, ${uuid(4, `(${assignment}) * ${questions} + q`)},
              'handshake-numbers', 1, '1', '', convert_to(E'{"cells":[]}\\n{"blanks":[],"facts":{}}', 'UTF8'), 10, ${tries}, ${tries}
       FROM generate_series(0, ${attempts - 1}) t, generate_series(0, ${questions - 1}) q`,
    `INSERT INTO submissions (id, variant_id, number, answer)
       SELECT ${uuid(7, 's')}, ${uuid(6, `s / ${tries}`)}, s % ${tries} + 1, '{}' FROM generate_series(0, ${submissions - 1}) s`,
    `INSERT INTO grades (submission_id, earned, possible, parts, grader_version)
       SELECT ${uuid(7, 's')}, s % 11, 10, '[]', 'x' FROM generate_series(0, ${submissions - 1}) s`,
    `INSERT INTO scores (assignment_id, learner_id, earned, possible)
       SELECT assignment_id, learner_id, 10, ${10 * questions} FROM attempts`,
    `INSERT INTO events (id, course_id, type, data, spread_at)
       SELECT ${uuid(8, 't')}, ${uuid(1, `t / ${each} % ${courses}`)}, 'score.changed', '{}', now()
       FROM generate_series(0, ${attempts - 1}) t`,
    `INSERT INTO tokens (id, person_id, label, hash)
       SELECT ${uuid(9, 'p')}, ${uuid(2, 'p')}, 'x', decode(md5(p::text), 'hex') FROM generate_series(0, ${people - 1}) p`,
  ];
  for (const statement of statements) await query(statement);
  await query('VACUUM (ANALYZE)');
}
