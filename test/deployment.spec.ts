// The files one deploys with, held against the configuration they are to set. No Docker is needed here.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { EXAMPLE_SECRET, loadConfig, VARIABLES } from '../src/config.js';

type Env = Record<string, string>;

interface Compose {
  services: Record<
    string,
    { build?: string; environment?: Env; ports?: string[]; deploy?: { replicas: number } }
  >;
}

/** What an operator has in the shell before `docker compose up`. */
const SHELL: Env = {
  LASTACK_SECRET: 'an-operator-s-own-secret-of-40-characters',
  POSTGRES_PASSWORD: 'abcdef',
};

/** A file as Compose reads it: `${NAME:-default}` and `${NAME:?fault}` filled in. */
function compose(shell: Env, file = 'docker-compose.yml'): Compose {
  const text = readFileSync(file, 'utf8').replace(/^\s*#.*$/gm, '');
  const filled = text.replace(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, sign?: string, rest?: string) => {
      const value = shell[name] || (sign === '-' ? rest : undefined);
      if (value === undefined) throw new Error(`${name}: ${rest}`);
      return value;
    },
  );
  return parse(filled, { merge: true }) as Compose;
}

/** The services that run our image. */
function ours(shell: Env): [string, Compose['services'][string]][] {
  return Object.entries(compose(shell).services).filter(([, service]) => service.build);
}

/** The instructions of the Dockerfile's last stage. */
function lastStage(): { name: string; rest: string }[] {
  const lines = readFileSync('Dockerfile', 'utf8')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line));
  const begin = lines.findLastIndex((line) => line.startsWith('FROM '));
  return lines.slice(begin).map((line) => {
    const [name = '', ...rest] = line.split(' ');
    return { name, rest: rest.join(' ') };
  });
}

function only(name: string): string {
  const found = lastStage().filter((each) => each.name === name);
  expect(found).toHaveLength(1);
  return found[0]!.rest;
}

function imageEnv(): Env {
  return Object.fromEntries(
    only('ENV')
      .split(' ')
      .map((pair) => pair.split('=') as [string, string]),
  );
}

describe('docker-compose.yml', () => {
  it('runs two API replicas and a worker of our image', () => {
    expect(
      ours(SHELL).map(([name, { environment, deploy }]) => [
        name,
        environment?.['LASTACK_ROLE'],
        deploy?.replicas ?? 1,
      ]),
    ).toEqual([
      ['api', 'api', 2],
      ['worker', 'worker', 1],
    ]);
  });

  it('gives each process an environment that the configuration knows and accepts', () => {
    for (const [, { environment = {} }] of ours(SHELL)) {
      const env = { ...imageEnv(), ...environment };
      expect(VARIABLES).toEqual(expect.arrayContaining(Object.keys(env)));
      expect(loadConfig(env)).toMatchObject({
        production: true,
        host: '0.0.0.0',
        secret: SHELL['LASTACK_SECRET'],
      });
    }
  });

  it('lets all processes share one secret and one database', () => {
    const shared = ours(SHELL).map(([, { environment }]) => [
      environment?.['LASTACK_SECRET'],
      environment?.['DATABASE_URL'],
    ]);
    expect(shared).toEqual([shared[0], shared[0]]);
    expect(compose(SHELL).services['postgres']?.environment?.['POSTGRES_PASSWORD']).toBe(
      SHELL['POSTGRES_PASSWORD'],
    );
  });

  it.each(Object.keys(SHELL))('does not start without %s', (name) => {
    expect(() => compose({ ...SHELL, [name]: '' })).toThrow(`${name}: make one`);
  });

  it('opens one port, on the loopback interface', () => {
    const ports = Object.values(compose(SHELL).services).flatMap((service) => service.ports ?? []);
    expect(ports).toEqual(['127.0.0.1:8080:80']);
  });

  it('puts a proxy in front that asks the port where the replicas listen', () => {
    const server = /^\s*server (\S+)/m.exec(readFileSync('deploy/nginx.conf', 'utf8'));
    expect(server?.[1]).toBe(`api:${imageEnv()['PORT']}`);
  });
});

describe('docker-compose.pooler.yml', () => {
  const pooler = compose(SHELL, 'docker-compose.pooler.yml').services;

  it('sends the processes through PgBouncer, and the job queue and migrations past it', () => {
    const merged = ours(SHELL).map(([name, { environment }]) => ({
      ...imageEnv(),
      ...environment,
      ...pooler[name]?.environment,
    }));
    for (const env of merged) {
      const { databaseUrl, databaseDirectUrl, databaseOwnerUrl } = loadConfig(env);
      const hosts = [databaseUrl, databaseDirectUrl, databaseOwnerUrl].map((url) => new URL(url ?? '').host);
      expect(hosts).toEqual(['pgbouncer:6432', 'postgres:5432', 'postgres:5432']);
    }
    expect(merged).toHaveLength(2);
  });

  it('changes services that are there, and adds one', () => {
    const there = Object.keys(compose(SHELL).services);
    expect(Object.keys(pooler).filter((name) => !there.includes(name))).toEqual(['pgbouncer']);
  });

  it('runs PgBouncer on the port and for the database and the user that the processes name', () => {
    const ini = readFileSync('deploy/pgbouncer.ini', 'utf8');
    const url = new URL(pooler['api']?.environment?.['DATABASE_URL'] ?? '');
    expect(ini).toContain(`listen_port = ${url.port}\n`);
    expect(ini).toMatch(
      new RegExp(`^${url.pathname.slice(1)} = host=postgres port=5432 dbname=lastack `, 'm'),
    );
    expect(ini).toContain('pool_mode = transaction\n');
    const dockerfile = readFileSync('deploy/pgbouncer.Dockerfile', 'utf8');
    expect(dockerfile).toContain(url.username);
    expect(dockerfile).toContain(/^auth_file = (.+)$/m.exec(ini)?.[1]);
  });
});

describe('the Dockerfile', () => {
  it('ends in an image of Node 24 that runs the service as a user who is not root', () => {
    expect(only('FROM')).toMatch(/^node:24\b/);
    expect(only('USER')).not.toMatch(/^(root|0)\b/);
    const start = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } }).scripts
      .start;
    expect((JSON.parse(only('CMD')) as string[]).join(' ')).toBe(start.replace('exec ', ''));
  });

  it('copies nothing from the build stage but what was built', () => {
    const copies = lastStage().filter(({ name, rest }) => name === 'COPY' && rest.includes('--from=build'));
    expect(copies.map(({ rest }) => rest)).toEqual(['--from=build /app/dist ./dist']);
  });

  it('copies what .dockerignore lets pass, and what exists', () => {
    const passed = readFileSync('.dockerignore', 'utf8').match(/(?<=^!).+$/gm) ?? [];
    const sources = [...readFileSync('Dockerfile', 'utf8').matchAll(/^COPY (?!--)(.+) \S+$/gm)]
      .flatMap(([, files = '']) => files.split(' '))
      .filter((file) => file !== '.');
    expect(passed).toEqual(expect.arrayContaining(sources));
    expect(passed.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('leaves developers’ packages out of the image', () => {
    const text = readFileSync('Dockerfile', 'utf8');
    const stage = text.slice(text.indexOf(' AS dependencies'), text.lastIndexOf('FROM '));
    expect(stage).toContain('npm ci --omit=dev');
    expect(lastStage().some(({ name, rest }) => name === 'RUN' && rest.includes('npm'))).toBe(false);
  });

  it.each([
    ['passes', 200, 0],
    ['fails', 503, 1],
  ])('has a health check that %s when the service answers %i', async (_, status, exitCode) => {
    const asked: unknown[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const [, ...args] = JSON.parse(only('HEALTHCHECK').replace(/^.*?CMD /, '')) as string[];
    const child = spawn(process.execPath, args, { env: { PORT: String(port) } });
    const [code] = (await once(child, 'exit')) as [number];
    server.close().closeAllConnections();
    expect([code, asked]).toEqual([exitCode, ['/health/live']]);
  });
});

describe('.env.example', () => {
  const text = readFileSync('.env.example', 'utf8');
  const example = parseEnv(text) as Env;

  it('lists every variable of the configuration, and no other', () => {
    expect(Object.keys(example).toSorted()).toEqual(VARIABLES.toSorted());
  });

  it('explains each variable in a sentence', () => {
    for (const paragraph of text.trim().split('\n\n').slice(1)) {
      expect(paragraph).toMatch(/^(# .+\n)*# .+\.\n[A-Z_]+=.*$/);
    }
  });

  it('is a configuration that starts the service', () => {
    expect(loadConfig(example)).toMatchObject({ secret: EXAMPLE_SECRET, databaseUrl: null });
  });

  it('is refused in production, where everybody would know the secret', () => {
    expect(() => loadConfig({ ...example, NODE_ENV: 'production' })).toThrow(/which everybody knows/);
  });

  it('shows the default of each variable but the secret', () => {
    expect({ ...loadConfig(example), secret: null }).toEqual(loadConfig({}));
  });
});
