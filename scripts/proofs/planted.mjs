// Proofs of the proofs: each fault is planted into a copy of the built service (or of a proof), and the short form of its
// proof has to end with status 1 and name the row that broke. A crash, or another row, does not count.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FAULTS } from './planted-faults.mjs';

export { FAULTS };

const AT_ONCE = 2;
/** A proof that hangs ends all the same. */
const TIMEOUT_MS = 1_800_000;
/** What the built service and its proofs need; then, what the tests do that are proofs in their long form. */
const COPIED = [
  'dist',
  'scripts',
  'prisma',
  'deploy',
  'docs',
  'package.json',
  'src',
  'test',
  'jest.config.mjs',
];

/** Every fault, or those whose proof or name holds one of `words`. */
export function chosen(words) {
  const isWanted = ({ name, proof }) =>
    words.length === 0 || words.some((word) => [...proof, name].join(' ').includes(word));
  return FAULTS.filter(isWanted);
}

/** Plants those that are chosen; true when each was noticed. */
export async function plantAll(words) {
  const queue = chosen(words);
  const rows = [];
  const work = async () => {
    for (let fault = queue.shift(); fault; fault = queue.shift()) rows.push(await plant(fault));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.table(rows);
  const noticed = rows.filter(({ noticed }) => noticed).length;
  console.log(`${rows.length} planted faults, ${noticed} noticed`);
  return rows.length > 0 && noticed === rows.length;
}

async function plant({ name, proof, row, edits }) {
  const copy = mkdtempSync(join(tmpdir(), 'lastack-planted-'));
  const begun = performance.now();
  try {
    for (const path of COPIED) cpSync(path, join(copy, path), { recursive: true });
    symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
    for (const [file, right, wrong] of edits) {
      const text = readFileSync(join(copy, file), 'utf8');
      if (!text.includes(right)) throw new Error(`${file} has no longer: ${right}`);
      writeFileSync(
        join(copy, file),
        text.replace(right, () => wrong),
      );
    }
    const { status, output } = await proveIn(copy, proof);
    const broken = output.split('\n').filter((line) => /│ false\s*│$/.test(line));
    const noticed = status === 1 && broken.some((line) => line.includes(row));
    if (!noticed) console.error(`${name}: status ${status}\n${output}`);
    const seconds = Math.round((performance.now() - begun) / 1000);
    return { fault: name, proof: proof.join(' '), 'has to break': row, noticed, seconds };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function proveIn(copy, proof) {
  const args = ['scripts/prove.mjs', ...proof, '--short'];
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    const timer = setTimeout(() => child.kill('SIGTERM'), TIMEOUT_MS);
    child.on('close', (status) => {
      clearTimeout(timer);
      done({ status, output });
    });
  });
}
