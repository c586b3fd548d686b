// Every event a receiver can get: when it happens and what it holds. Types, JSON schemas, examples and
// docs/webhooks.md are all made from this table. A change that breaks receivers is a new version.
import { count, type Fields, id, lmsId, oneOf, time, type ValueOf } from './fields.js';

const learner = { learnerId: id('0193a1b2-6d2e-7c41-9d3f-5a8b7c6d5e4f'), lmsId };
const assignment = { assignmentId: id('0193a1b2-0f11-7a52-8c63-1b2c3d4e5f60') };
const attempt = { ...assignment, attemptId: id('0193a1b2-7a33-7b64-9e75-2c3d4e5f6071') };
const submission = {
  ...attempt,
  questionId: id('0193a1b2-7a44-7d86-8f97-3d4e5f607182'),
  submissionId: id('0193a1b2-9b55-7ea8-91b9-4e5f60718293'),
  /** The how manieth answer of this learner to this question, from 1. */
  number: count(2, 1),
};
const member = { ...learner, role: oneOf('student', 'assistant', 'instructor', 'owner') };
const endpoint = { endpointId: id('0193a1b0-1c66-7fca-a3db-5f6071829304') };
const points = { earned: count(8), possible: count(10) };
const at = time('2026-11-22T09:30:00.000Z');

interface EventKind {
  version: number;
  /** When it happens, for the person who writes a receiver. */
  when: string;
  data: Fields;
}

export const CATALOGUE = {
  'assignment.published': {
    version: 1,
    when: 'Learners can see the assignment from now on.',
    data: { ...assignment, publishedAt: at },
  },
  'assignment.closed': {
    version: 1,
    when: 'The assignment takes no more answers.',
    data: { ...assignment, closedAt: at },
  },
  'attempt.started': {
    version: 1,
    when: 'A learner has begun an attempt.',
    data: { ...learner, ...attempt, number: count(1, 1), startedAt: at },
  },
  'attempt.submitted': {
    version: 1,
    when: 'A learner has finished an attempt, or its time has run out.',
    data: { ...learner, ...attempt, number: count(1, 1), submittedAt: at },
  },
  'submission.graded': {
    version: 1,
    when: 'An answer has been graded.',
    data: { ...learner, ...submission, ...points, submittedAt: at },
  },
  'submission.needs_review': {
    version: 1,
    when: 'An answer waits for a person to grade it.',
    data: { ...learner, ...submission, submittedAt: at },
  },
  'score.changed': {
    version: 1,
    when: 'The score of a learner for an assignment has changed. Of two of them, the higher version holds.',
    data: { ...learner, ...assignment, ...points, version: count(3, 1), submittedAt: at },
  },
  'regrade.applied': {
    version: 1,
    when: 'An assignment has been graded anew; a score.changed follows for every score that differs.',
    data: {
      ...assignment,
      regradeId: id('0193a1b9-2d77-70ec-b5fd-607182930415'),
      changed: count(12),
      appliedAt: at,
    },
  },
  'member.added': { version: 1, when: 'A person has joined the course.', data: member },
  'member.removed': { version: 1, when: 'A person has left the course.', data: member },
  'endpoint.failing': {
    version: 1,
    when: 'Another receiver of the course has only failed for half of the time after which it is disabled.',
    data: { ...endpoint, failingSince: at },
  },
  'endpoint.disabled': {
    version: 1,
    when: 'Another receiver of the course was disabled: it said 410 Gone, or only failed for five days.',
    data: { ...endpoint, reason: oneOf('gone', 'failing'), disabledAt: at },
  },
  ping: { version: 1, when: 'Somebody tests the receiver. It is never tried again.', data: endpoint },
} as const satisfies Record<string, EventKind>;

export type EventType = keyof typeof CATALOGUE;
export type Events = { [T in EventType]: ValueOf<(typeof CATALOGUE)[T]['data']> };

/** What a receiver can ask for; a ping comes unasked. */
export const EVENT_TYPES = (Object.keys(CATALOGUE) as EventType[]).filter((type) => type !== 'ping');

/** @throws Error naming the field when the data are not what the catalogue says: that is a fault of this service. */
export function checkEvent(type: EventType, data: Record<string, unknown>): void {
  const fields: Fields = CATALOGUE[type].data;
  for (const [name, kind] of Object.entries(fields)) {
    if (!kind.holds(data[name])) throw new Error(`the event ${type} has a wrong ${name}`);
  }
  const unknown = Object.keys(data).find((name) => !Object.hasOwn(fields, name));
  if (unknown) throw new Error(`the event ${type} has no ${unknown}`);
}

/** The message as it is sent: the form of Standard Webhooks, and the name of its schema. */
export interface Message {
  type: string;
  schema: string;
  timestamp: string;
  data: object;
}

/** The name of a version of an event's schema. */
export function schemaName(type: string, version: number): string {
  return `${type}.v${version}`;
}

export function exampleOf(type: EventType): Message {
  const { version, data } = CATALOGUE[type];
  const values = Object.entries<Fields[string]>(data).map(([name, { example }]) => [name, example]);
  return {
    type,
    schema: schemaName(type, version),
    timestamp: at.example,
    data: Object.fromEntries(values),
  };
}

/** The JSON schema (2020-12, as OpenAPI 3.1 takes it) of the whole message. */
export function schemaOf(type: EventType): Record<string, unknown> {
  const { version, data } = CATALOGUE[type];
  const properties = Object.entries<Fields[string]>(data).map(([name, { schema }]) => [name, schema]);
  const names = Object.keys(data);
  return {
    type: 'object',
    required: ['type', 'schema', 'timestamp', 'data'],
    properties: {
      type: { type: 'string', enum: [type] },
      schema: { type: 'string', enum: [schemaName(type, version)] },
      timestamp: { type: 'string', format: 'date-time' },
      data: { type: 'object', required: names, properties: Object.fromEntries(properties) },
    },
  };
}
