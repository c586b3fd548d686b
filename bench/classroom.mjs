// A course to make load in: its owner, an assignment of ten numeric questions, and as many students as wanted. People and
// tokens are written straight into the database, in the form in which the service writes them; all else is asked of the API.
import { hashToken, newToken } from '../dist/auth/token.js';
import { newId } from '../dist/prisma/id.js';
import { request } from 'undici';

/** Ten questions that are answered with numbers, flags and the word "none". */
export const ITEMS = [
  ['handshake-numbers', 'intro'],
  ['handshake-numbers', 'intro'],
  ['handshake-numbers', 'standard'],
  ['transfer-numbers', 'intro'],
  ['transfer-numbers', 'intro'],
  ['transfer-numbers', 'standard'],
  ['teardown-numbers', 'intro'],
  ['teardown-numbers', 'intro'],
  ['handshake-retry', 'intro'],
  ['keepalive', 'intro'],
].map(([kind, difficulty]) => ({ kind, params: { difficulty }, points: 10, tries: 100 }));

const ISSUE = `INSERT INTO tokens (id, person_id, course_id, label, hash)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[])`;

/** Somebody who may do everything in the courses they make. */
export async function creator(query) {
  const personId = newId();
  await query(`INSERT INTO people (id, name, may_create_courses) VALUES ($1, 'Bench', true)`, [personId]);
  const token = newToken();
  await query(ISSUE, [[newId()], [personId], [null], ['bench'], [hashToken(token)]].map(asBuffers));
  return { personId, token };
}

/**
 * @param {(sql: string, values?: unknown[]) => Promise<any[]>} query
 * @param {string} url of the service
 * @param {number} count of students
 */
export async function openClass(query, url, count) {
  const owner = await creator(query);
  const course = await ask(url, owner.token, '/v1/courses', { title: 'Networks' });
  const made = await ask(url, owner.token, `/v1/courses/${course.id}/assignments`, {
    title: 'Ten',
    items: ITEMS,
  });
  await ask(url, owner.token, `/v1/assignments/${made.id}/publish`, {});
  return {
    owner,
    courseId: course.id,
    assignmentId: made.id,
    students: await enrol(query, course.id, count),
    /** What students send to begin their attempts. */
    starts: (students) =>
      students.map(({ token }) => ({ path: `/v1/assignments/${made.id}/attempts`, token })),
  };
}

/** New students of a course, each with a token for it. */
export async function enrol(query, courseId, count) {
  const students = Array.from({ length: count }, (_, i) => ({
    personId: newId(),
    token: newToken(),
    lmsId: `L${i}`,
  }));
  const people = students.map(({ personId }) => personId);
  const all = (value) => students.map(() => value);
  await query(
    `INSERT INTO people (id, name) SELECT id, 'Student ' || n FROM unnest($1::uuid[]) WITH ORDINALITY AS p (id, n)`,
    [people],
  );
  await query(
    `INSERT INTO members (course_id, person_id, role, lms_id)
     SELECT $1::uuid, id, 'student', lms_id FROM unnest($2::uuid[], $3::text[]) AS p (id, lms_id)`,
    [courseId, people, students.map(({ lmsId }) => lmsId)],
  );
  const hashes = students.map(({ token }) => hashToken(token));
  await query(ISSUE, [students.map(newId), people, all(courseId), all('bench'), hashes].map(asBuffers));
  return students;
}

/** The driver sends typed arrays as text, and Buffers as bytes. */
function asBuffers(column) {
  return column.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value));
}

/** One request, outside of what is measured. @throws Error when it is refused */
export async function ask(url, token, path, body) {
  const { statusCode, body: answer } = await request(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (statusCode >= 300) throw new Error(`${path}: ${statusCode} ${text}`);
  return JSON.parse(text);
}
