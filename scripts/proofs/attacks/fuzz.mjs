// A6: the OpenAPI document is the truth. Cases are drawn by fast-check from the document itself and sent one after the
// other, in several strands at once: what an answer holds is what later requests name, be it their own, another course's or
// deleted. No answer may be a 5xx or one that the document does not describe, and no body that it forbids may be taken.
import fc from 'fast-check';
import { caseOf } from './cases.mjs';
import { readDocument } from './document.mjs';
import { openHouse } from './house.mjs';
import { Pools } from './pools.mjs';
import { prologue } from './prologue.mjs';

const STRANDS = 4;
const CASES_PER_COURSE = 250;
const SHOWN = 40;
const GARBAGE = [
  '',
  ' ',
  '0',
  '..',
  '%00',
  'null',
  'a'.repeat(200),
  '😀',
  '00000000-0000-0000-0000-000000000000',
  "1'--",
];
/** Rows of these lists are taken or refused one by one, by an answer that is good in itself. */
const ONE_BY_ONE = ['/bulk', '/attempts/{attemptId}/submissions'];
/** Of these a second request finds nothing. Tokens stay to be seen, and members may come back. */
const GONE_FOR_GOOD = ['groupId', 'endpointId', 'extensionId'];

/** @param seed of the cases: always the same in the short form, else a new one, or PROOF_SEED */
export async function fuzz({
  short,
  seed = Number(process.env.PROOF_SEED ?? (short ? 1 : Date.now() % 2 ** 31)),
}) {
  const cases = short ? 2_000 : Number(process.env.PROOF_CASES ?? 20_000);
  const house = await openHouse();
  try {
    const run = await new Fuzzer(house, seed).run(cases);
    return rowsOf(run, { seed, short });
  } finally {
    await house.close();
  }
}

class Fuzzer {
  findings = new Map();
  succeeded = new Set();
  /** Of those, by a case that was drawn, and not by what the prologue did. */
  drawn = new Set();
  statuses = new Map();
  count = 0;

  constructor(house, seed) {
    this.house = house;
    this.seed = seed;
  }

  async run(cases) {
    const document = await (await fetch(`${this.house.url}/openapi.json`)).json();
    const { operations, schemas } = readDocument(document);
    this.operations = operations;
    this.pools = new Pools(schemas);
    this.case = caseOf(operations, schemas);
    this.random = (samples, strand) => fc.sample(this.case, { seed: this.seed + strand, numRuns: samples });
    const perStrand = Math.ceil(cases / STRANDS);
    await Promise.all(Array.from({ length: STRANDS }, (_, strand) => this.strand(strand, perStrand)));
    return this;
  }

  async strand(strand, cases) {
    for (let done = 0; done < cases; done += CASES_PER_COURSE) {
      const course = await prologue(this.house, this.pools, this.operations, (request) => this.send(request));
      const drawn = this.random(Math.min(CASES_PER_COURSE, cases - done), strand * 1_000_003 + done);
      for (const one of drawn) await this.one(one, course);
    }
  }

  async one(drawn, course) {
    const { operation } = drawn;
    const ids = operation.names.map((name) => this.idFor(name, drawn, course));
    const actor = this.actorFor(drawn, ids);
    let next = 0;
    const path = operation.path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(ids[next++]));
    const body = this.resolve(drawn.body, course);
    const query = this.queryOf(drawn);
    const { status } = await this.send({
      operation,
      path: path + query,
      actor,
      body,
      ids,
      version: drawn.version,
      key: drawn.key,
    });
    if (status < 300) this.drawn.add(operation.name);
  }

  idFor(name, { place, choice }, course) {
    if (place < 75)
      return (
        this.pools.pick(name, choice % 8, course)?.id ??
        this.pools.pick(name, choice)?.id ??
        crypto.randomUUID()
      );
    if (place < 85) return this.pools.pick(name, choice)?.id ?? crypto.randomUUID();
    if (place < 90)
      return (
        this.pools.pick(['courseId', 'attemptId', 'personId', 'questionId'][choice % 4], choice)?.id ?? 'x'
      );
    const deleted = this.pools.deleted.get(name) ?? [];
    if (place < 95) return deleted[choice % (deleted.length || 1)] ?? crypto.randomUUID();
    return place < 98 ? crypto.randomUUID() : GARBAGE[choice % GARBAGE.length];
  }

  /** Mostly the maker of the thing where there is one, the owner of its course, or somebody else in it. */
  actorFor({ who, choice }, ids) {
    const { actors } = this.pools;
    const last = this.pools.of(ids.at(-1));
    if (who < 35 && last?.actor) return last.actor;
    const near = actors.filter(({ courses }) => courses.has(last?.course ?? this.pools.courseOf(ids[0])));
    if (who < 60 && near.length > 0) return near[0];
    if (who < 88 && near.length > 0) return near[choice % near.length];
    return who < 97 && actors.length > 0 ? actors[choice % actors.length] : NOBODY;
  }

  queryOf({ operation, query }) {
    const given = Object.entries(query ?? {}).map(([name, value]) => {
      // A cursor of the same list, or of any.
      const cursor = () => this.pools.text(operation.name, value.length) ?? this.pools.text('after', 0);
      const text = name === 'after' ? (cursor() ?? value) : value;
      return `${name}=${encodeURIComponent(text)}`;
    });
    return given.length > 0 ? `?${given.join('&')}` : '';
  }

  /** Puts what was seen into the places that `named` left open. */
  resolve(value, course) {
    if (typeof value === 'string' && value.startsWith('@')) {
      const [name = '', choice = '0'] = value.slice(1).split(':');
      const known =
        this.pools.pick(name, Number(choice) % 8, course)?.id ?? this.pools.text(name, Number(choice));
      return known ?? value;
    }
    if (Array.isArray(value)) return value.map((one) => this.resolve(one, course));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, one]) => [
      this.resolve(key, course),
      this.resolve(one, course),
    ]);
    return Object.fromEntries(entries);
  }

  /** Sends it, judges the answer and keeps what it tells. Returns the answer. */
  async send({ operation, path, actor, body, ids = [], version, key }) {
    this.count++;
    if (this.count % 1000 === 0) console.error(`${this.count} cases, ${this.findings.size} findings`);
    const answer = await this.house.ask({ operation, path, actor, body, version, key });
    const { status, json } = answer;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    const faults = [this.faultOf(operation, answer), ...this.breachesOf(operation, answer, actor, ids, body)];
    for (const fault of faults.filter(Boolean))
      this.find(`${operation.name}: ${fault}`, {
        path,
        body,
        role: actor.role,
        answer: answer.text.slice(0, 300),
      });
    // Whose token holds no more asks no more: else a long run would be made of those.
    if (status === 401) this.pools.forget(actor);
    if (status < 300) {
      this.succeeded.add(operation.name);
      if (status === 201 && operation.name === 'POST /v1/courses') actor.courses.add(json.id);
      const course = this.pools.courseOf(ids[0]) ?? (operation.names[0] === 'courseId' ? ids[0] : undefined);
      this.pools.harvest(operation.schemaOf(status), json, { course, actor });
      if (typeof json?.next === 'string') this.pools.addText(operation.name, json.next);
      if (operation.method === 'DELETE') this.noteDeleted(operation.names.at(-1), ids.at(-1), operation.path);
    }
    return answer;
  }

  faultOf(operation, answer) {
    if (answer.status >= 500) return `${answer.status}`;
    return operation.judge(answer);
  }

  /** What a good answer ought not to have been. */
  breachesOf(operation, { status }, actor, ids, body) {
    if (status >= 300) return [];
    const isSigned = operation.path.endsWith('/lms-events');
    const foreign = ids.some((id) => this.pools.courseOf(id) && !actor.courses.has(this.pools.courseOf(id)));
    const dead = operation.names.some((name, i) => (this.pools.deleted.get(name) ?? []).includes(ids[i]));
    const isForbidden =
      !ONE_BY_ONE.some((end) => operation.path.endsWith(end)) &&
      operation.body &&
      body !== undefined &&
      operation.body.type.endsWith('json') &&
      !operation.body.allows(body);
    return [
      foreign && !isSigned && 'it took somebody from outside the course',
      dead && 'it took an id that was deleted',
      isForbidden && `it took a body that the document forbids: ${told(operation.body.allows.errors)}`,
    ];
  }

  noteDeleted(name, id, path) {
    if (!GONE_FOR_GOOD.includes(name) || !path.endsWith(`{${name}}`)) return;
    this.pools.deleted.set(name, [...(this.pools.deleted.get(name) ?? []), id]);
  }

  find(what, example) {
    const known = this.findings.get(what);
    if (known) known.times++;
    else this.findings.set(what, { times: 1, example });
  }
}

const NOBODY = { token: null, role: 'nobody', courses: new Set() };
const told = ([{ instancePath, message }]) => `${instancePath.replaceAll(/\d+/g, 'n')} ${message}`;

function rowsOf({ count, findings, succeeded, drawn, operations, statuses }, { seed, short }) {
  const all = operations.length;
  const wanted = short ? Math.ceil(0.95 * all) : all;
  const sorted = [...findings].toSorted(([, a], [, b]) => b.times - a.times);
  for (const [what, { times, example }] of sorted.slice(0, SHOWN))
    console.error(`${times} × ${what}\n   ${JSON.stringify(example)}`);
  console.error(
    [...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, times]) => `${status}: ${times}`)
      .join(', '),
  );
  for (const [what, names] of Object.entries({
    'never with success': succeeded,
    'never by a drawn case': drawn,
  })) {
    const missing = operations.filter(({ name }) => !names.has(name)).map(({ name }) => name);
    if (missing.length > 0) console.error(`${what}: ${missing.join(', ')}`);
  }
  const faults = [...findings].filter(([what]) => /: 5\d\d$/.test(what));
  const total = (list) => list.reduce((sum, [, { times }]) => sum + times, 0);
  const others = [...findings].filter((one) => !faults.includes(one));
  return [
    {
      what: `A6 cases, drawn from the document with seed ${seed}`,
      seen: count,
      promised: '>= what was asked for',
      holds: count > 0,
    },
    { what: 'A6 answers that are 5xx', seen: total(faults), promised: 0, holds: total(faults) === 0 },
    {
      what: 'A6 answers outside the document, or that it forbids',
      seen: total(others),
      promised: 0,
      holds: total(others) === 0,
    },
    {
      what: `A6 operations that succeeded at least once, of ${all}`,
      seen: succeeded.size,
      promised: `>= ${wanted}`,
      holds: succeeded.size >= wanted,
    },
    {
      what: 'A6 of them by a case that was drawn, and not by hand to begin with',
      seen: drawn.size,
      promised: 'printed',
      holds: true,
    },
  ];
}
