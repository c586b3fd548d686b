// npm run bench: measures and prints a table, each figure beside what was promised. A promise that is missed is said, and
// is no failure: machines are shared and noisy. The exit status is 0 when everything could be measured, 1 when not.
//   npm run bench -- [--quick] [--only NAME] [--json FILE]      NAME: one of BENCHES
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { atEnd, unlessStopping } from '../scripts/at-end.mjs';
import { attempt10 } from './attempt10.mjs';
import { burst } from './burst.mjs';
import { explainTimes } from './explain.mjs';
import { judge, rounded, row } from './figures.mjs';
import { growth } from './growth.mjs';
import { openLab } from './lab.mjs';
import { memory } from './memory.mjs';
import { questionTimes } from './questions.mjs';
import { ready } from './ready.mjs';
import { submit } from './submit.mjs';
import { webhooks } from './webhooks.mjs';

const NOT_MEASURED = 1;
const WRONG_CALL = 2;

/** Each measures one part and returns figures by name. */
const BENCHES = {
  simulate: ({ quick }) => {
    const program = fileURLToPath(new URL('simulate-alone.mjs', import.meta.url));
    const words = ['--expose-gc', program, ...(quick ? ['--quick'] : [])];
    return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
  },
  questions: ({ quick }) => {
    const times = questionTimes({ variants: quick ? 90 : 600 });
    return Object.fromEntries(
      Object.entries(times).flatMap(([kind, { generate_p50_ms, grade_p50_ms }]) => [
        [`generate.${kind}.p50_ms`, generate_p50_ms],
        [`grade.${kind}.p50_ms`, grade_p50_ms],
      ]),
    );
  },
  explain: ({ quick }) => {
    const { p50_ms, p99_ms, max_ms } = explainTimes({ rounds: quick ? 3 : 7 });
    return { 'explain.p50_ms': p50_ms, 'explain.p99_ms': p99_ms, 'explain.max_ms': max_ms };
  },
  submit: inLab(submit),
  attempt10: inLab(attempt10),
  burst: inLab(burst),
  growth: inLab(growth),
  memory: inLab(memory),
  ready: inLab(ready),
  webhooks,
};

/** A bench with processes and databases of its own, of which nothing is left afterwards. */
function inLab(bench) {
  return async (options) => {
    const lab = await openLab();
    const close = atEnd(() => lab.close());
    try {
      return await bench(lab, options);
    } finally {
      await close();
    }
  };
}

const USAGE = `npm run bench -- [--quick] [--only NAME] [--json FILE]
  NAME: one of ${Object.keys(BENCHES).join(', ')}`;

function refuse(why) {
  console.error(`${why}\n${USAGE}`);
  process.exit(WRONG_CALL);
}

function optionsOf(words) {
  const string = { type: 'string' };
  const boolean = { type: 'boolean' };
  try {
    return parseArgs({ args: words, options: { quick: boolean, only: string, json: string, help: boolean } })
      .values;
  } catch (error) {
    return refuse(error.message);
  }
}

/** Before minutes are spent on what cannot be kept. */
function requireWritable(file) {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    refuse(`--json ${file} cannot be written: ${error.message}`);
  }
}

const values = optionsOf(process.argv.slice(2));
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
if (values.only !== undefined && !Object.hasOwn(BENCHES, values.only))
  refuse(`There is no bench ${values.only}.`);
if (values.json !== undefined) requireWritable(values.json);

function git(...args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8' }).trim();
  } catch {
    return ''; // Not a checkout, such as an unpacked archive.
  }
}

/** Where and when, as strings of the --json file. */
function circumstances() {
  return {
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    date: new Date().toISOString(),
    commit: `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' and changes'}`,
    form: values.quick ? 'quick' : 'full',
    load_average_before: loadavg()[0].toFixed(2),
  };
}

const where = circumstances();
console.log(Object.values(where).join(' | '));
const figures = {};
let failed = false;
for (const [name, bench] of Object.entries(BENCHES)) {
  if (values.only !== undefined && values.only !== name) continue;
  const begun = performance.now();
  try {
    const measured = await bench({ quick: values.quick === true });
    for (const [figure, value] of Object.entries(measured)) {
      figures[figure] = rounded(value);
      console.log(row(figure, figures[figure]));
    }
  } catch (error) {
    await unlessStopping();
    console.error(`${name} could not be measured:`, error);
    failed = true; // What can be measured still is.
  }
  console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s\n`);
  if (values.json !== undefined)
    writeFileSync(values.json, JSON.stringify({ ...where, ...figures }, null, 2) + '\n');
}
const missed = Object.entries(figures).filter(([name, value]) => judge(name, value).verdict === 'MISSED');
console.log(
  missed.length === 0 ? 'nothing was missed' : `missed: ${missed.map(([name]) => name).join(', ')}`,
);
process.exit(failed ? NOT_MEASURED : 0);
