#!/usr/bin/env node
// The command `lastack`. Results go to standard output, all else to standard error; a fault of usage ends with 2.
import { Command } from 'commander';
import { OperatorError } from './config.js';

/** Ends the command with one line on standard error. */
function fail(error: unknown): never {
  console.error(error instanceof OperatorError ? error.message : error);
  process.exit(error instanceof OperatorError ? 2 : 1);
}

const program = new Command('lastack')
  .description('Auto-graded exercises on how TCP connections open and close.')
  .showHelpAfterError('(lastack --help tells more)')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

program
  .command('serve')
  .description('run the HTTP service; it is configured by environment variables, see .env.example')
  .action(async () => {
    await import('./main.js');
  });

program
  .command('simulate')
  .description('simulate a scenario and print its trace')
  .argument('[file]', 'scenario as JSON or in the text notation; - or nothing for standard input', '-')
  .option('--profile <profile>', 'which TCP: textbook, rfc9293 or linux', 'textbook')
  .option('--rules <names>', 'names of mutated rules to follow, separated by commas', '')
  .option('--format <format>', 'json, text (the notation), ladder, svg or pcapng', 'json')
  .option('--numbers <numbers>', 'in text, ladder and svg: relative (unless told) or absolute')
  .option('--lang <lang>', 'in text, ladder and svg: en (unless told) or zh')
  .option('--at <host>', 'where a pcapng capture is taken: client (unless told) or server')
  .option('--jsonl', 'one scenario per line in, one trace per line out')
  .action(async (file, options) => (await import('./commands/simulate.js')).simulateCommand(file, options));

program
  .command('question')
  .description('draw a variant of a question kind and print it; grade an answer to it')
  .argument('<kind>', 'such as handshake-numbers')
  .requiredOption('--seed <text>', 'any text; the same one draws the same variant')
  .option('--lang <lang>', 'en or zh', 'en')
  .option('--difficulty <difficulty>', 'intro, standard or hard')
  .option('--params <json>', 'further parameters of the kind', '{}')
  .option(
    '--answer <file>',
    'grade this answer: a JSON file, or - for standard input; all that --solution printed will do',
  )
  .option('--solution', 'print the right answer as well')
  .option(
    '--play <file>',
    'play moves, one a line, and print what the peer answered; - for standard input, turn by turn at a terminal',
  )
  .option('--format <format>', 'json, text, or where segments are shown svg or pcapng', 'json')
  .action(async (kind, options) => (await import('./commands/question.js')).questionCommand(kind, options));

program
  .command('kinds')
  .description('list the question kinds')
  .option('--json', 'with the schemas of their params and the misconceptions that they recognise')
  .action(async (options) => (await import('./commands/kinds.js')).kindsCommand(options));

program
  .command('kind-report')
  .description('say how much the variants of a kind differ, and how hard they are')
  .argument('<kind>', 'such as handshake-numbers')
  .option('--difficulty <difficulty>', 'intro, standard or hard; by default each')
  .option('--params <json>', 'further parameters of the kind', '{}')
  .option('--variants <n>', 'how many are drawn', '2000')
  .option('--json', 'as JSON')
  .action(async (kind, options) =>
    (await import('./commands/kind-report.js')).kindReportCommand(kind, options),
  );

program
  .command('grade-explanations')
  .description('grade free-text answers: lines {"id","answer"} from standard input')
  .requiredOption('--question <name>', 'time-wait, two-way, four-way, keepalive or consume')
  .option('--lang <lang>', 'what the answers are mainly written in: en, zh or auto', 'auto')
  .action(async (options) =>
    (await import('./commands/grade-explanations.js')).gradeExplanationsCommand(options),
  );

const token = program
  .command('token')
  .description('issue a bearer token and print it; it cannot be read again')
  .option('--name <name>', 'for a new person of this name')
  .option('--may-create-courses', 'the new person may create courses')
  .option('--person <id>', 'for a person who exists')
  .option('--course <id>', 'the token opens this course alone')
  .option('--days <days>', 'it expires after so many days')
  .option(
    '--scopes <names>',
    'what it may be used for, such as roster:write,grades:read; else all that the person may do',
  )
  .action(async (options) => (await import('./commands/token.js')).tokenCommand(options));

token
  .command('list')
  .description('list tokens as lines of JSON')
  .option('--person <id>', 'of this person')
  .option('--course <id>', 'that open this course alone')
  .action(async (_, command) =>
    (await import('./commands/token.js')).tokenListCommand(command.optsWithGlobals()),
  );

token
  .command('rotate')
  .description('replace a token by a new one and print it')
  .argument('<id>', 'the id of the token')
  .option('--overlap-hours <hours>', 'how long the old one holds beside it', '24')
  .action(async (id, options) => (await import('./commands/token.js')).tokenRotateCommand(id, options));

token
  .command('revoke')
  .description('revoke a token')
  .argument('<id>', 'the id of the token')
  .action(async (id) => (await import('./commands/token.js')).tokenRevokeCommand(id));

program
  .command('audit')
  .description('the record of who changed what')
  .command('verify')
  .description('check that nothing in it was altered, removed or put in')
  .option('--course <id>', 'of this course alone')
  .option('--head <head>', 'what an earlier run printed as its head must still be in it')
  .action(async (options) => (await import('./commands/audit.js')).auditVerifyCommand(options));

// A reader that stops reading (| head) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
await program.parseAsync().catch(fail);
