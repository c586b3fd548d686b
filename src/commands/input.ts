// Files and standard input of the command.
import { readFileSync } from 'node:fs';
import { OperatorError } from '../config.js';

const STANDARD_INPUT = 0;

/** The text of `file`, or of standard input for `-`. */
export function readInput(file: string): string {
  try {
    return readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch (error) {
    throw new OperatorError(`cannot read ${file}: ${(error as Error).message}`);
  }
}

/** JSON of `file`; `what` says in the error what it should have been. */
export function readJson(file: string, what: string): unknown {
  return parseJson(readInput(file), `${what} ${file === '-' ? 'on standard input' : file}`);
}

export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OperatorError(`${what} is not JSON: ${(error as Error).message}`);
  }
}

/** @throws OperatorError when `value` is none of `allowed`. */
export function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (!found) throw new OperatorError(`${name} is ${JSON.stringify(value)}; it can be ${allowed.join(', ')}`);
  return found;
}
