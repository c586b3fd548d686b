// A load generator: requests that come when they come, whether the last ones are answered or not. Told by its parent what
// to send and when; a request's time counts from when it should have been sent.
//   plan: { url, file }      file: an array of { at_ms, method?, path, token, body? }
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';

process.once('message', (plan) => {
  void run(plan).then((seen) => process.send(seen));
});

async function run({ url, file }) {
  const requests = JSON.parse(readFileSync(file, 'utf8'));
  // As many connections as requests are open: each comes from another computer.
  const pool = new Pool(url, { connections: null, pipelining: 1 });
  const begun = performance.now();
  const answers = await Promise.all(requests.map((request) => send(pool, begun, request)));
  await pool.close();
  const statuses = {};
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  return { answers, statuses, seconds: (performance.now() - begun) / 1000 };
}

async function send(pool, begun, { at_ms, method = 'POST', path, token, body }) {
  const due = begun + at_ms;
  await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
  const headers = { authorization: `Bearer ${token}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const status = await pool.request({ method, path, headers, body }).then(
    async (response) => {
      await response.body.dump();
      return response.statusCode;
    },
    (error) => error.code ?? error.message,
  );
  return { status, ms: performance.now() - due };
}
