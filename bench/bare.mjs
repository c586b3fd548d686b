// The least that a service could be: Fastify and node-postgres, running for each request the statements that were recorded
// for it, prepared, on one connection. It looks at nothing and grades nothing.
//   node bench/bare.mjs FILE POOL      FILE: { path: [{ sql, values }] }, where bytes are { hex }; DATABASE_URL: where
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import pg from 'pg';

const [file, max] = process.argv.slice(2);
const recorded = JSON.parse(readFileSync(file, 'utf8'));
const names = new Map();
const prepared = new Map(
  Object.entries(recorded).map(([path, statements]) => [
    path,
    statements.map(({ sql, values }) => ({
      name: names.get(sql) ?? names.set(sql, `s${names.size}`).get(sql),
      text: sql,
      values: values.map((value) => (value?.hex === undefined ? value : Buffer.from(value.hex, 'hex'))),
    })),
  ]),
);
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: Number(max) });
const app = Fastify();
app.post('*', async (request, reply) => {
  const client = await pool.connect();
  try {
    let rows = [];
    for (const statement of prepared.get(request.url)) ({ rows } = await client.query(statement));
    reply.status(201);
    return rows;
  } finally {
    client.release();
  }
});
console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
