// A grade in words, in the student's language. It names wrong rules and where to read on, never a right value.
import type { MisconceptionText } from './i18n/misconception-text.js';
import { misconceptionTexts } from './i18n/misconceptions.js';
import type { Diagnosis, Grade, Locale, Part, Text, Verdict } from './kind.js';

export interface GradeView {
  /** "7 of 10 points". */
  summary: string;
  /** One line per cell, in order. */
  parts: { cell: string; text: string }[];
  /** null when no cell is wrong. */
  diagnosis: DiagnosisView | null;
}

export interface DiagnosisView {
  /** Whether a listed rule explains the answer. */
  known: boolean;
  /** It explains the cells of `evidence` only; other cells, which are right, speak against it. */
  partial: boolean;
  /** The wrong rule or rules, then what holds instead. */
  text: string;
  /** Cells that the rule explains. */
  evidence: string[];
  /** Sections to read again. */
  reread: string[];
  /** What else makes the very same answer, told in words. */
  alternatives: string[];
}

/** A stored grade in words. */
export function renderGrade(grade: Grade, locale: Locale): GradeView {
  const hints = grade.parts.reduce((sum, { hintCost = 0 }) => sum + hintCost, 0);
  const paid = { en: `, ${hints} less for hints`, zh: `（提示扣 ${hints} 分）` }[locale];
  const summary = {
    en: `${grade.earned} of ${grade.possible} points`,
    zh: `得 ${grade.earned} 分，满分 ${grade.possible} 分`,
  }[locale];
  return {
    summary: hints === 0 ? summary : summary + paid,
    parts: grade.parts.map((part) => {
      const follows = part.follows ? FOLLOWS[locale] : '';
      const order = part.inOrder ? IN_ORDER[locale](part.inOrder) : '';
      const quote = part.concept?.evidence ? QUOTES[locale](part.concept.evidence) : '';
      return {
        cell: part.cell,
        text: `${verdictOf(part)[locale]}${follows}${order}${quote} (${part.earned}/${part.possible})`,
      };
    }),
    diagnosis: grade.diagnosis === null ? null : renderDiagnosis(grade.diagnosis, locale),
  };
}

function renderDiagnosis(diagnosis: Diagnosis, locale: Locale): DiagnosisView {
  if (!diagnosis.known)
    return {
      known: false,
      partial: false,
      text: UNKNOWN[locale],
      evidence: [],
      reread: [],
      alternatives: [],
    };
  const texts = diagnosis.rules.map(textOf);
  const space = { en: ' ', zh: '' }[locale];
  const { partial, evidence, alternatives = [] } = diagnosis;
  const wrong = (rules: readonly string[]) => rules.map((each) => textOf(each).wrong[locale]).join(space);
  const others = new Set(alternatives.map(wrong));
  others.delete(wrong(diagnosis.rules));
  const rule = texts.map(({ wrong, right }) => `${wrong[locale]}${space}${right[locale]}`).join(space);
  const text = partial ? `${HERE[locale](evidence)}${space}${rule}` : rule;
  return {
    known: true,
    partial,
    text: [text, ...[...others].map((other) => `${OR_ELSE[locale]}${other}`)].join(space),
    evidence,
    reread: [...new Set(texts.map(({ reread }) => reread))],
    alternatives: [...others],
  };
}

function textOf(rule: string): MisconceptionText {
  const text = misconceptionTexts[rule];
  if (text === undefined) throw new RangeError(`no text for the misconception ${rule}`);
  return text;
}

const VERDICTS: Record<Verdict, Text> = {
  correct: { en: 'correct', zh: '正确' },
  wrong: { en: 'wrong', zh: '错误' },
  blank: { en: 'not answered', zh: '未作答' },
  unsure: { en: 'to be reviewed', zh: '待人工评阅' },
};
const OF_CONCEPT: Record<Verdict, Text> = {
  correct: { en: 'given', zh: '已答出' },
  wrong: { en: 'not given', zh: '未答出' },
  blank: { en: 'not answered', zh: '未作答' },
  unsure: { en: 'unsure, to be reviewed', zh: '不确定，待人工评阅' },
};

function verdictOf({ concept, verdict }: Part): Text {
  return (concept === undefined ? VERDICTS : OF_CONCEPT)[verdict];
}

const QUOTES: Record<Locale, (words: string) => string> = {
  en: (words) => `: “${words}”`,
  zh: (words) => `：“${words}”`,
};
const IN_ORDER: Record<Locale, (run: NonNullable<Part['inOrder']>) => string> = {
  en: ({ count, of }) => `, but ${count} of ${of} are in order`,
  zh: ({ count, of }) => `，但 ${of} 个中有 ${count} 个先后正确`,
};
const FOLLOWS: Text = { en: ', but it follows from an earlier answer', zh: '，但与前面的答案一致' };
const HERE: Record<Locale, (cells: readonly string[]) => string> = {
  en: (cells) => `In ${cells.join(', ')} you seem to have slipped into this, though not elsewhere:`,
  zh: (cells) => `只在 ${cells.join('、')} 处似乎出现了以下错误，其他地方没有：`,
};
const OR_ELSE: Text = { en: 'The same answer comes about otherwise, too: ', zh: '另一种可能：' };
const UNKNOWN: Text = {
  en: 'No known rule explains these answers.',
  zh: '这些答案不符合任何一种已知的错误规则。',
};
