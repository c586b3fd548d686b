// What stands below a question: its blanks by id, what each asks for, how it may be written, and what it is worth.
import type { Blank, BlankView, Locale } from './kind.js';
import { formatHint } from './cells/index.js';

/** @param label what a blank asks for */
export function labelled(
  blanks: readonly Blank[],
  label: (id: string) => string,
  locale: Locale,
): BlankView[] {
  return blanks.map((blank) => ({
    ...blank,
    label: label(blank.id),
    format: formatHint(blank.type)[locale],
  }));
}

/** One line for each blank. */
export function blankLines(blanks: readonly BlankView[], locale: Locale): string[] {
  return blanks.map(({ id, label, format, points }) => {
    const details = {
      en: ` (${format}; ${points === 1 ? '1 point' : `${points} points`})`,
      zh: `（${format}；${points} 分）`,
    };
    return `  [${id}] ${label}${details[locale]}`;
  });
}
