// How a question for an explanation is shown: what happens in the run, the run, and what to explain.
import { blankLines, labelled } from '../blank-list.js';
import type { Locale, Prompt, TableCell, Text, View } from '../kind.js';
import { ladderSvg, ladderTable, ladderText } from '../../tcp/render/index.js';
import type { ExplainFacts } from './plan.js';
import { askOf } from '../text/index.js';
import { STAGES } from './scenes.js';

const TITLE: Text = { en: 'Explain why', zh: '解释原因' };
const EXPLAIN: Text = {
  en: 'Explain what this run shows, and name every further reason that you know. Your own words count as much as the textbook’s.',
  zh: '请解释这次运行所说明的原因，并写出你知道的其他原因。用自己的话回答即可，与教科书用语同等对待。',
};
const GO_ON: Text = {
  en: 'Tell what happens from here on and why, with the times and counts. Your own words count as much as the textbook’s.',
  zh: '请说明此后会发生什么、为什么，并写出时间与次数。用自己的话回答即可，与教科书用语同等对待。',
};
const LABEL: Text = { en: 'your explanation', zh: '你的解释' };

export function explanationView({ facts, blanks }: Prompt<ExplainFacts>, locale: Locale): View {
  const { question, scene, difficulty, trace } = facts;
  const numbers = difficulty === 'intro' ? 'relative' : 'absolute';
  const options = { numbers, locale, causes: false } as const;
  const space = { en: ' ', zh: '' }[locale];
  const { tells, shownUntil_ms } = STAGES[scene];
  const wanted = shownUntil_ms === undefined ? EXPLAIN : GO_ON;
  const task = [tells[locale], askOf(question, locale), wanted[locale]].join(space);
  const ladder = ladderText(trace, options);
  const { caption, columns, rows } = ladderTable(trace, options);
  const views = labelled(blanks, () => LABEL[locale], locale);
  return {
    title: TITLE[locale],
    task,
    text: [TITLE[locale], '', task, '', ladder, ...blankLines(views, locale), ''].join('\n'),
    table: {
      caption,
      columns,
      rows: rows.map((row) => row.map((cell): TableCell => ({ text: cell?.text ?? '' }))),
    },
    ladder,
    svg: ladderSvg(trace, options),
    blanks: views,
  };
}
