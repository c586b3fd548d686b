// The configuration, from environment variables: parsed once, all faults reported together.
import 'reflect-metadata'; // Read by the decorators below; this file is loaded before Nest.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainToInstance, Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';
import ipaddr from 'ipaddr.js';

/** The secret of .env.example: known to everybody, so refused in production. */
export const EXAMPLE_SECRET = 'replace-me-with-32-or-more-random-characters';

/** Where the webhook receivers of a developer run. */
const LOOPBACK = '127.0.0.0/8,::1/128';

/** In production, where nothing else is said: ten times what a busy script needs, and a lecture hall at once. */
const RATE_TOKEN = 1_200;
const RATE_COURSE = 60_000;
const RATE_FAILURES = 30;
const RATE_LMS = 600;

/** Requests open at once for each connection to the database: what it does in about a second. */
const OPEN_PER_CONNECTION = 100;
/** A proxy asks every second or two whether a process is ready. */
const STOP_WAIT_S = 5;

const ROLES = ['all', 'api', 'worker'] as const;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** The variables the service reads, each explained in .env.example. */
export class Environment {
  @IsIn(['development', 'test', 'production'])
  NODE_ENV: 'development' | 'test' | 'production' = 'development';

  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(65535)
  PORT = 3000;

  @IsString()
  @IsNotEmpty()
  HOST = '127.0.0.1';

  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/\S+$/, {
    message: 'DATABASE_URL must look like postgresql://user:password@host:5432/name',
  })
  DATABASE_URL?: string;

  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/\S+$/, {
    message: 'DATABASE_OWNER_URL must look like postgresql://user:password@host:5432/name',
  })
  DATABASE_OWNER_URL?: string;

  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/\S+$/, {
    message: 'DATABASE_DIRECT_URL must look like postgresql://user:password@host:5432/name',
  })
  DATABASE_DIRECT_URL?: string;

  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/\S+$/, {
    message: 'DATABASE_READ_URL must look like postgresql://user:password@host:5432/name',
  })
  DATABASE_READ_URL?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  DATABASE_POOL = 10;

  @IsString()
  @IsNotEmpty()
  LASTACK_DATA = '.lastack';

  @IsOptional()
  @MinLength(32, {
    message: 'LASTACK_SECRET must have 32 characters or more; make one: openssl rand -base64 32',
  })
  LASTACK_SECRET?: string;

  @IsIn(ROLES)
  LASTACK_ROLE: (typeof ROLES)[number] = 'all';

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  LASTACK_RATE_TOKEN?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  LASTACK_RATE_COURSE?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  LASTACK_RATE_FAILURES?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  LASTACK_RATE_LMS?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  LASTACK_OPEN_REQUESTS?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(15)
  LASTACK_STOP_WAIT_S?: number;

  @IsString()
  LASTACK_WEBHOOK_ALLOW = '';

  @IsString()
  LASTACK_WEBHOOK_REFUSE = '';

  @IsIn(LOG_LEVELS)
  LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
}

/** Their names. A class field exists on every instance, also one without a value. */
export const VARIABLES: readonly string[] = Object.keys(new Environment());

/** A fault that the operator can mend: its message says how, and no stack trace is wanted. */
export class OperatorError extends Error {}

export class ConfigError extends OperatorError {
  constructor(readonly faults: string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n  ${faults.join('\n  ')}`,
    );
  }
}

export interface Config {
  production: boolean;
  port: number;
  host: string;
  /** null: run the embedded PostgreSQL in `dataFolder`. */
  databaseUrl: string | null;
  /** Whose the tables are, when the application is to work under another role; null: the same. */
  databaseOwnerUrl: string | null;
  /** The same database without the pooler that `databaseUrl` leads through; null: it leads through none. */
  databaseDirectUrl: string | null;
  /** A standby of it that reports may be read from; null: there is none. */
  databaseReadUrl: string | null;
  /** Connections of one process. */
  databasePool: number;
  dataFolder: string;
  /** null: make one at the first start and keep it in `dataFolder`. */
  secret: string | null;
  role: 'all' | 'api' | 'worker';
  /** Requests a minute for one token, and for one course; 0: as many as come. */
  rateToken: number;
  rateCourse: number;
  /** Requests a minute with a bad token from one address before they are told to wait; 0: as many as come. */
  rateFailures: number;
  /** Messages a minute that one address may send to one course as its LMS; 0: as many as come. */
  rateLms: number;
  /** Requests that one process works on at once; 0: as many as come. */
  openRequests: number;
  /** How long a process that is to end still takes requests, after saying that it is not ready. */
  stopWaitS: number;
  /** Ranges of addresses, as CIDR, that webhooks may reach besides the public ones. */
  webhookAllow: string[];
  /** Hosts that webhooks never reach: the service's own names. */
  webhookRefuse: string[];
  logLevel: string;
}

/** The process's environment, with what the file .env adds to it. */
export function environment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

/** @throws ConfigError naming every fault. Empty variables count as unset. */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const known = VARIABLES.map((name) => [name, env[name]?.trim()] as const).filter(([, value]) => value);
  const values = plainToInstance(Environment, Object.fromEntries(known));
  const faults = validateSync(values).flatMap((error) =>
    Object.values(error.constraints ?? {}).map(
      (constraint) => `${constraint} (it is ${shown(error.property, error.value)})`,
    ),
  );
  for (const name of Object.keys(env)) {
    if (name.startsWith('LASTACK_') && !VARIABLES.includes(name))
      faults.push(`${name} is not a setting of LastAck`);
  }
  if (faults.length === 0 && values.DATABASE_URL && !URL.canParse(values.DATABASE_URL))
    faults.push(
      'DATABASE_URL is not a URL: in user and password, write @ : / # and % as %40 %3A %2F %23 and %25',
    );
  if (faults.length === 0) faults.push(...otherWayFaults(values));
  if (faults.length === 0 && values.DATABASE_OWNER_URL) faults.push(...ownerFaults(values));
  if (values.NODE_ENV === 'production') {
    if (!values.LASTACK_SECRET)
      faults.push('LASTACK_SECRET must be set in production; make one: openssl rand -base64 32');
    if (values.LASTACK_SECRET === EXAMPLE_SECRET)
      faults.push('LASTACK_SECRET is the one of .env.example, which everybody knows');
  }
  if (values.LASTACK_ROLE !== 'all' && !values.DATABASE_URL) {
    faults.push(
      `LASTACK_ROLE=${values.LASTACK_ROLE} shares a database with other processes: set DATABASE_URL`,
    );
  }
  const developing = values.NODE_ENV === 'development';
  const webhookAllow = listed(values.LASTACK_WEBHOOK_ALLOW || (developing ? LOOPBACK : ''));
  for (const range of webhookAllow) {
    if (!ipaddr.isValidCIDR(range))
      faults.push(`LASTACK_WEBHOOK_ALLOW: ${JSON.stringify(range)} is not a range such as 10.1.0.0/16`);
  }
  if (faults.length > 0) throw new ConfigError(faults);
  const isProduction = values.NODE_ENV === 'production';
  return {
    production: isProduction,
    port: values.PORT,
    host: values.HOST,
    databaseUrl: values.DATABASE_URL ?? null,
    databaseOwnerUrl: values.DATABASE_OWNER_URL ?? null,
    databaseDirectUrl: values.DATABASE_DIRECT_URL ?? null,
    databaseReadUrl: values.DATABASE_READ_URL ?? null,
    databasePool: values.DATABASE_POOL,
    dataFolder: values.LASTACK_DATA,
    secret: values.LASTACK_SECRET ?? null,
    role: values.LASTACK_ROLE,
    rateToken: values.LASTACK_RATE_TOKEN ?? (isProduction ? RATE_TOKEN : 0),
    rateCourse: values.LASTACK_RATE_COURSE ?? (isProduction ? RATE_COURSE : 0),
    rateFailures: values.LASTACK_RATE_FAILURES ?? (isProduction ? RATE_FAILURES : 0),
    rateLms: values.LASTACK_RATE_LMS ?? (isProduction ? RATE_LMS : 0),
    openRequests: values.LASTACK_OPEN_REQUESTS ?? values.DATABASE_POOL * OPEN_PER_CONNECTION,
    stopWaitS: values.LASTACK_STOP_WAIT_S ?? (isProduction ? STOP_WAIT_S : 0),
    webhookAllow,
    webhookRefuse: listed(values.LASTACK_WEBHOOK_REFUSE.toLowerCase()),
    logLevel: values.LOG_LEVEL,
  };
}

/** The way to the database that migrations take, and the variable it stands in; null: the embedded one. */
export function ownersWay(config: Config): { url: string; variable: string } | null {
  if (config.databaseOwnerUrl) return { url: config.databaseOwnerUrl, variable: 'DATABASE_OWNER_URL' };
  if (config.databaseDirectUrl) return { url: config.databaseDirectUrl, variable: 'DATABASE_DIRECT_URL' };
  return config.databaseUrl ? { url: config.databaseUrl, variable: 'DATABASE_URL' } : null;
}

/** The entries of a list that is separated by commas. */
function listed(value: string): string[] {
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Other ways to the database of DATABASE_URL, under its role. */
function otherWayFaults(values: Environment): string[] {
  return (['DATABASE_DIRECT_URL', 'DATABASE_READ_URL'] as const).flatMap((name) => {
    const value = values[name];
    if (!value) return [];
    if (!values.DATABASE_URL) return [`${name} goes with DATABASE_URL`];
    if (!URL.canParse(value))
      return [`${name} is not a URL: write @ : / # and % in it as %40 %3A %2F %23 and %25`];
    const [url, other] = [new URL(values.DATABASE_URL), new URL(value)];
    return other.host === url.host || other.username !== url.username
      ? [`${name} must name another server than DATABASE_URL, with the same user`]
      : [];
  });
}

/** Both name one database, under two roles; the owner needs a session of its own, so no pooler. */
function ownerFaults({ DATABASE_URL, DATABASE_OWNER_URL, DATABASE_DIRECT_URL }: Environment): string[] {
  if (!DATABASE_URL) return ['DATABASE_OWNER_URL goes with DATABASE_URL'];
  if (!DATABASE_OWNER_URL || !URL.canParse(DATABASE_OWNER_URL))
    return ['DATABASE_OWNER_URL is not a URL: write @ : / # and % in it as %40 %3A %2F %23 and %25'];
  const [app, owner] = [new URL(DATABASE_DIRECT_URL ?? DATABASE_URL), new URL(DATABASE_OWNER_URL)];
  if (app.host !== owner.host || app.pathname !== owner.pathname || app.username === owner.username)
    return [
      `DATABASE_OWNER_URL must name the database of ${DATABASE_DIRECT_URL ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL'}, with another user`,
    ];
  return app.username && app.password
    ? []
    : ['DATABASE_URL must hold the user and password of the application'];
}

/** A faulty value as it may be printed: secrets and passwords may not. */
function shown(name: string, value: unknown): string {
  return name === 'LASTACK_SECRET' || /^DATABASE_.*URL$/.test(name)
    ? 'not shown here'
    : JSON.stringify(value);
}

/** The secret of this data folder, made at the first start. Seeds and sealed webhook secrets hang on it. */
export function keptSecret(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'secret');
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = readFileSync(file, 'utf8');
  if (secret.length < 32)
    throw new OperatorError(`${file} is damaged: it should hold the secret of this data folder`);
  return secret;
}

/** The configuration once database and secret are known; what features inject. */
export class Settings {
  constructor(
    readonly databaseUrl: string,
    readonly secret: string,
    readonly config: Config,
  ) {}

  /** For what needs a session and not a transaction alone: LISTEN. */
  get directUrl(): string {
    return this.config.databaseDirectUrl ?? this.databaseUrl;
  }
}
