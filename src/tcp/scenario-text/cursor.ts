// Reads one line of scenario text from left to right; whatever goes wrong is told with its column.
import type { Json } from './shape.js';

/** Ends the reading of a text; `column` counts from 1. */
export class SyntaxFault extends Error {
  constructor(
    readonly column: number,
    why: string,
  ) {
    super(why);
  }
}

/** What a fault quotes: no more than fits into its line, and no control character as it stands. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}

const SPACE = /\s*/y;
const COMMENT = /\/\/.*/y;
const NUMBER = /-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z0-9_.])/y;
const BARE = /[A-Za-z_][A-Za-z0-9_.+-]*/y;
const QUOTED = /"(?:[^"\\]|\\.)*"/y;

export class Cursor {
  private offset = 0;

  constructor(private readonly line: string) {
    this.skip();
  }

  get column(): number {
    return this.offset + 1;
  }

  fail(why: string, column = this.column): never {
    throw new SyntaxFault(column, why);
  }

  atEnd(): boolean {
    return this.offset >= this.line.length;
  }

  /** Nothing but a comment may follow. */
  end(): void {
    if (!this.atEnd()) this.fail(`unexpected ${this.shown()}`);
  }

  /** Everything up to the end of the line, comments too. */
  rest(): string {
    const text = this.line.slice(this.offset).trimEnd();
    this.offset = this.line.length;
    return text;
  }

  /** Takes `text` if it comes next. */
  accept(text: string): boolean {
    if (!this.line.startsWith(text, this.offset)) return false;
    this.offset += text.length;
    this.skip();
    return true;
  }

  /** Takes `word` if it comes next as a word of its own. */
  keyword(word: string): boolean {
    return this.take(new RegExp(`${word}(?![A-Za-z0-9_.-])`, 'y')) !== null;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail(`expected "${text}", found ${this.shown()}`);
  }

  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.offset;
    const match = pattern.exec(this.line);
    if (match === null) return null;
    this.offset += match[0].length;
    this.skip();
    return match[0];
  }

  word(what: string): string {
    return this.take(BARE) ?? this.fail(`expected ${what}, found ${this.shown()}`);
  }

  /** A word of a closed list. */
  oneOf<T extends string>(list: readonly T[], what: string): T {
    const column = this.column;
    const word = this.word(what);
    return (
      list.find((entry) => entry === word) ??
      this.fail(`${quote(word)} is not ${what}: ${list.join(', ')}`, column)
    );
  }

  number(what: string): number {
    const column = this.column;
    const text = this.take(NUMBER);
    return text === null ? this.fail(`expected ${what}, found ${this.shown()}`) : this.finite(text, column);
  }

  /** An integer from 0 to `limit`. */
  integer(what: string, limit: number): number {
    const column = this.column;
    const value = this.number(what);
    if (!Number.isInteger(value) || value < 0 || value > limit) {
      this.fail(`${what} must be an integer from 0 to ${limit}`, column);
    }
    return value;
  }

  /** `5`, `word`, `"text"`, `true`, `null`, `[1, 2]`, `{key=value}`. */
  value(depth = 0): Json {
    if (depth > 8) this.fail('values are nested too deeply');
    if (this.accept('{')) return this.pairs('}', depth + 1);
    if (this.accept('[')) return this.list(depth + 1);
    const column = this.column;
    const number = this.take(NUMBER);
    if (number !== null) return this.finite(number, column);
    if (this.peek('"')) return this.quoted();
    const word = this.word('a value');
    if (word === 'null') return null;
    return word === 'true' || word === 'false' ? word === 'true' : word;
  }

  /** `key=value, ...` up to `close`. */
  pairs(close: string, depth = 0): { [key: string]: Json } {
    const entries = new Map<string, Json>();
    while (!this.accept(close)) {
      if (entries.size > 0) this.expect(',');
      const column = this.column;
      const key = this.peek('"') ? this.quoted() : this.word('a name');
      if (entries.has(key)) this.fail(`${quote(key)} is given twice`, column);
      this.expect('=');
      entries.set(key, this.value(depth));
    }
    return Object.fromEntries(entries);
  }

  quoted(): string {
    const column = this.column;
    const text = this.take(QUOTED) ?? this.fail('a quotation mark is never closed');
    try {
      return JSON.parse(text) as string;
    } catch {
      return this.fail('not a string as JSON writes it', column);
    }
  }

  peek(text: string): boolean {
    return this.line.startsWith(text, this.offset);
  }

  peekCharacter(): string {
    return this.line.charAt(this.offset);
  }

  /** Whether `name=` comes next. */
  looksLikePair(): boolean {
    return /^(?:[A-Za-z_][A-Za-z0-9_.+-]*|"(?:[^"\\]|\\.)*")\s*=/.test(this.line.slice(this.offset));
  }

  private finite(text: string, column: number): number {
    const value = Number(text);
    return Number.isFinite(value) ? value : this.fail(`${text.slice(0, 60)} is too large`, column);
  }

  private list(depth: number): Json[] {
    const values: Json[] = [];
    while (!this.accept(']')) {
      if (values.length > 0) this.expect(',');
      values.push(this.value(depth));
    }
    return values;
  }

  private shown(): string {
    return this.atEnd()
      ? 'the end of the line'
      : quote(this.line.slice(this.offset, this.offset + 20).split(/\s/, 1)[0] ?? '');
  }

  private skip(): void {
    for (const pattern of [SPACE, COMMENT]) {
      pattern.lastIndex = this.offset;
      this.offset += pattern.exec(this.line)?.[0].length ?? 0;
    }
  }
}
