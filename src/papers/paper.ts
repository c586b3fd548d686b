// An assignment on paper: one HTML document made for printing, a student after the other, each on pages of their own.
// The answer key is another document, so that neither is handed out by mistake.
import type { Locale, View } from '../questions/index.js';

export interface Sheet {
  /** Whose it is. */
  name: string;
  lmsId: string | null;
  questions: { points: number; view: View; solution: { cell: string; value: string }[] }[];
}

const WORDS = {
  en: {
    key: 'Answer key',
    points: 'points',
    question: 'Question',
    cell: 'Blank',
    value: 'Answer',
    how: 'Written as',
  },
  zh: { key: '参考答案', points: '分', question: '第', cell: '空格', value: '答案', how: '填写方式' },
} as const;

const STYLE = `
body { font: 11pt/1.4 system-ui, "Noto Sans CJK SC", sans-serif; margin: 0 auto; max-width: 190mm; color: #000; background: #fff }
section { break-after: page } section:last-child { break-after: auto }
header { display: flex; justify-content: space-between; border-bottom: 1pt solid #000; margin-bottom: 8pt }
article { break-inside: avoid-page; margin: 0 0 14pt } svg { max-width: 100%; height: auto }
table { border-collapse: collapse; width: 100% } th, td { border: .5pt solid #000; padding: 3pt 6pt; text-align: left }
td.line { min-width: 50mm; height: 18pt } pre { white-space: pre-wrap; font-size: 9pt }
@page { size: A4; margin: 15mm }`;

/** @param isKey what is right in the place of what is asked */
export function paper(title: string, sheets: readonly Sheet[], isKey: boolean, locale: Locale): string {
  const words = WORDS[locale];
  const heading = isKey ? `${title} – ${words.key}` : title;
  const sections = sheets.map(({ name, lmsId, questions }) => {
    const who = [name, ...(lmsId === null ? [] : [lmsId])].map(escaped).join(' · ');
    const body = questions.map((question, i) => article(question, i + 1, isKey, locale));
    return `<section><header><h1>${escaped(heading)}</h1><p>${who}</p></header>\n${body.join('\n')}</section>`;
  });
  return `<!doctype html>
<html lang="${locale === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><title>${escaped(heading)}</title>
<style>${STYLE}</style></head>
<body>
${sections.join('\n')}
</body></html>
`;
}

function article(
  { points, view, solution }: Sheet['questions'][number],
  number: number,
  isKey: boolean,
  locale: Locale,
) {
  const words = WORDS[locale];
  const name = { en: `${words.question} ${number}`, zh: `${words.question} ${number} 题` }[locale];
  const head = `<h2>${name} – ${escaped(view.title)} (${points} ${words.points})</h2>`;
  if (isKey) {
    const rows = solution.map(
      ({ cell, value }) => `<tr><td>${escaped(cell)}</td><td>${escaped(value)}</td></tr>`,
    );
    return `<article>${head}<table><tr><th>${words.cell}</th><th>${words.value}</th></tr>${rows.join('')}</table></article>`;
  }
  const rows = view.blanks.map(
    ({ id, label, format }) =>
      `<tr><td>${escaped(id)}</td><td>${escaped(label)}</td><td>${escaped(format)}</td><td class="line"></td></tr>`,
  );
  const columns = [words.cell, '', words.how, words.value].map((column) => `<th>${column}</th>`).join('');
  const picture = view.svg ?? `<pre>${escaped(view.ladder)}</pre>`;
  return `<article>${head}<p>${escaped(view.task)}</p>${picture}<table><tr>${columns}</tr>${rows.join('')}</table></article>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
