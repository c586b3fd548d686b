// What SQL makes the database of one schema.prisma into that of another, from Prisma's schema engine in its
// WebAssembly form: the native one is not on every machine.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

const require = createRequire(import.meta.url);
const PATH = 'prisma/schema.prisma';

/**
 * @param {string} url a running PostgreSQL: the engine asks for its version, and touches nothing
 * @param {string | null} from text of a schema.prisma; null for the empty database
 * @param {string} to text of a schema.prisma
 * @returns {Promise<string>} the SQL; empty when the two say the same
 */
export async function diff(url, from, to) {
  const SchemaEngine = await loadEngine();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url }));
  const engine = await SchemaEngine.new({ datamodels: [[PATH, to]] }, () => undefined, adapter);
  const datamodel = (content) => ({ tag: 'schemaDatamodel', files: [{ path: PATH, content }] });
  try {
    const { exitCode, stdout } = await engine.diff({
      from: from === null ? { tag: 'empty' } : datamodel(from),
      to: datamodel(to),
      script: true,
      exitCode: true,
      shadowDatabaseUrl: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 2 ? stdout : '';
  } finally {
    engine.free();
  }
}

/** The package expects a bundler to load its WebAssembly; this does it in Node. */
async function loadEngine() {
  const background = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const file = join(dirname(require.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': background,
  });
  background.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return background.SchemaEngine;
}
