// What a client says to PostgreSQL: a proxy that passes everything on and reads the frontend's messages (PostgreSQL's
// documentation, "Message Formats"). The server answers at a Sync or a simple Query: each is a round trip.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Requests for encryption come before the startup message, without a type, like it. */
const ENCRYPTION = new Set([80877103, 80877104]);
const BINARY = 1;

/**
 * A statement that was run. A value is text as it was sent, or bytes; null is NULL.
 * @typedef {{ sql: string, values: (string | Buffer | null)[] }} Executed
 */

/** The messages of one connection, from bytes in pieces of any size. */
export class FrontendMessages {
  #rest = Buffer.alloc(0);
  #isStarted = false;
  /** @type {Map<string, string>} */
  #prepared = new Map();
  /** @type {Map<string, Executed>} */
  #portals = new Map();

  roundTrips = 0;
  /** From the startup message: what the client calls itself. */
  application = '';
  /** @type {Executed[]} */
  executed = [];

  push(bytes) {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (let length = this.#next(); length > 0; length = this.#next())
      this.#rest = this.#rest.subarray(length);
  }

  /** Takes the message that begins the rest; its length, or 0 when it is not all there. */
  #next() {
    const before = this.#isStarted ? 1 : 0;
    if (this.#rest.length < before + 4) return 0;
    const length = before + this.#rest.readUInt32BE(before);
    if (this.#rest.length < length) return 0;
    const body = this.#rest.subarray(before + 4, length);
    if (this.#isStarted) this.#take(String.fromCharCode(this.#rest[0]), new Fields(body));
    else if (!ENCRYPTION.has(body.readUInt32BE(0))) {
      this.#isStarted = true;
      const words = body.subarray(4).toString().split('\0');
      this.application = words[words.indexOf('application_name') + 1] ?? '';
    }
    return length;
  }

  #take(type, fields) {
    switch (type) {
      case 'P': {
        const name = fields.text();
        this.#prepared.set(name, fields.text());
        break;
      }
      case 'B': {
        const portal = fields.text();
        const sql = this.#prepared.get(fields.text()) ?? '';
        this.#portals.set(portal, { sql, values: fields.values() });
        break;
      }
      case 'E': {
        const run = this.#portals.get(fields.text());
        if (run) this.executed.push(run);
        break;
      }
      case 'Q':
        this.executed.push({ sql: fields.text(), values: [] });
        this.roundTrips++;
        break;
      case 'S':
        this.roundTrips++;
        break;
      default: // It runs nothing, and nobody waits for it.
    }
  }
}

/** Reads a message's body field by field. */
class Fields {
  #at = 0;

  constructor(body) {
    this.body = body;
  }

  text() {
    const end = this.body.indexOf(0, this.#at);
    const text = this.body.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return text;
  }

  int16() {
    this.#at += 2;
    return this.body.readInt16BE(this.#at - 2);
  }

  /** Of a Bind: formats (none: all text; one: of all), then the values with their lengths. */
  values() {
    const formats = Array.from({ length: this.int16() }, () => this.int16());
    return Array.from({ length: this.int16() }, (_, i) => {
      const length = this.body.readInt32BE(this.#at);
      this.#at += 4;
      if (length < 0) return null;
      // Copied: it would hold on to all that came with it.
      const bytes = Buffer.from(this.body.subarray(this.#at, this.#at + length));
      this.#at += length;
      const format = formats.length === 1 ? formats[0] : formats[i];
      return format === BINARY ? bytes : bytes.toString('utf8');
    });
  }
}

/** A proxy before the server of `url`. Its own `url` leads to the same database. */
export async function readingProxy(url) {
  const { hostname, port } = new URL(url);
  /** @type {FrontendMessages[]} */
  const connections = [];
  const sockets = new Set();
  const server = createServer((client) => {
    const messages = new FrontendMessages();
    connections.push(messages);
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) sockets.add(socket.setNoDelay(true));
    client.on('data', (bytes) => messages.push(bytes)).pipe(upstream);
    upstream.pipe(client);
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = new URL(url);
  address.port = String(server.address().port);
  return {
    url: address.href,
    connections,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
