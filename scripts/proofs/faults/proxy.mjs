// A small reverse proxy as one runs in front of replicas: it asks each whether it is ready, keeps connections to them open,
// and sends a request to those that are. It sends nothing twice.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';

const LOOK_MS = 200;
const KEEP_ALIVE_MS = 120_000;
const HEALTH_TIMEOUT_MS = 1_000;
/** A replica that says no is taken out at once; one that says nothing, after so many questions. */
const MISSES = 3;
/** Headers of one connection, that no proxy passes on. */
const OF_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'host', 'content-length'];

export async function openProxy() {
  const upstreams = new Map();
  let turn = 0;

  const pick = () => {
    const ready = [...upstreams.values()].filter(({ isReady }) => isReady);
    return ready[turn++ % ready.length];
  };
  const server = createServer((incoming, outgoing) => {
    const upstream = pick();
    if (!upstream) return outgoing.writeHead(502).end('no upstream');
    pass(upstream, incoming, outgoing).catch(({ message }) => {
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end(message);
    });
  });
  // A client that stalls for seconds must not send into a connection that is just being closed.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const look = async (upstream) => {
    const answer = await request(`${upstream.url}/health/ready`, {
      headersTimeout: HEALTH_TIMEOUT_MS,
      dispatcher: upstream.agent,
    }).catch(() => null);
    await answer?.body.dump();
    upstream.misses = answer ? 0 : upstream.misses + 1;
    if (answer) upstream.isReady = answer.statusCode === 200;
    else if (upstream.misses >= MISSES) upstream.isReady = false;
  };
  const watch = async (upstream) => {
    while (upstreams.has(upstream.url)) {
      await look(upstream);
      await sleep(LOOK_MS);
    }
  };
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Takes a replica in, and waits until it is ready. */
    add: async (url) => {
      const upstream = { url, agent: new Agent({ connections: 64 }), isReady: false, misses: 0 };
      upstreams.set(url, upstream);
      void watch(upstream);
      while (!upstream.isReady) await sleep(LOOK_MS / 4);
    },
    remove: async (url) => {
      const upstream = upstreams.get(url);
      upstreams.delete(url);
      await upstream?.agent.destroy();
    },
    close: async () => {
      server.close().closeAllConnections();
      const agents = [...upstreams.values()].map(({ agent }) => agent);
      upstreams.clear();
      await Promise.all(agents.map((agent) => agent.destroy()));
    },
  };
}

async function pass({ url, agent }, incoming, outgoing) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = { ...incoming.headers };
  for (const name of OF_CONNECTION) delete headers[name];
  const { method } = incoming;
  const body = method === 'GET' ? undefined : Buffer.concat(chunks);
  const answer = await request(url + incoming.url, { dispatcher: agent, method, headers, body });
  const kept = Object.entries(answer.headers).filter(([name]) => !OF_CONNECTION.includes(name));
  const text = Buffer.from(await answer.body.arrayBuffer());
  outgoing.writeHead(answer.statusCode, Object.fromEntries(kept)).end(text);
}
