// A TCP proxy before PostgreSQL that can fall silent: it keeps a connection open and passes nothing on, as a firewall does
// that has forgotten it.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** @param isListening whether what a client sends makes its connection one that waits for notifications */
export async function openTcpProxy(port, isListening = (bytes) => bytes.includes('LISTEN "')) {
  const pairs = new Set();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const pair = { client, upstream, isSilent: false, listens: false };
    pairs.add(pair);
    client.on('data', (bytes) => {
      pair.listens ||= isListening(bytes);
      if (!pair.isSilent) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!pair.isSilent) client.write(bytes);
    });
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const listening = () => [...pairs].filter(({ listens, isSilent }) => listens && !isSilent);
  return {
    port: server.address().port,
    listening: () => listening().length,
    /** Swallows from now on what comes either way on the connections that wait for notifications. Returns how many. */
    swallow: () => listening().map((pair) => (pair.isSilent = true)).length,
    close: () => {
      for (const { client, upstream } of pairs) for (const socket of [client, upstream]) socket.destroy();
      server.close();
    },
  };
}
