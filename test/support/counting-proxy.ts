// A way to PostgreSQL that counts: a server answers at a Sync and at a simple Query (PostgreSQL's documentation, "Message
// Formats"), so each of these from the client is a round trip.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const ANSWERED = new Set(['S', 'Q'].map((type) => type.charCodeAt(0)));
const LENGTH_BYTES = 4;

export interface CountingProxy {
  /** Leads to the same database. */
  url: string;
  /** So far, of all connections but those of the application `but`. */
  roundTrips(but: string): number;
  close(): void;
}

interface Counted {
  /** As the client calls itself. */
  application: string;
  roundTrips: number;
}

export async function countingProxy(url: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(url);
  const connections: Counted[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const counted: Counted = { application: '', roundTrips: 0 };
    connections.push(counted);
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) sockets.add(socket.setNoDelay(true));
    const read = reader(counted);
    client.on('data', read).pipe(upstream);
    upstream.pipe(client);
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = new URL(url);
  address.port = String((server.address() as AddressInfo).port);
  return {
    url: address.href,
    roundTrips: (but) =>
      connections
        .filter(({ application }) => application !== but)
        .reduce((sum, each) => sum + each.roundTrips, 0),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Takes a connection's bytes, in pieces of any size. Its first message, the startup, has no type. */
function reader(counted: Counted): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  let typeBytes = 0;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= typeBytes + LENGTH_BYTES) {
      const length = typeBytes + rest.readUInt32BE(typeBytes);
      if (rest.length < length) return;
      if (typeBytes === 0) {
        const words = rest.toString('utf8', 2 * LENGTH_BYTES, length).split('\0');
        counted.application = words[words.indexOf('application_name') + 1] ?? '';
      } else if (ANSWERED.has(rest[0] ?? 0)) counted.roundTrips++;
      rest = rest.subarray(length);
      typeBytes = 1;
    }
  };
}
