// What the proofs of operations share: PostgreSQL clusters that can be set up, copied and broken, and the built service as
// processes of its own. Everything is in one folder and on this machine, and nothing of it is left when it is closed.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { embeddedAppUrl } from '../../../dist/prisma/app-role.js';
import { findBinaries, initialise } from '../../../dist/prisma/postgres-cluster.js';
import { startPostgres } from '../../../dist/prisma/postgres-process.js';
import { runAs } from '../../../dist/prisma/run-as.js';
import { query } from '../faults/cluster.mjs';

const START_DEADLINE_MS = 300_000;
const END_DEADLINE_MS = 120_000;
/** Far beyond what anything takes: what is not seen by then does not come, however busy the machine. */
const PATIENCE_MS = 120_000;
const LOOK_MS = 50;
const SECRET = 'the-secret-of-a-proof-that-nobody-else-has';

export async function openLab() {
  const folder = await mkdtemp(join(tmpdir(), 'lastack-operations-'));
  const { postgres: program } = await findBinaries();
  const as = await runAs(program, folder);
  return new Lab(folder, as);
}

class Lab {
  #clusters = new Set();
  #children = new Set();
  #servers = new Set();
  #last = [];

  constructor(folder, as) {
    this.folder = folder;
    /** Who the clusters run as. */
    this.as = as;
  }

  /** A folder that the clusters may write to. */
  async folderOf(name) {
    const path = join(this.folder, name);
    await mkdir(path, { recursive: true });
    if (this.as.uid !== undefined) spawnSync('chown', [`${this.as.uid}:${this.as.gid}`, path]);
    // Everybody may pass through the one above it, which is root's.
    spawnSync('chmod', ['711', this.folder]);
    return path;
  }

  /** A new cluster that runs with these settings. */
  async cluster(name, settings = {}) {
    const folder = join(this.folder, name);
    await mkdir(folder, { mode: 0o711, recursive: true });
    spawnSync('chmod', ['711', this.folder]);
    await initialise(folder, join(folder, 'postgres'), await findBinaries(), this.as);
    return this.start(folder, settings);
  }

  /** Starts the cluster that lies in `folder`/postgres, with these settings besides those it has. */
  async start(folder, settings = {}) {
    const lines = Object.entries(settings).map(
      ([key, value]) => `${key} = '${String(value).replaceAll("'", "''")}'\n`,
    );
    await appendFile(join(folder, 'postgres/postgresql.auto.conf'), lines.join(''));
    const server = await startPostgres(folder);
    const cluster = new Cluster(folder, server);
    this.#clusters.add(cluster);
    return cluster;
  }

  /** The service as one process. `env` names its database; `cwd` is where it was built, when not here. */
  service(env, cwd = process.cwd()) {
    const child = spawn(process.execPath, [...(env.NODE_FLAGS ?? []), 'dist/main.js'], {
      env: {
        PATH: process.env.PATH,
        LASTACK_SECRET: SECRET,
        LASTACK_WEBHOOK_ALLOW: '127.0.0.0/8',
        LOG_LEVEL: 'warn',
        PORT: '0',
        ...env,
        NODE_FLAGS: undefined,
      },
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const service = new Service(child);
    this.#children.add(service);
    return service;
  }

  /** Keeps the webhooks that came, and answers as `answer` says. */
  async receiver(answer = (response) => response.writeHead(204).end()) {
    const seen = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        seen.push({ type: body === '' ? '' : JSON.parse(body).type, body });
        answer(response);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#servers.add(server);
    /** Of how many submissions it was told: a webhook may come twice. */
    const graded = () =>
      new Set(
        seen
          .filter(({ type }) => type === 'submission.graded')
          .map(({ body }) => JSON.parse(body).data.submissionId),
      ).size;
    return { seen, graded, url: `http://127.0.0.1:${server.address().port}/` };
  }

  /** A process that is ended with the lab. */
  own(child) {
    this.#children.add({ kill: () => child.kill('SIGKILL') });
    return child;
  }

  /** Done when nothing runs any more. */
  atEnd(work) {
    this.#last.push(work);
  }

  /** Ends what runs, so that the next part begins anew; the folder stays until the lab is closed. */
  async clear() {
    for (const child of this.#children) child.kill();
    for (const server of this.#servers) server.close().closeAllConnections();
    for (const cluster of this.#clusters) await cluster.kill('SIGQUIT');
    for (const each of [this.#children, this.#servers, this.#clusters]) each.clear();
    for (const work of this.#last.splice(0)) work();
  }

  async close() {
    await this.clear();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

class Cluster {
  constructor(folder, server) {
    this.folder = folder;
    this.data = join(folder, 'postgres');
    this.server = server;
    /** As the owner of everything, and as the application. */
    this.url = server.url;
    this.appUrl = embeddedAppUrl(server.url);
    this.port = Number(new URL(server.url).port);
  }

  query(sql, values) {
    return query(this.url, sql, values);
  }

  /** Ends the server as `pg_ctl` would: SIGINT is fast, SIGQUIT immediate; SIGKILL as a machine that loses its power. */
  async kill(signal) {
    try {
      process.kill(this.server.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
    await this.server.ended;
  }
}

class Service {
  #text = '';

  constructor(child) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => (this.#text += chunk));
    this.ended = new Promise((done) => child.once('close', (status, signal) => done({ status, signal })));
    this.ready = this.#listening();
    this.ready.catch(() => undefined); // Whoever waits for the end instead need not hear of it.
  }

  /** All that it printed: its log, too. */
  get output() {
    return this.#text;
  }

  async #listening() {
    const url = await seen(
      () => /LastAck is listening on (\S+)/.exec(this.#text)?.[1],
      START_DEADLINE_MS,
      this.ended,
    );
    if (!url) throw new Error(`the service does not listen:\n${this.#text}`);
    return url;
  }

  kill() {
    this.child.kill('SIGKILL');
  }

  /** Its exit status and the signal that ended it. */
  async end(signal = 'SIGTERM') {
    this.child.kill(signal);
    return Promise.race([this.ended, sleep(END_DEADLINE_MS, { status: 'too late' }, { ref: false })]);
  }
}

/** Looks again and again until `look` returns something; undefined after the deadline, or once `over` is settled. */
export async function seen(look, deadlineMs = PATIENCE_MS, over = new Promise(() => undefined)) {
  const deadline = performance.now() + deadlineMs;
  let isOver = false;
  void over.then(() => (isOver = true));
  for (;;) {
    const found = await look();
    if (found) return found;
    if (isOver || performance.now() > deadline) return undefined;
    await sleep(LOOK_MS);
  }
}

/** A bearer token of a new person who may create courses, made by the command that operators have. */
export async function issueToken(env, cwd = process.cwd()) {
  const args = ['dist/cli.js', 'token', '--name', 'Proof', '--may-create-courses'];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, LASTACK_SECRET: SECRET, ...env },
  });
  return stdout.trim();
}

/** An address that leads to a port, and from one moment to the next to another. */
export async function following(port) {
  const sockets = new Set();
  const server = createTcpServer((socket) => {
    const onward = connect(port, '127.0.0.1');
    for (const one of [socket, onward]) {
      sockets.add(one);
      one.on('error', () => undefined).on('close', () => [socket, onward].forEach((end) => end.destroy()));
      one.on('close', () => sockets.delete(one));
    }
    socket.pipe(onward).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    lead: (other) => {
      port = other;
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
