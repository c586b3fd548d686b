// Files and standard input of the command.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { OperatorError } from '../config.js';

/** The text of `file`, or of standard input for `-`, however slowly that is written. */
export async function readInput(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The lines of `file`, or of standard input for `-`, one by one as they come. */
export async function* readLines(file: string): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  try {
    yield* createInterface({ input, crlfDelay: Infinity });
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): OperatorError {
  return new OperatorError(`cannot read ${file}: ${(error as Error).message}`);
}

/** JSON of `file`; `what` says in the error what it should have been. */
export async function readJson(file: string, what: string): Promise<unknown> {
  return parseJson(await readInput(file), `${what} ${file === '-' ? 'on standard input' : file}`);
}

export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The message quotes the text, line ends and all; a fault is told in one line, and gives a terminal no orders.
    const message = (error as Error).message.replace(/[\s\p{Cc}]+/gu, ' ');
    throw new OperatorError(`${what} is not JSON: ${message}`);
  }
}

/** @throws OperatorError when `value` is none of `allowed`. */
export function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (!found) throw new OperatorError(`${name} is ${JSON.stringify(value)}; it can be ${allowed.join(', ')}`);
  return found;
}
