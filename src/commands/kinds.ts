// `lastack kinds`: the question kinds that there are.
import { kinds, paramsSchema } from '../questions/index.js';

/** One line per kind; as JSON with the schema of its params and the misconceptions it recognises, too. */
export function kindsCommand(options: { json?: boolean }): void {
  process.stdout.write(options.json ? `${JSON.stringify(kindsListed(), null, 2)}\n` : kindLines());
}

export function kindsListed() {
  return kinds.map(({ name, version, title, params, misconceptions }) => ({
    name,
    version,
    title,
    params: paramsSchema(params),
    misconceptions,
  }));
}

function kindLines(): string {
  return kinds.map(({ name, version, title }) => `${name} ${version}  ${title.en}\n`).join('');
}
