// Faults of the database that pass: it is away, overloaded, full or read-only. Whoever asks again may have more luck.

/** 'undone': nothing was changed. 'unknown': the connection broke, perhaps between the commit and the word of it. */
export type Passing = 'undone' | 'unknown';

/** Prisma's codes, what its driver calls a broken connection, PostgreSQL's codes, and those of sockets. */
const CODES: Record<string, Passing> = {
  P1001: 'undone',
  P1002: 'undone',
  P1008: 'unknown',
  P1017: 'unknown',
  P2024: 'undone',
  P2028: 'undone',
  P2034: 'undone',
  P2037: 'undone',
  DatabaseNotReachable: 'undone',
  ConnectionClosed: 'unknown',
  SocketTimeout: 'unknown',
  ECONNREFUSED: 'undone',
  ENOTFOUND: 'undone',
  EAI_AGAIN: 'undone',
  EHOSTUNREACH: 'unknown',
  ECONNRESET: 'unknown',
  EPIPE: 'unknown',
  ETIMEDOUT: 'unknown',
  '57P01': 'unknown',
  '57P02': 'unknown',
  '57P03': 'undone',
  '25006': 'undone',
  '40001': 'undone',
  '40P01': 'undone',
  '55P03': 'undone',
  '57014': 'undone',
  '58030': 'undone',
};

/** Insufficient resources (disk, memory, connections), and broken connections. */
const CLASSES: Record<string, Passing> = { '53': 'undone', '08': 'unknown' };

/** What the driver says of its own connections has no code. */
const MESSAGES: [RegExp, Passing][] = [
  [/timeout exceeded when trying to connect|Connection terminated due to connection timeout/, 'undone'],
  [/not queryable|after calling end on the pool/, 'undone'],
  [/Connection terminated|Server has closed the connection/, 'unknown'],
];

/** null when it is none of these faults. */
export function passing(error: unknown): Passing | null {
  if (typeof error !== 'object' || error === null) return null;
  const code = codeOf(error);
  if (code !== null) {
    const known = CODES[code] ?? (/^\w{5}$/.test(code) ? CLASSES[code.slice(0, 2)] : undefined);
    if (known) return known;
  }
  const message = 'message' in error ? String(error.message) : '';
  return MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}

/** What Prisma's driver saw, where it says so: Prisma's own code for raw queries is one for all faults. */
function codeOf(error: object): string | null {
  const { meta, cause, code } = error as Partial<PrismaFault>;
  const seen = meta?.driverAdapterError?.cause ?? cause;
  return seen?.originalCode ?? seen?.kind ?? (typeof code === 'string' ? code : null);
}

interface PrismaFault {
  code: unknown;
  cause: DriverFault;
  meta: { driverAdapterError?: { cause?: DriverFault } };
}

interface DriverFault {
  originalCode?: string;
  kind?: string;
}
