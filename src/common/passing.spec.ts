// Faults as they come out of Prisma, its driver adapter, node-postgres and sockets.
import { expect, it } from '@jest/globals';
import { passing } from './passing.js';

/** As Prisma throws what its driver adapter saw. */
const seen = (cause: object) =>
  Object.assign(new Error('Raw query failed'), { code: 'P2010', meta: { driverAdapterError: { cause } } });
const coded = (code: string) => Object.assign(new Error('x'), { code });

it.each([
  ['a database that cannot be reached, in a raw query', seen({ kind: 'DatabaseNotReachable' }), 'undone'],
  ['the same in a query of a model', coded('P1001'), 'undone'],
  ['a connection that broke, in a raw query', seen({ kind: 'ConnectionClosed' }), 'unknown'],
  [
    'a connection that broke, as the driver says it',
    new Error('Connection terminated unexpectedly'),
    'unknown',
  ],
  ['a database that starts', seen({ originalCode: '57P03', kind: 'postgres' }), 'undone'],
  [
    'a database that was ended under a statement',
    seen({ originalCode: '57P01', kind: 'postgres' }),
    'unknown',
  ],
  ['no turn at a connection', new Error('timeout exceeded when trying to connect'), 'undone'],
  ['no turn at a transaction', coded('P2028'), 'undone'],
  ['a full disk', seen({ originalCode: '53100', kind: 'postgres' }), 'undone'],
  ['no memory', coded('53200'), 'undone'],
  ['a read-only database', coded('25006'), 'undone'],
  ['a deadlock', seen({ originalCode: '40P01', kind: 'TransactionWriteConflict' }), 'undone'],
  ['a connection that failed, by its class', coded('08006'), 'unknown'],
])('%s passes', (_, error, expected) => {
  expect(passing(error)).toBe(expected);
});

it.each([
  ['a table that is missing', seen({ originalCode: '42P01', kind: 'TableDoesNotExist' })],
  ['a unique value that is taken', coded('P2002')],
  ['a fault of our own', new TypeError('x is not a function')],
  ['a code of another kind that begins alike', coded('53')],
  ['nothing at all', undefined],
])('%s does not', (_, error) => {
  expect(passing(error)).toBeNull();
});
