// How much memory the API's process holds under load, and whether it grows: students begin attempts, read questions with
// their pictures, and submit, as fast as 32 connections go.
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { singleAnswers } from './attempt10.mjs';
import { openClass } from './classroom.mjs';
import { slope } from './figures.mjs';
import { keysOf } from './keys.mjs';
import { refusals } from './lab.mjs';

const CONNECTIONS = 32;
const LOOK_MS = 1_000;
const STUDENTS = 2_000;
/** To one start and one picture there are so many answers. */
const ANSWERS = 8;

export async function memory(lab, { quick }) {
  const seconds = quick ? 15 : 600;
  const database = await lab.database();
  const service = await lab.service(database);
  try {
    const course = await openClass(database.query, service.url, STUDENTS);
    await lab.load('load.mjs', {
      url: service.url,
      connections: CONNECTIONS,
      requests: course.starts(course.students),
    });
    const answers = singleAnswers(await keysOf(database.query, service.url, course), course.students);
    const requests = answers.flatMap((answer, i) =>
      i % ANSWERS === 0 ? [answer, ...reads(answer, course, i / ANSWERS)] : [answer],
    );
    const load = lab.load('load.mjs', { url: service.url, connections: CONNECTIONS, requests, seconds });
    const points = [];
    const begun = Date.now();
    for (let running = true; running;) {
      running = await Promise.race([load.then(() => false), sleep(LOOK_MS, true)]);
      points.push([(Date.now() - begun) / 60_000, residentMb(service.pid)]);
    }
    const result = await load;
    const refused = refusals(result);
    if (refused) throw new Error(refused);
    // The first half goes by until caches and the heap have the size that the load wants.
    const settled = points.slice(Math.floor(points.length / 2));
    return {
      rss_mb: Math.max(...points.map(([, mb]) => mb)),
      rss_growth_mb_per_min: quick ? null : slope(settled), // Seconds are too short for it.
      rss_after_s: seconds,
      rss_after_requests: result.times.length,
    };
  } finally {
    await service.stop();
    await database.drop();
  }
}

function reads({ questionId, token }, { assignmentId, students }, n) {
  return [
    { path: `/v1/assignments/${assignmentId}/attempts`, token: students[n % students.length].token },
    { method: 'GET', path: `/v1/questions/${questionId}`, token },
  ];
}

/** What the process holds in RAM, in MB (10^6 bytes). */
function residentMb(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return (Number(stdout) * 1024) / 1e6;
}
