// A grade in words, in the student's language. It names wrong rules and where to read on, never a right value.
import { misconceptionTexts } from './i18n/misconceptions.js';
import type { Diagnosis, Grade, Locale, Text, Verdict } from './kind.js';

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
  /** The wrong rule or rules, then what holds instead. */
  text: string;
  /** Cells that the rule explains. */
  evidence: string[];
  /** Sections to read again. */
  reread: string[];
}

/** A stored grade in words. */
export function renderGrade(grade: Grade, locale: Locale): GradeView {
  return {
    summary: {
      en: `${grade.earned} of ${grade.possible} points`,
      zh: `得 ${grade.earned} 分，满分 ${grade.possible} 分`,
    }[locale],
    parts: grade.parts.map((part) => {
      const follows = part.followThrough > 0 ? FOLLOWS[locale] : '';
      return {
        cell: part.cell,
        text: `${VERDICTS[part.verdict][locale]}${follows} (${part.earned}/${part.possible})`,
      };
    }),
    diagnosis: grade.diagnosis === null ? null : renderDiagnosis(grade.diagnosis, locale),
  };
}

function renderDiagnosis(diagnosis: Diagnosis, locale: Locale): DiagnosisView {
  if (!diagnosis.known) return { known: false, text: UNKNOWN[locale], evidence: [], reread: [] };
  const texts = diagnosis.rules.map((rule) => {
    const text = misconceptionTexts[rule];
    if (text === undefined) throw new RangeError(`no text for the misconception ${rule}`);
    return text;
  });
  const space = { en: ' ', zh: '' }[locale];
  return {
    known: true,
    text: texts.map(({ wrong, right }) => `${wrong[locale]}${space}${right[locale]}`).join(space),
    evidence: diagnosis.evidence,
    reread: [...new Set(texts.map(({ reread }) => reread))],
  };
}

const VERDICTS: Record<Verdict, Text> = {
  correct: { en: 'correct', zh: '正确' },
  wrong: { en: 'wrong', zh: '错误' },
  blank: { en: 'not answered', zh: '未作答' },
};
const FOLLOWS: Text = { en: ', but it follows from an earlier answer', zh: '，但与前面的答案一致' };
const UNKNOWN: Text = {
  en: 'No known rule explains these answers.',
  zh: '这些答案不符合任何一种已知的错误规则。',
};
