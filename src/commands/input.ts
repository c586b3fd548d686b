// Files and standard input of the command.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { OperatorError } from '../config.js';

/** The text of `file`, or of standard input for `-`, however slowly that is written. */
export async function readInput(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new OperatorError(`cannot read ${file}: ${(error as Error).message}`);
  }
}

/** JSON of `file`; `what` says in the error what it should have been. */
export async function readJson(file: string, what: string): Promise<unknown> {
  return parseJson(await readInput(file), `${what} ${file === '-' ? 'on standard input' : file}`);
}

export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The message quotes the text, line ends included; a fault is told in one line.
    throw new OperatorError(`${what} is not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
}

/** @throws OperatorError when `value` is none of `allowed`. */
export function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (!found) throw new OperatorError(`${name} is ${JSON.stringify(value)}; it can be ${allowed.join(', ')}`);
  return found;
}
