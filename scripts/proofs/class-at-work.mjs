// What a class does in an afternoon, over HTTP: an instructor publishes an assignment; students read it, begin, save drafts,
// answer wrongly and again, and look at their results; the staff looks at scores.
const ITEM = {
  kind: 'handshake-numbers',
  params: { difficulty: 'intro', story: 'usual', notation: 'letters' },
  tries: 3,
};
const ANSWERS = [
  { '1.ack': 'x', '2.seq': 'x' },
  { '1.ack': 'x+1', '2.seq': 'x+1', '2.ack': 'y+1' },
];
const DRAFTS = 3;

/**
 * @param {{ url: string, courseId: string, personIds: string[], query: (sql: string, values?: unknown[]) => Promise<any[]>,
 *   issue: (personId: string) => Promise<string> }} on a running service, a course and some of its students; the first of
 *   them becomes its owner
 * @returns {Promise<number>} the requests made
 */
export async function classAtWork({ url, courseId, personIds, query, issue }) {
  let requests = 0;
  const as =
    (token) =>
    async (method, path, body, headers = {}) => {
      requests += 1;
      const json = body && { 'content-type': 'application/json' };
      const response = await fetch(`${url}/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...json, ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
    };
  const [ownerId, ...students] = personIds;
  await query(`UPDATE members SET role = 'owner' WHERE course_id = $1 AND person_id = $2`, [
    courseId,
    ownerId,
  ]);
  const staff = as(await issue(ownerId));
  const { id } = await staff('POST', `courses/${courseId}/assignments`, { title: 'A', items: [ITEM, ITEM] });
  await staff('POST', `assignments/${id}/publish`);
  for (const personId of students) await study(as(await issue(personId)), courseId, id);
  for (const path of ['gradebook', `assignments/${id}/scores`, 'members', 'assignments'])
    await staff('GET', `courses/${courseId}/${path}`);
  return requests;
}

async function study(me, courseId, assignmentId) {
  await me('GET', 'me');
  await me('GET', `courses/${courseId}/assignments`);
  await me('GET', `assignments/${assignmentId}`);
  const attempt = await me('POST', `assignments/${assignmentId}/attempts`);
  for (const { id } of attempt.questions) {
    await me('GET', `questions/${id}`);
    for (let version = 0; version < DRAFTS; version++)
      await me('PUT', `questions/${id}/draft`, { cells: ANSWERS[0] }, { 'if-match': `"${version}"` });
    for (const cells of ANSWERS) await me('POST', `questions/${id}/submissions`, { cells });
    await me('GET', `questions/${id}/submissions`);
  }
  await me('GET', `attempts/${attempt.id}`);
  await me('POST', `attempts/${attempt.id}/finish`);
  await me('GET', `courses/${courseId}/scores/me`);
}
