// Ten-item attempts: how many a second are begun, all ten questions drawn and stored, and how many a second are answered
// whole, ten answers in one request, graded with diagnosis. Afterwards the database says whether all marks are right.
import { answerTo } from './answers.mjs';
import { openClass } from './classroom.mjs';
import { quantile } from './figures.mjs';
import { keysOf, wronglyGraded } from './keys.mjs';
import { refusals } from './lab.mjs';

const CONNECTIONS = 32;
/** Not measured: the first ones find a service that has compiled nothing yet. */
const WARM_UP = 200;

export async function attempt10(lab, { quick }) {
  const students = quick ? 1_500 : 10_000;
  const database = await lab.database();
  const service = await lab.service(database);
  try {
    const course = await openClass(database.query, service.url, WARM_UP + students);
    const [starting, startedAll] = await inTwo(lab, service.url, course.starts(course.students));
    const questions = await keysOf(database.query, service.url, course);
    const { requests, earned } = wholeAttempts(questions, course.students);
    const [submitting] = await inTwo(lab, service.url, requests);
    return {
      'attempt10.start_per_s': starting.times.length / starting.seconds,
      'attempt10.start_p99_ms': quantile(starting.times, 0.99),
      'attempt10.submit_per_s': submitting.times.length / submitting.seconds,
      'attempt10.submit_p99_ms': quantile(submitting.times, 0.99),
      'attempt10.attempts': startedAll,
      'attempt10.answers': questions.length,
      'attempt10.wrongly_graded': await wronglyGraded(database.query, course.assignmentId, earned),
    };
  } finally {
    await service.stop();
    await database.drop();
  }
}

/** The first requests warm up; the result is of the others. @throws Error when one was refused */
async function inTwo(lab, url, requests) {
  const plan = { url, connections: CONNECTIONS };
  await lab.load('load.mjs', { ...plan, requests: requests.slice(0, WARM_UP) });
  const result = await lab.load('load.mjs', { ...plan, requests: requests.slice(WARM_UP) });
  const refused = refusals(result);
  if (refused) throw new Error(`of ${requests.length} requests ${refused}`);
  return [result, requests.length];
}

/** For each student one request with all their answers; and what each answer must earn. */
export function wholeAttempts(questions, students) {
  const earned = new Map();
  const byLearner = Map.groupBy(questions, ({ learnerId }) => learnerId);
  const requests = students.map(({ personId, token }, n) => {
    const own = byLearner.get(personId) ?? [];
    const answers = own.map((question, i) => {
      const answer = answerTo(question, n + i);
      earned.set(question.id, answer.earned);
      return { questionId: question.id, cells: answer.cells };
    });
    const path = `/v1/attempts/${own[0].attemptId}/submissions`;
    return { path, token, body: JSON.stringify({ answers }) };
  });
  return { requests, earned };
}

/** For each question one request with an answer to it; and what it must earn. */
export function singleAnswers(questions, students) {
  const tokens = new Map(students.map(({ personId, token }) => [personId, token]));
  return questions.map((question, n) => {
    const { cells, earned } = answerTo(question, n);
    const path = `/v1/questions/${question.id}/submissions`;
    const body = JSON.stringify({ cells });
    return { questionId: question.id, earned, path, token: tokens.get(question.learnerId), body };
  });
}
