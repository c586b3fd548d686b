// A load generator: keep-alive connections, each sending its next request when the last was answered, by autocannon. Told
// by its parent what to send; it answers with how long each request took.
//   plan: { url, connections, file, from?, seconds | all: true }      file: an array of { method?, path, token, body? }
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';

const SAMPLE_MS = 100;
const TIMEOUT_S = 60;

process.once('message', (plan) => {
  void run(plan).then((seen) => process.send(seen));
});

async function run({ url, connections, file, from = 0, seconds }) {
  const requests = JSON.parse(readFileSync(file, 'utf8'));
  let next = from;
  const times = [];
  const statuses = {};
  let begun = performance.now();
  let last = begun;
  const setupRequest = (request) => {
    const { method = 'POST', path, token, body } = requests[next++ % requests.length];
    request.method = method;
    request.path = path;
    request.headers = {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
    };
    request.body = body;
    return request;
  };
  const amount = seconds === undefined ? requests.length - from : undefined;
  await new Promise((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections: Math.min(connections, amount ?? connections),
        ...(amount === undefined ? { duration: seconds } : { amount }),
        sampleInt: SAMPLE_MS,
        timeout: TIMEOUT_S,
        requests: [{ setupRequest }],
      },
      (error) => (error ? reject(error) : resolve()),
    );
    instance.on('start', () => (begun = performance.now()));
    instance.on('response', (_client, status, _bytes, ms) => {
      last = performance.now();
      times.push(ms);
      statuses[status] = (statuses[status] ?? 0) + 1;
    });
    instance.on('reqError', (error) => {
      statuses[error.message] = (statuses[error.message] ?? 0) + 1;
    });
  });
  // A connection that the server ends takes its request with it, and autocannon says nothing.
  if (amount !== undefined && times.length < amount) statuses['no answer'] = amount - times.length;
  return { seconds: (last - begun) / 1000, times, statuses, next };
}
