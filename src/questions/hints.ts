// Hints to a cell, from what decided its value in the trace: first the rule in general, then how it is applied here, up
// to the point where only the value itself is left to be written. No hint holds the value.
import { clauseSource, clauseText, isClauseKey, type ClauseKey } from '../tcp/index.js';
import type { ExpectedCell, Text } from './kind.js';

/** Stands where a hint would tell the answer. */
const GAP = '□';

/**
 * At most two hints; none where the trace says nothing of the cell.
 *
 * @param derivation how a kind reckons the value, in words; by default from the number that it continues
 */
export function hintsOf(cell: ExpectedCell, derivation: Text | null = null): Text[] {
  const clauses = cell.because.filter(isClauseKey);
  const hints = generalHints(cell, clauses);
  const concrete = derivation ?? sumOf(cell);
  return concrete === null ? hints : [...hints.slice(0, 1), concrete];
}

function generalHints(cell: ExpectedCell, clauses: readonly ClauseKey[]): Text[] {
  if (clauses.length === 0) return [];
  switch (cell.type) {
    case 'state':
    case 'flags': {
      // What is done at all is told by the clause itself, so where nothing is sent only its place is.
      const where = readAt(clauses);
      return cell.value === 'none' ? [where] : [where, wordsOf(clauses, gapFor(cell))];
    }
    case 'number':
    case 'ack':
    case 'isn':
    case 'time':
    case 'moment':
    case 'letters':
      return [wordsOf(clauses, (text) => text)];
    case 'side':
    case 'notice':
    case 'segment':
    case 'field':
    case 'order':
    case 'move':
    case 'content':
    case 'text':
      return [readAt(clauses)];
    default:
      return cell.type satisfies never;
  }
}

function readAt(clauses: readonly ClauseKey[]): Text {
  const sources = [...new Set(clauses.map(clauseSource))];
  return {
    en: `What decides this stands in ${sources.join('; ')}.`,
    zh: `依据见 ${sources.join('；')}。`,
  };
}

function wordsOf(clauses: readonly ClauseKey[], gap: (text: string) => string): Text {
  const say = (key: ClauseKey, locale: 'en' | 'zh') => {
    const source = clauseSource(key);
    return `${gap(clauseText(key, locale))}${locale === 'en' ? ` (${source})` : `（${source}）`}`;
  };
  return {
    en: clauses.map((key) => say(key, 'en')).join(' '),
    zh: clauses.map((key) => say(key, 'zh')).join(''),
  };
}

const CONTROL_BITS = /\b(?:SYN|FIN|RST|ACK|PSH)(?:[,+](?:SYN|FIN|RST|ACK|PSH))*\b(?!=)/g;

/** Leaves the answer out of a clause's text: all control bits, or the name of the state. */
function gapFor({ type, value }: ExpectedCell): (text: string) => string {
  if (type === 'flags') return (text) => text.replace(CONTROL_BITS, GAP);
  const name = new RegExp(`(?<![\\w-])${String(value)}(?![\\w-])`, 'g');
  return (text) => text.replace(name, GAP);
}

/** `[1.ack] + 640 = ?`: an earlier answer is named, not told; a number of the prompt is, unless it is the value. */
function sumOf({ from, type }: ExpectedCell): Text | null {
  if (from === undefined || (from.cell === null && from.plus === 0)) return null;
  const { cell, value, plus } = from;
  // In letters the sum is the value.
  if (typeof value === 'string') return null;
  const unit = type === 'time' || type === 'moment' ? ' ms' : '';
  const start = cell === null ? `${value}${unit}` : `[${cell}]`;
  const sum = `${start} ${plus < 0 ? '-' : '+'} ${Math.abs(plus)}${unit} = ?`;
  if (unit !== '') return { en: sum, zh: sum };
  return { en: `Modulo 2^32: ${sum}`, zh: `按模 2^32 计算：${sum}` };
}
