// `lastack question KIND --play`: moves in, what the peer answered out; at a terminal turn by turn.
import { createInterface } from 'node:readline/promises';
import { OperatorError } from '../config.js';
import {
  type ExchangeView,
  type Kind,
  type Locale,
  playTurns,
  renderPrompt,
  type Variant,
} from '../questions/index.js';
import { readInput } from './input.js';

/**
 * The exchange after the moves in `lines`, one each.
 * @throws OperatorError for a kind that is not played, or a line that is no move
 */
export function exchangeAfter(
  kind: Kind,
  variant: Variant,
  lines: readonly string[],
  locale: Locale,
): ExchangeView {
  const cells = Object.fromEntries(variant.prompt.blanks.map(({ id }, k) => [id, lines[k] ?? null]));
  const played = playTurns(kind, variant, { cells: lines.length === 0 ? {} : cells }, locale);
  if (played === null) throw new OperatorError(`${kind.name} is not played in turns`);
  if (played.status === 'played') return played.exchange;
  throw new OperatorError(
    played.problems.map(({ cell, message }) => `${cell}: ${message[locale]}`).join('; '),
  );
}

/** Prints the exchange after the moves of a file; at a terminal asks for one move after another. */
export async function playCommand(kind: Kind, variant: Variant, file: string, locale: Locale): Promise<void> {
  if (file === '-' && process.stdin.isTTY) return playAtTerminal(kind, variant, locale);
  const lines = (await readInput(file)).split('\n').filter((line) => line.trim() !== '');
  process.stdout.write(said(exchangeAfter(kind, variant, lines, locale), locale));
}

async function playAtTerminal(kind: Kind, variant: Variant, locale: Locale): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const moves: string[] = [];
  process.stdout.write(`${renderPrompt(kind, variant.prompt, locale).task}\n\n`);
  for (let exchange = exchangeAfter(kind, variant, moves, locale); ;) {
    process.stdout.write(said(exchange, locale));
    if (exchange.next === null) break;
    const move = await terminal.question('> ');
    try {
      exchange = exchangeAfter(kind, variant, [...moves, move], locale);
      if (move.trim() !== '') moves.push(move);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      process.stdout.write(`${error.message}\n`);
    }
  }
  terminal.close();
}

function said({ text, next }: ExchangeView, locale: Locale): string {
  const turn = { en: `turn ${next}: your move`, zh: `第 ${next} 回合：请出招` }[locale];
  return next === null ? text : `${text}${turn}\n`;
}
