// Generates the Prisma client and compiles src/ into dist/. With --if-stale, only when a source is newer than dist/,
// so that `npm start` and `npm run lastack` are quick and never run old code.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STAMP = 'dist/.built';
const SOURCES = ['src', 'prisma/schema.prisma', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const names = readdirSync(path).filter((name) => name !== 'generated');
  return Math.max(stat.mtimeMs, ...names.map((name) => newest(join(path, name))));
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const built = existsSync(STAMP) ? statSync(STAMP).mtimeMs : 0;
if (!process.argv.includes('--if-stale') || Math.max(...SOURCES.map(newest)) >= built) {
  const started = new Date();
  rmSync('dist', { recursive: true, force: true });
  run('scripts/generate-client.mjs');
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  writeFileSync(STAMP, started.toISOString());
}
