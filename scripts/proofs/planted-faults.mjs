// The faults that are planted: each names the proof that has to turn red, and the row of its table that has to break.

/** Edits are [file, what stands there, what is to stand there]: the first place is changed, and has to be there. */
export const FAULTS = [
  {
    name: 'no fence: a try writes its result whatever has begun meanwhile',
    proof: ['webhooks', 'frozen'],
    row: 'W4 of them refused',
    edits: [
      [
        'dist/webhooks/deliveries.queries.js',
        "AND try_number = ${tryNumber} AND state = 'pending' RETURNING",
        "AND state = 'pending' RETURNING",
      ],
      [
        'dist/webhooks/results.service.js',
        "AND try_number = ${tryNumber} AND state = 'pending'`",
        "AND state = 'pending'`",
      ],
    ],
  },
  {
    name: 'an event is recorded outside the transaction that causes it',
    proof: ['webhooks', 'outbox'],
    row: 'W3 events of aborted transactions',
    edits: [
      [
        'dist/prisma/database.js',
        'async onApplicationShutdown() {',
        'onModuleInit() { globalThis.outside = this; }\n    async onApplicationShutdown() {',
      ],
      ['dist/events/events.service.js', 'await tx.event.create(', 'await globalThis.outside.event.create('],
    ],
  },
  {
    name: 'a delivery is acknowledged before its receiver has answered',
    proof: ['webhooks', 'kills'],
    row: 'W4 deliveries missing',
    edits: [
      [
        'dist/webhooks/dispatcher.service.js',
        'const result = await this.sender.send(',
        "await this.results.write(claim, { status: 200, answer: '', retryAfter: null, durationMs: 0 }, 0);\n        const result = await this.sender.send(",
      ],
    ],
  },
  {
    name: 'a message of the LMS is acknowledged before its transaction commits',
    proof: ['webhooks', 'inbound'],
    row: 'messages of an LMS acknowledged',
    edits: [
      [
        'dist/inbound/inbound.service.js',
        'return taking.catch(',
        "taking.catch(() => undefined);\n        return { view: { messageId, type: event.type, outcome: 'added', learnerId: null }, again: false };\n        taking.catch(",
      ],
    ],
  },
  {
    name: 'no guard when an address is dialled',
    proof: ['webhooks', 'guard'],
    row: 'W13 connections that',
    edits: [
      ['dist/webhooks/egress.js', 'const refused = this.#judge(target, addresses);', 'const refused = null;'],
    ],
  },
  {
    name: 'the kill is switched off: the worker ends by itself',
    proof: ['webhooks', 'kills'],
    row: 'W4 workers that ended otherwise',
    edits: [['scripts/proofs/webhooks/kills.mjs', "worker.end('SIGKILL')", "worker.end('SIGTERM')"]],
  },
  {
    name: 'the time is not signed',
    proof: ['webhooks', 'signatures'],
    row: 'W1 payloads that the package standardwebhooks verifies',
    edits: [['dist/webhooks/signature.js', '`${id}.${timestamp}.${body}`', '`${id}.${body}`']],
  },
  {
    name: 'a rotated secret signs for ever',
    proof: ['webhooks', 'rotation'],
    row: 'W2 after it',
    edits: [
      [
        'dist/webhooks/deliveries.queries.js',
        'CASE WHEN endpoint.previous_until > now() THEN endpoint.previous_secret END',
        'endpoint.previous_secret',
      ],
    ],
  },
  {
    name: 'the kill is switched off: a process of the fleet ends by itself',
    proof: ['faults', 'kills'],
    row: 'R1 processes that ended otherwise',
    edits: [['scripts/proofs/faults/kills.mjs', "victim.end('SIGKILL')", "victim.end('SIGTERM')"]],
  },
  {
    name: 'an answer without a key is acknowledged before its transaction commits',
    proof: ['faults', 'kills'],
    row: 'R1 acknowledged submissions lost',
    edits: [
      [
        'dist/prisma/statement.js',
        'return (await pool.query(',
        `if (name === 'take-answers') {
        const client = await pool.connect();
        await client.query('BEGIN');
        const { rows } = await client.query(text, values);
        const late = () => client.query('COMMIT').then(() => client.release(), (error) => client.release(error));
        setTimeout(late, 300);
        return rows;
    }
    return (await pool.query(`,
      ],
    ],
  },
  {
    name: 'an answer with a key is acknowledged before its transaction commits',
    proof: ['faults', 'kills'],
    row: 'R1 acknowledged submissions lost',
    edits: [
      [
        'dist/prisma/database.js',
        'async onApplicationShutdown() {',
        `$transaction(work, options) {
        if (options?.maxWait !== 10_000) return super.$transaction(work, options); // All but that of a keyed request.
        return new Promise((resolve, reject) => {
            const early = async (tx) => {
                resolve(await work(tx));
                await new Promise((wake) => setTimeout(wake, 300));
            };
            super.$transaction(early, options).catch(reject);
        });
    }
    async onApplicationShutdown() {`,
      ],
    ],
  },
  {
    name: 'clients retry without their key, and answers come long after the commit',
    proof: ['faults', 'kills'],
    row: 'R1 submissions stored beyond those acknowledged',
    edits: [
      ['scripts/proofs/faults/clients.mjs', "...(key && { 'idempotency-key': key }),", ''],
      [
        'dist/health/traffic.service.js',
        "server.addHook('onSend', async (_, reply) => {",
        "server.addHook('onSend', async (_, reply) => {\n            await new Promise((wake) => setTimeout(wake, 300));",
      ],
    ],
  },
  {
    name: 'a commit is acknowledged before it is on disk',
    proof: ['faults', 'crashes'],
    row: 'R2 acknowledged submissions lost',
    edits: [
      ['dist/prisma/database.js', '-c lock_timeout', '-c synchronous_commit=off -c lock_timeout'],
      [
        'scripts/proofs/faults/cluster.mjs',
        '-c max_connections',
        '-c wal_writer_delay=10000 -c max_connections',
      ],
    ],
  },
  {
    name: 'a process ends with its connection to the database',
    proof: ['faults', 'crashes'],
    row: 'R2 processes of the service that ended',
    edits: [
      [
        'dist/jobs/jobs.service.js',
        "this.#boss.on('error', (error) =>",
        "this.#boss.on('error', (error) => process.exit(1) ||",
      ],
    ],
  },
  {
    name: 'nobody polls: what is not notified is not taken up',
    proof: ['faults', 'notifications'],
    row: 'R4 jobs taken up within a poll',
    edits: [['dist/jobs/jobs.service.js', 'const POLL_S = 2;', 'const POLL_S = 60;']],
  },
  {
    name: 'no bound on open requests, and one that had no turn is called a fault',
    proof: ['faults', 'overload'],
    row: 'R6 answers that are neither 2xx nor 503',
    edits: [
      ['dist/health/traffic.service.js', 'this.#open >= this.#limit', 'false'],
      ['dist/common/passing.js', 'P2028', 'unknown'],
      ['dist/common/passing.js', 'P2024', 'unheard'],
      ['dist/common/passing.js', 'timeout exceeded when trying to connect|', ''],
    ],
  },
  {
    name: 'the clock of the host judges',
    proof: ['faults', 'clocks'],
    row: 'R7 decisions of the two hosts that differ',
    edits: [['dist/common/arrival.js', 'now.getTime() -', 'Date.now() -']],
  },
  {
    name: 'what waits in the service is the sender’s delay',
    proof: ['faults', 'clocks'],
    row: 'R7 answers in time that waited in the service',
    edits: [['dist/common/arrival.js', '- Math.floor(elapsed())', '']],
  },
  {
    name: 'a process that is to end cuts off whoever is connected',
    proof: ['faults', 'restarts'],
    row: 'R10 requests failed',
    edits: [
      ['dist/serve.js', 'await delay(stopWaitS * 1000);', 'app.getHttpServer().closeAllConnections();'],
    ],
  },
  {
    name: 'one grade in a hundred is drawn by lot',
    proof: ['faults', 'replays'],
    row: 'R11 grades that are not the stored ones',
    edits: [
      [
        'dist/questions/marking.js',
        "if (outcome.status !== 'graded'",
        "if (outcome.status === 'graded' && Math.random() < 0.01) return { ...outcome, grade: { ...outcome.grade, earned: 0 } };\n    if (outcome.status !== 'graded'",
      ],
    ],
  },
  {
    name: 'a read-only database is an unforeseen fault',
    proof: ['faults', 'full'],
    row: 'read-only: of them other than 503',
    edits: [['dist/common/passing.js', "'25006'", "'25007'"]],
  },
  {
    name: 'an answer that was kept is not looked for',
    proof: ['idempotency'],
    row: 'rounds of 200 equal POSTs',
    edits: [['src/idempotency/idempotency.interceptor.ts', 'if (kept) {', 'if (kept && Date.now() < 0) {']],
  },
  {
    name: 'a draft is kept whatever version it follows',
    proof: ['drafts'],
    row: 'random runs of two tabs',
    edits: [['src/attempts/drafts.service.ts', ' AND version = ${version}', '']],
  },
  {
    name: 'no grace',
    proof: ['deadlines'],
    row: 'random orders of all dates',
    edits: [['src/assignments/timing.ts', 'isAfter(at, plus(end, graceS))', 'isAfter(at, end)']],
  },
  {
    name: 'a page begins one behind where the last one ended',
    proof: ['pages'],
    row: 'random interleavings of pages',
    edits: [['src/common/page.ts', 'const last = shown.at(-1);', 'const last = rows.at(-1);']],
  },
  {
    name: 'a token’s checksum is not looked at',
    proof: ['tokens'],
    row: 'mutated tokens refused',
    edits: [['src/auth/token.ts', 'if (!FORM.test(text)) return false;', 'return FORM.test(text);']],
  },
  {
    name: 'lateness costs nothing',
    proof: ['term'],
    row: 'students in three courses whose scores',
    edits: [['src/assignments/timing.ts', '(earned * (100 - latePercent) + 50) / 100', 'earned']],
  },
  {
    name: 'the index of the tries at a question is gone',
    proof: ['plans'],
    row: 'reads all of submissions',
    edits: [
      [
        'scripts/proofs/plans.mjs',
        "await query('ANALYZE');",
        "await query('DROP INDEX submissions_variant_id_number_key'); await query('ANALYZE');",
      ],
    ],
  },
  {
    name: 'of the tests of the simulator one suite is run',
    proof: ['simulator'],
    row: 'planted faults that the tests notice',
    edits: [['scripts/proofs/simulator.mjs', 'testsFail(copy, SUITES,', "testsFail(copy, ['seq'],"]],
  },
  {
    name: 'the job queue listens through the pooler',
    proof: ['operations', 'pooler'],
    row: 'sessions that LISTEN',
    edits: [['dist/jobs/jobs.service.js', 'settings.directUrl', 'settings.databaseUrl']],
  },
  {
    name: 'the pooler drops the bounds of statements',
    proof: ['operations', 'pooler'],
    row: 'bounds of a statement',
    edits: [['deploy/pgbouncer.ini', 'SET lock_timeout = 3000; ', '']],
  },
  {
    name: 'a standby is asked however far it is behind',
    proof: ['operations', 'standby'],
    row: 'it is not asked',
    edits: [['dist/prisma/replica.js', 'this.ageS <= MAX_AGE_S', 'true']],
  },
  {
    name: 'an answer is acknowledged before the log is flushed and sent',
    proof: ['operations', 'standby'],
    row: 'acknowledged submissions that are lost',
    edits: [
      [
        'scripts/proofs/operations/standby.mjs',
        'const PRIMARY = {',
        "const PRIMARY = { synchronous_commit: 'off',",
      ],
    ],
  },
  {
    name: 'a restore goes on beyond the moment',
    proof: ['operations', 'restore'],
    row: 'of between the backup and the moment',
    edits: [
      [
        'scripts/proofs/operations/restore.mjs',
        'recovery_target_time: moment',
        "recovery_target_timeline: 'latest'",
      ],
    ],
  },
  {
    name: 'an answer has a field that the document does not name',
    proof: ['attacks', 'fuzz'],
    row: 'A6 answers outside the document',
    edits: [['dist/courses/courses.dto.js', 'return { id, title,', 'return { seed: 1, id, title,']],
  },
  {
    name: 'whoever knows the id of a course is in it',
    proof: ['attacks', 'fuzz'],
    row: 'A6 answers outside the document',
    edits: [
      [
        'dist/courses/courses.service.js',
        'await this.db.member.findUnique({',
        'await this.db.member.findFirst({ where: { courseId }, include: { course: true } }) ?? await this.db.member.findUnique({',
      ],
    ],
  },
  {
    name: 'bodies of any size are read',
    proof: ['attacks', 'limits'],
    row: 'a body of 256 KiB + 1',
    edits: [['dist/common/bodies.js', 'BODY_LIMIT_BYTES = 256', 'BODY_LIMIT_BYTES = 256 * 1024']],
  },
  {
    name: 'headers may take as long as they like',
    proof: ['attacks', 'slowloris'],
    row: 'drip headers',
    edits: [['dist/app.js', 'HEADERS_TIMEOUT_MS = 10_000', 'HEADERS_TIMEOUT_MS = 30_000']],
  },
  {
    name: 'a pattern takes time that doubles with each character',
    proof: ['attacks', 'redos'],
    row: 'slowest of',
    edits: [['dist/app.js', '/^[\\w-]{8,64}$/', '/^([\\w-]+)+$/']],
  },
  {
    name: 'all fields of a question are drawn from one stream',
    proof: ['attacks', 'seeds'],
    row: 'chi-square of two fields',
    edits: [['dist/random.js', '`field:${name}`', '`field:`']],
  },
];
