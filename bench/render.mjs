// Writes what `npm run bench -- --json FILE` measured into docs/results.md, as a table with machine, date and commit.
//   npm run bench:docs -- FILE
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { markdown, missing } from './figures.mjs';

const DOCUMENT = fileURLToPath(new URL('../docs/results.md', import.meta.url));
const MARKED = /(<!-- bench: [^>]*-->\n)[^]*?(<!-- end of bench -->)/;

function refuse(why) {
  console.error(why);
  process.exit(2);
}

/** What `npm run bench` wrote. */
function read(path) {
  try {
    const written = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof written?.date === 'string') return written;
  } catch (error) {
    return refuse(`${path} cannot be read: ${error.message}`);
  }
  return refuse(`${path} is not what npm run bench -- --json FILE writes`);
}

const [file] = process.argv.slice(2);
if (file === undefined) refuse('Say which figures: npm run bench:docs -- FILE');
const figures = read(file);
const absent = missing(figures);
if (absent.length > 0)
  refuse(`${file} is not of a whole bench, and the table stays as it is. Missing: ${absent.join(', ')}`);
const { machine, node, date, commit, form, load_average_before: load } = figures;
const command = `npm run bench${form === 'quick' ? ' -- --quick' : ''}`;
const text =
  `\`${command}\` at commit \`${commit}\`, on ${date.slice(0, 10)}: ${machine}, Node ${node}, PostgreSQL 18 and the load generators ` +
  `on the same machine, load average ${load} before. What was missed is bold.\n\n${markdown(figures)}`;
const written = readFileSync(DOCUMENT, 'utf8');
if (!MARKED.test(written)) throw new Error('docs/results.md has no place for the bench');
const filled = written.replace(MARKED, (_, begin, end) => `${begin}\n${text}\n\n${end}`);
writeFileSync(DOCUMENT, await format(filled, { ...(await resolveConfig(DOCUMENT)), parser: 'markdown' }));
