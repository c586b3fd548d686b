// What the proofs of faults share: a PostgreSQL that can be crashed, API replicas and workers as processes, courses with
// learners, and clients that retry. Nothing of it is left when it is closed.
import { spawnSync } from 'node:child_process';
import pg from 'pg';
import { DRAWN, expectedIn } from '../../../dist/prisma/drawn.js';
import { kindOf } from '../../../dist/questions/index.js';
import { atEnd } from '../../at-end.mjs';
import { startProcess } from '../service-process.mjs';
import { openCluster, query } from './cluster.mjs';

const ITEMS = ['intro', 'standard', 'hard'].map((difficulty) => ({
  kind: 'handshake-numbers',
  params: { difficulty },
  tries: 100,
}));

export async function openLab() {
  const cluster = await openCluster();
  const env = {
    DATABASE_URL: cluster.url,
    LASTACK_SECRET: 'the-secret-of-a-proof-that-nobody-else-has',
    LASTACK_WEBHOOK_ALLOW: '127.0.0.0/8',
    LOG_LEVEL: process.env.PROOF_LOG ?? 'silent',
    PORT: '0',
  };
  const processes = new Set();
  /** @param other settings besides those of every process */
  const start = (role, other = {}, options = {}) => {
    const started = startProcess({ ...env, LASTACK_ROLE: role, ...other }, options);
    processes.add(started);
    void started.exited.then(() => processes.delete(started));
    return started;
  };
  const end = atEnd(async () => {
    for (const { child } of processes) child.kill('SIGKILL');
    await Promise.all([...processes].map(({ exited }) => exited));
  });
  const lab = {
    ...cluster,
    env,
    start,
    classroom: (url, options) => classroom(url, env, options),
    /** The same with a database of its own, whose files lie in another folder. */
    elsewhere: async (name, folder) => {
      await cluster.query(`CREATE TABLESPACE ${name} LOCATION '${folder}'`);
      await cluster.query(`CREATE DATABASE ${name} TABLESPACE ${name}`);
      const url = Object.assign(new URL(cluster.url), { pathname: `/${name}` }).href;
      const there = { ...env, DATABASE_URL: url };
      return {
        ...lab,
        env: there,
        start: (role, other, options) => start(role, { ...there, ...other }, options),
        classroom: (at, options) => classroom(at, there, options),
        query: (sql, values) => query(url, sql, values),
      };
    },
    close: async () => {
      await end();
      await cluster.close();
    },
  };
  return lab;
}

/** Posts or gets JSON, and throws unless that went well. */
export async function ask(url, token, method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/**
 * A course with a published assignment and learners who have begun it. Of each question the right answer and a wrong
 * one are known, as only the database knows them.
 * @param {{ learners: number, items?: object[], endpoints?: string[], assignment?: object }} options
 *   endpoints: URLs that are told of every change of a score
 */
async function classroom(url, env, { learners: count, items = ITEMS, endpoints = [], assignment = {} }) {
  const token = instructorToken(env);
  const post = (path, body) => ask(url, token, 'POST', path, body);
  const { id: courseId } = await post('/v1/courses', { title: 'Proof' });
  for (const to of endpoints)
    await post(`/v1/courses/${courseId}/endpoints`, { url: to, eventTypes: ['score.changed'] });
  const body = { title: 'Proof', items, ...assignment };
  const { id: assignmentId } = await post(`/v1/courses/${courseId}/assignments`, body);
  await post(`/v1/assignments/${assignmentId}/publish`);
  const client = new pg.Client(env.DATABASE_URL);
  await client.connect();
  const learners = [];
  try {
    for (let i = 0; i < count; i++) {
      const path = `/v1/courses/${courseId}/members`;
      const { personId } = await post(path, { name: `Learner ${i}`, role: 'student' });
      const issued = await post(`${path}/${personId}/tokens`);
      const attempt = await ask(url, issued.token, 'POST', `/v1/assignments/${assignmentId}/attempts`);
      const questions = await questionsOf(client, attempt.id);
      learners.push({ personId, token: issued.token, attemptId: attempt.id, questions });
    }
  } finally {
    await client.end();
  }
  return { token, courseId, assignmentId, learners };
}

function instructorToken(env) {
  const args = ['dist/cli.js', 'token', '--name', 'Prover', '--may-create-courses'];
  const { PATH } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, args, { env: { PATH, ...env }, encoding: 'utf8' });
  const [token] = /lak_\w+/.exec(stdout) ?? [];
  if (!token) throw new Error(`no token was issued: ${stderr}`);
  return token;
}

async function questionsOf(client, attemptId) {
  const { rows } = await client.query(
    `SELECT id, kind, ${DRAWN} AS drawn FROM variants variant WHERE attempt_id = $1 ORDER BY id`,
    [attemptId],
  );
  return rows.map(({ id, kind: name, drawn }) => {
    const kind = kindOf(name);
    const expected = expectedIn(drawn);
    const right = kind.solve(expected).cells;
    return { id, kind: name, right, wrong: { ...right, ...kind.mistakes(expected)[0]?.values } };
  });
}
