import { describe, expect, it } from '@jest/globals';
import { ConfigError, EXAMPLE_SECRET, loadConfig, VARIABLES } from './config.js';

const SECRET = 'correct-horse-battery-staple-and-then-some';
const PRODUCTION = { NODE_ENV: 'production', LASTACK_SECRET: SECRET };

function faultsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

it('an empty environment is a complete configuration', () => {
  expect(loadConfig({})).toEqual({
    production: false,
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: null,
    databaseOwnerUrl: null,
    databaseDirectUrl: null,
    databaseReadUrl: null,
    databasePool: 10,
    dataFolder: '.lastack',
    secret: null,
    role: 'all',
    rateToken: 0,
    rateCourse: 0,
    rateFailures: 0,
    rateLms: 0,
    openRequests: 1_000,
    stopWaitS: 0,
    webhookAllow: ['127.0.0.0/8', '::1/128'],
    webhookRefuse: [],
    logLevel: 'info',
  });
});

it('an empty or blank variable counts as unset', () => {
  expect(loadConfig({ PORT: '', HOST: '  ', DATABASE_URL: '', LASTACK_SECRET: '' })).toEqual(loadConfig({}));
});

it('all faults are reported together', () => {
  const env = {
    NODE_ENV: 'prod',
    PORT: 'three thousand',
    DATABASE_URL: 'mysql://localhost/lastack',
    DATABASE_POOL: '0',
    LASTACK_SECRET: 'short',
    LASTACK_ROLE: 'everything',
    LASTACK_PORT: '3000',
    LOG_LEVEL: 'loud',
  };
  const faults = faultsOf(env).join('\n');
  for (const name of Object.keys(env)) expect(faults).toContain(name);
  expect(() => loadConfig(env)).toThrow(faultsOf(env).join('\n  '));
});

it.each(['-1', '65536', '3000.5', '0x', '1e9'])('the port %s is refused', (PORT) => {
  expect(faultsOf({ PORT }).join()).toContain(`PORT must`);
});

it.each(['0', '65535'])('the port %s is taken', (PORT) => {
  expect(loadConfig({ PORT }).port).toBe(Number(PORT));
});

it('a LASTACK_ setting that does not exist is refused, a variable of somebody else is not', () => {
  expect(faultsOf({ LASTACK_DATABASE: 'x' })).toEqual(['LASTACK_DATABASE is not a setting of LastAck']);
  expect(faultsOf({ EDITOR: 'vi', PORTS: 'many' })).toEqual([]);
});

it('a process that only serves or only works shares a database', () => {
  for (const LASTACK_ROLE of ['api', 'worker']) {
    expect(faultsOf({ LASTACK_ROLE }).join()).toContain('set DATABASE_URL');
    expect(faultsOf({ LASTACK_ROLE, DATABASE_URL: 'postgresql://u:p@db/lastack' })).toEqual([]);
  }
});

describe('in production', () => {
  it('a secret of its own is enough', () => {
    expect(loadConfig(PRODUCTION)).toMatchObject({ production: true, secret: SECRET });
  });

  it.each([
    ['no secret', '', 'LASTACK_SECRET must be set in production'],
    ['the secret of .env.example', EXAMPLE_SECRET, 'which everybody knows'],
    ['a secret of 31 characters', 's'.repeat(31), '32 characters or more'],
  ])('%s is refused', (_, LASTACK_SECRET, fault) => {
    expect(faultsOf({ ...PRODUCTION, LASTACK_SECRET }).join()).toContain(fault);
  });
});

it('a fault does not print the secret, nor the password of the database', () => {
  const secrets = { LASTACK_SECRET: 'hunter2', DATABASE_URL: 'postgres//lastack:hunter3@db/lastack' };
  const faults = faultsOf({ ...secrets, PORT: '-1' }).join();
  expect(faults).toContain('LASTACK_SECRET');
  expect(faults).toContain('DATABASE_URL');
  expect(faults).not.toMatch(/hunter/);
});

it('the list of variables is complete', () => {
  expect(VARIABLES.toSorted()).toEqual([
    'DATABASE_DIRECT_URL',
    'DATABASE_OWNER_URL',
    'DATABASE_POOL',
    'DATABASE_READ_URL',
    'DATABASE_URL',
    'HOST',
    'LASTACK_DATA',
    'LASTACK_OPEN_REQUESTS',
    'LASTACK_RATE_COURSE',
    'LASTACK_RATE_FAILURES',
    'LASTACK_RATE_LMS',
    'LASTACK_RATE_TOKEN',
    'LASTACK_ROLE',
    'LASTACK_SECRET',
    'LASTACK_STOP_WAIT_S',
    'LASTACK_WEBHOOK_ALLOW',
    'LASTACK_WEBHOOK_REFUSE',
    'LOG_LEVEL',
    'NODE_ENV',
    'PORT',
  ]);
});

describe('other ways to the database', () => {
  const DATABASE_URL = 'postgresql://app:p@pooler:6432/lastack';
  const DATABASE_DIRECT_URL = 'postgresql://app:p@db:5432/lastack';
  const DATABASE_OWNER_URL = 'postgresql://owner:p@db:5432/lastack';

  it('lead past the pooler, for the owner, too', () => {
    expect(loadConfig({ DATABASE_URL, DATABASE_DIRECT_URL, DATABASE_OWNER_URL })).toMatchObject({
      databaseUrl: DATABASE_URL,
      databaseDirectUrl: DATABASE_DIRECT_URL,
      databaseOwnerUrl: DATABASE_OWNER_URL,
    });
    expect(faultsOf({ DATABASE_URL, DATABASE_OWNER_URL }).join()).toContain(
      'must name the database of DATABASE_URL',
    );
  });

  it.each(['DATABASE_DIRECT_URL', 'DATABASE_READ_URL'])(
    '%s names another server, under the same user',
    (name) => {
      const faults = (url: string, more = { DATABASE_URL }) => faultsOf({ ...more, [name]: url }).join();
      expect(faults(DATABASE_DIRECT_URL)).toBe('');
      expect(faults(DATABASE_URL)).toContain(`${name} must name another server`);
      expect(faults(DATABASE_OWNER_URL)).toContain('with the same user');
      expect(faultsOf({ [name]: DATABASE_DIRECT_URL }).join()).toBe(`${name} goes with DATABASE_URL`);
      expect(faults('postgresql://app:a/b@db/x#y')).toMatch(/is not a URL|another server/);
    },
  );
});

describe('the ranges that webhooks may reach', () => {
  it('are none in production, and this machine in development', () => {
    const secret = { LASTACK_SECRET: 'x'.repeat(32) };
    expect(loadConfig({ NODE_ENV: 'production', ...secret }).webhookAllow).toEqual([]);
    expect(loadConfig({ NODE_ENV: 'test' }).webhookAllow).toEqual([]);
    expect(loadConfig({}).webhookAllow).toEqual(['127.0.0.0/8', '::1/128']);
  });

  it('are a list', () => {
    expect(loadConfig({ LASTACK_WEBHOOK_ALLOW: ' 10.1.0.0/16, fd00::/8,' }).webhookAllow).toEqual([
      '10.1.0.0/16',
      'fd00::/8',
    ]);
  });

  it('name what is no range', () => {
    expect(() => loadConfig({ LASTACK_WEBHOOK_ALLOW: '10.1.0.0/16,10.1.0.0/33,lms' })).toThrow(
      /"10.1.0.0\/33" is not a range[\s\S]*"lms" is not a range/,
    );
  });
});
