// Generates the Prisma client. `generate` needs no native engine, yet the CLI fetches one before it starts;
// naming any executable keeps it from that, so that this also works where nothing can be downloaded.
// A client that was made from the same schema by the same Prisma stays.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const MADE_FROM = 'src/generated/made-from';
const inputs = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
if (existsSync(MADE_FROM) && readFileSync(MADE_FROM, 'utf8') === inputs) process.exit(0);

const { status, stdout, stderr } = spawnSync(
  process.execPath,
  ['node_modules/prisma/build/index.js', 'generate', '--no-hints'],
  {
    encoding: 'utf8',
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  },
);
if (status !== 0) {
  process.stderr.write(stdout + stderr);
  process.exit(status ?? 1);
}
writeFileSync(MADE_FROM, inputs);
