// The way of a class through the service, over HTTP: a course, an assignment, students who begin and submit. The right
// answers are reckoned from the stored questions, so that every acknowledged grade can be told to be right or wrong.
import { DRAWN, expectedIn } from '../../../dist/prisma/drawn.js';
import { kindOf } from '../../../dist/questions/index.js';

const ITEM = { kind: 'handshake-numbers', params: { difficulty: 'intro' }, points: 10, tries: 100 };

/** A client of one bearer. `fetch` keeps its connections open, as browsers do. */
export function client(url, token) {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text ? JSON.parse(text) : text,
    };
  };
}

/** @param receiver the URL of a webhook receiver of the course, if there is to be one */
export async function openClass(url, token, { students = 2, receiver } = {}) {
  const owner = client(url, token);
  const made = async (path, body = {}) => {
    const answer = await owner('POST', path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const { id: courseId } = await made('/v1/courses', { title: 'Operations' });
  const endpoint = receiver && (await made(`/v1/courses/${courseId}/endpoints`, { url: receiver }));
  const assignment = { title: 'Handshake', items: [ITEM], attemptsAllowed: null };
  const { id: assignmentId } = await made(`/v1/courses/${courseId}/assignments`, assignment);
  await made(`/v1/assignments/${assignmentId}/publish`);
  const tokens = [];
  for (let i = 0; i < students; i++) {
    const path = `/v1/courses/${courseId}/members`;
    const { personId } = await made(path, { name: `Student ${i}`, role: 'student', lmsId: `s${i}` });
    tokens.push((await made(`${path}/${personId}/tokens`)).token);
  }
  return { owner, bearer: token, made, courseId, assignmentId, tokens, endpoint };
}

/** Begins an attempt; the question, with the cells of its right answer. */
export async function begin(url, token, assignmentId, cluster) {
  const { status, body } = await client(url, token)('POST', `/v1/assignments/${assignmentId}/attempts`, {});
  if (status >= 300) throw new Error(`begin: ${status} ${JSON.stringify(body)}`);
  const { id } = body.questions[0];
  const sql = `SELECT kind, ${DRAWN} AS drawn FROM variants variant WHERE id = $1`;
  const [{ kind, drawn }] = await cluster.query(sql, [id]);
  return { id, right: kindOf(kind).solve(expectedIn(drawn)).cells };
}

/** One answer; `null` when none came. */
export async function submit(url, token, question, headers) {
  const path = `/v1/questions/${question.id}/submissions`;
  return client(url, token)('POST', path, { cells: question.right }, headers).catch(() => null);
}

/** Of submissions that were acknowledged, those that the database does not have with full marks. */
export async function lost(cluster, ids) {
  const rows = await cluster.query(
    `SELECT id FROM submissions JOIN grades ON submission_id = id WHERE id = ANY ($1::uuid[]) AND earned = possible`,
    [ids],
  );
  const kept = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !kept.has(id));
}
