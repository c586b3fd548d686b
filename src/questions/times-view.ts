// How a question about times is shown: a story in words, and one blank per thing to be timed.
import { formatHint } from './cells/index.js';
import type { Locale, Prompt, Text, View } from './kind.js';

const WORDS = {
  caption: { en: 'What is asked', zh: '所求各项' },
  answer: { en: 'Answer', zh: '答案' },
};

/** @param label what a blank asks for */
export function timesView(
  title: Text,
  task: Text,
  prompt: Prompt,
  label: (id: string) => Text,
  locale: Locale,
): View {
  const blanks = prompt.blanks.map((blank) => ({
    ...blank,
    label: label(blank.id)[locale],
    format: formatHint(blank.type)[locale],
  }));
  const ladder = blanks.map((blank) => `  [${blank.id}] ${blank.label}\n`).join('');
  return {
    title: title[locale],
    task: task[locale],
    text: [title[locale], '', task[locale], '', ladder].join('\n'),
    table: {
      caption: WORDS.caption[locale],
      columns: ['', WORDS.answer[locale]],
      rows: blanks.map(({ id, label: text }) => [{ text }, { blank: id }]),
    },
    ladder,
    svg: null,
    blanks,
  };
}
