// A webhook receiver as an LMS may run one: it verifies every message, drops what it has had, lets the higher version of
// a score win, and keeps a gradebook as CSV. A message is answered when the file is written, never before.
//   LASTACK_WEBHOOK_SECRET=whsec_... PORT=8080 node receiver.mjs gradebook.csv
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { Webhook } from 'standardwebhooks';

const COLUMNS = ['lmsId', 'learnerId', 'assignmentId', 'earned', 'possible', 'version', 'submittedAt'];
const BODY_LIMIT_BYTES = 20_000;
const REMEMBERED = 100_000;

/** The newest score of each learner in each assignment. */
export class Gradebook {
  #scores = new Map();
  #had = new Set();

  constructor(csv = '') {
    for (const row of parse(csv, { columns: true }))
      this.#keep({ ...row, version: Number(row.version), lmsId: row.lmsId.replace(/^'(?=[=+@\t\r-])/, '') });
  }

  /** Takes a verified message; says what it was: new, a duplicate, old, or of a type that has no score. */
  take(id, { type, data }) {
    if (this.#had.has(id)) return 'duplicate';
    this.#had.add(id);
    if (this.#had.size > REMEMBERED) this.#had.delete(this.#had.values().next().value);
    if (type !== 'score.changed') return 'no score';
    return this.#keep(data) ? 'new' : 'old';
  }

  #keep(score) {
    const key = `${score.learnerId} ${score.assignmentId}`;
    if ((this.#scores.get(key)?.version ?? 0) >= score.version) return false;
    this.#scores.set(key, score);
    return true;
  }

  csv() {
    const sorted = [...this.#scores].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, score]) => score);
    return stringify(sorted, { header: true, columns: COLUMNS, escape_formulas: true });
  }
}

/** An HTTP server that keeps `file`; `heard` is told of every verified message. */
export function createReceiver({ secret, file, heard = () => undefined }) {
  const verifier = new Webhook(secret);
  const gradebook = new Gradebook(existsSync(file) ? readFileSync(file, 'utf8') : '');
  return createServer((request, response) => {
    const chunks = [];
    let bytes = 0;
    request.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
    });
    request.on('end', () => {
      let message;
      try {
        message = verifier.verify(Buffer.concat(chunks), request.headers);
      } catch {
        return response.writeHead(401).end(); // Forged, altered, too old or too long.
      }
      const was = gradebook.take(request.headers['webhook-id'], message);
      if (was === 'new') {
        writeFileSync(`${file}.next`, gradebook.csv());
        renameSync(`${file}.next`, file);
      }
      heard(message, was);
      response.writeHead(204).end();
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { LASTACK_WEBHOOK_SECRET: secret = '', PORT = '8080' } = process.env;
  const heard = ({ type, data }, was) => console.log(was, type, JSON.stringify(data));
  createReceiver({ secret, file: process.argv[2] ?? 'gradebook.csv', heard }).listen(Number(PORT));
}
