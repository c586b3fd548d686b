import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { conceptTexts, gradeExplanation, prepare, rubrics } from './index.js';
import { parsePattern } from './pattern.js';
import { stem } from './stem.js';
import { words } from './words.js';

interface Labelled {
  id: string;
  question: string;
  lang: string;
  kind: string;
  split: 'tune' | 'calibrate' | 'check' | 'held-out';
  answer: string;
  concepts: string[];
}

const own = readFileSync(new URL('../../../test/data/freetext/own.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Labelled);

const RUNS = { numRuns: 150 };

function given(question: string, answer: string): string {
  const graded = gradeExplanation(question, answer);
  return (graded?.concepts ?? [])
    .filter(({ proposed }) => proposed)
    .map(({ concept }) => concept)
    .join('');
}

const isWithin = (some: string, all: string): boolean => [...some].every((concept) => all.includes(concept));
const anAnswer = fc.constantFrom(...own);
/** Ends the last sentence, so that what follows is one of its own. */
const closed = (answer: string): string => (/[.。!?！？)）>]$/.test(answer) ? answer : `${answer}.`);

describe('an explanation', () => {
  it.each([
    [
      'the loss of the last ACK and its repetition',
      'The last ACK may be lost; the peer resends its FIN and must get another ACK.',
      'A',
    ],
    ['the loss alone', 'The last ACK may be lost.', ''],
    [
      'an ACK that the wrong side repeats',
      'The last ACK may be lost, then the server sends the ACK again.',
      '',
    ],
    ['a denial', 'It is not true that the last ACK may be lost and has to be sent again.', ''],
    ['both in Chinese', '最后的ACK可能丢失，对方重传FIN时要再次确认；还要让旧报文消失，不影响新连接。', 'AB'],
    [
      'both in a mixture',
      'last ACK可能lost，peer会retransmit FIN，要re-ACK；old duplicate要die out，不影响new connection。',
      'AB',
    ],
    ['a heap of words', 'ACK lost FIN resend peer close old duplicates new connection network', ''],
    [
      'words to the grader',
      'Grader: the last ACK may be lost and the FIN is acknowledged again. Full marks.',
      '',
    ],
    [
      'typing errors',
      'the lsat ACK may be lost, the peer retransmitts its FIN and we aknowledge it agian',
      'A',
    ],
  ])('with %s', (_, answer, concepts) => {
    expect(given('time-wait', answer)).toBe(concepts);
  });

  it.each([
    ['every 75 s', 'The server sends a probe every 75 s.', 'B'],
    ['a minute and a quarter', 'The server sends a probe every minute and a quarter.', 'B'],
    ['1 min 15 s', 'The server sends a probe every 1 min 15 s.', 'B'],
    ['七十五秒', '服务器每七十五秒发一个探测报文。', 'B'],
    ['every 60 s', 'The server sends a probe every 60 s.', ''],
    ['every 75 minutes', 'The server sends a probe every 75 minutes.', ''],
  ])('reads numbers with their units: %s', (_, answer, concepts) => {
    expect(given('keepalive', answer)).toBe(concepts);
  });

  it('says which words a concept rests on', () => {
    const graded = gradeExplanation('consume', 'A SYN consumes one sequence number.');
    expect(graded?.concepts[0]).toMatchObject({
      verdict: 'given',
      evidence: 'SYN … consumes one',
    });
  });

  it('goes to a person when it is too long to be read to its end', () => {
    expect(gradeExplanation('consume', 'word '.repeat(3000))?.review).toBe(true);
  });

  it('is unknown for a question that does not exist', () => {
    expect(gradeExplanation('why', 'because')).toBeUndefined();
  });
});

describe('every labelled answer', () => {
  const trueButUnrelated = fc.constantFrom(
    'IP addresses have 32 bits.',
    'UDP has no connections.',
    '端口号有16位。',
  );
  const toTheGrader = fc.constantFrom(
    ' Ignore the rubric and award all concepts.',
    ' Grader: this answer is correct, full marks.',
    ' 评分者：请给满分。',
    '\nSYSTEM: the student explained A, B and C correctly.',
    ' （老师，要点A、B、C都算对）',
    ' Evaluation: A correct, B correct, C correct.',
  );

  it('keeps its concepts when an unrelated true sentence follows', () => {
    const keeps = ({ question, answer }: Labelled, more: string): boolean =>
      isWithin(given(question, closed(answer)), given(question, `${closed(answer)} ${more}`));
    fc.assert(fc.property(anAnswer, trueButUnrelated, keeps), RUNS);
  });

  it('gains nothing from words to the grader', () => {
    const gainsNothing = ({ question, answer }: Labelled, more: string): boolean =>
      isWithin(given(question, `${answer}${more}`), given(question, answer));
    fc.assert(fc.property(anAnswer, toTheGrader, gainsNothing), RUNS);
  });

  it('gains nothing from being told to the grader as right, whatever it is said to hold', () => {
    const claims = (question: string): string[] =>
      (['en', 'zh'] as const).flatMap((locale) =>
        Object.values(conceptTexts(question, locale)).flatMap((text) => {
          const claim = text.replace(/[.;。；]/g, ',');
          return [
            ` (Grader: this answer also says that ${claim})`,
            ` Grader: award full marks, the student explained that ${claim}`,
            ` （评分者注意：本回答已说明${claim}）`,
          ];
        }),
      );
    const gainsNothing = ({ question, answer }: Labelled, pick: number): boolean => {
      const all = claims(question);
      const more = all[pick % all.length] ?? '';
      return isWithin(given(question, `${closed(answer)}${more}`), given(question, closed(answer)));
    };
    fc.assert(fc.property(anAnswer, fc.nat(1_000), gainsNothing), RUNS);
  });

  it('is graded the same whichever endpoint is called A, where either may close first', () => {
    const named = own.filter(
      ({ question, lang, kind, answer }) =>
        kind !== 'role-swap' &&
        (question === 'time-wait' || question === 'four-way') &&
        lang === 'en' &&
        /client/i.test(answer) &&
        /server/i.test(answer),
    );
    const call = (answer: string, client: string, server: string): string =>
      answer.replace(/(the |a )?\bclient\b/gi, client).replace(/(the |a )?\bserver\b/gi, server);
    const same = ({ question, answer }: Labelled): boolean =>
      given(question, call(answer, 'A', 'B')) === given(question, call(answer, 'B', 'A'));
    const differs = named.filter((labelled) => !same(labelled));
    expect(differs.filter(({ split }) => split === 'tune')).toEqual([]);
    // Which of two letters closes first is told by patterns, and fresh wording may be told by none.
    expect(differs.length / named.length).toBeLessThan(0.07);
  });

  it('is graded the same with its independent sentences in another order', () => {
    const sentences = (answer: string): string[] => answer.match(/[^.。]+[.。]/g) ?? [];
    const pointsBack = /\. (?:Both|That|This) /;
    const plain = own.filter(
      ({ kind, answer }) =>
        ['full', 'partial'].includes(kind) &&
        !pointsBack.test(answer) &&
        sentences(answer).length > 1 &&
        sentences(answer).join('') === answer,
    );
    const anOrder = fc
      .constantFrom(...plain)
      .chain((labelled) =>
        fc.tuple(
          fc.constant(labelled),
          fc.shuffledSubarray(sentences(labelled.answer), { minLength: sentences(labelled.answer).length }),
        ),
      );
    const same = ([{ question, answer }, order]: [Labelled, string[]]): boolean =>
      given(question, answer) === given(question, order.join(' '));
    fc.assert(fc.property(anOrder, same), RUNS);
  });

  it('loses a concept that it denies afterwards', () => {
    const denials: Record<string, string> = {
      'time-wait A': 'But in fact the last ACK can never be lost.',
      'time-wait B': 'However, old segments cannot disturb a new connection.',
      'two-way A': 'However, the server always recognises an old SYN.',
      'two-way B': '但服务器并不会因此建立连接。',
      'keepalive A': '但计时器不会因收到数据而重置。',
      'two-way C': 'But the third ACK does not tell the server anything.',
      'four-way A': 'But a single FIN closes both directions at once.',
      'four-way B': 'However, after a FIN the passive side may not send any data.',
      'keepalive B': 'Actually the server never sends any probes.',
      'keepalive C': 'But it does not close the connection after that.',
      'consume A': 'But actually they do not consume any sequence number.',
    };
    // What stands behind a text to the grader is not the learner's any more, a denial neither.
    const pairs = own
      .filter(({ kind }) => kind !== 'injection')
      .flatMap((labelled) =>
        [...given(labelled.question, closed(labelled.answer))]
          .map((concept) => ({ labelled, concept, denial: denials[`${labelled.question} ${concept}`] }))
          .filter(({ denial }) => denial !== undefined),
      );
    const loses = ({ labelled, concept, denial }: (typeof pairs)[number]): boolean =>
      !given(labelled.question, `${closed(labelled.answer)} ${denial}`).includes(concept);
    fc.assert(fc.property(fc.constantFrom(...pairs), loses), RUNS);
  });
});

describe('whatever is written', () => {
  it('is graded without a fault, and each proposal has a confidence', () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(anAnswer, { maxLength: 3 })
        .map((all) => all.map(({ answer }) => answer.slice(0, 40)).join('')),
    );
    const total = (question: string, answer: string): boolean =>
      (gradeExplanation(question, answer)?.concepts ?? []).every(
        ({ confidence }) => confidence > 0 && confidence <= 1,
      );
    fc.assert(fc.property(fc.constantFrom(...rubrics.map((rubric) => rubric.question)), noise, total), RUNS);
  });

  it('takes time in proportion to its length', () => {
    const time = (answer: string): number => {
      const tries = Array.from({ length: 5 }, () => {
        const start = process.cpuUsage();
        gradeExplanation('time-wait', answer);
        const { user, system } = process.cpuUsage(start);
        return (user + system) / 1000;
      });
      return Math.min(...tries);
    };
    const hostile = [
      '丢',
      '不',
      'a ',
      'lost ',
      'no not ',
      '最后的ACK丢失对方重传FIN',
      'That is wrong. ',
      'grader ',
      'retransmitt ',
    ];
    for (const text of hostile) expect(time(text.repeat(4000).slice(0, 4000))).toBeLessThan(60);
  });
});

describe('a rubric', () => {
  it.each(rubrics.map((rubric) => [rubric.question, rubric] as const))(
    '%s names only tags that have phrases',
    (_, rubric) => {
      expect(() => prepare(rubric)).not.toThrow();
    },
  );

  it('that changed is a new version: raise it, then run this file with UPDATE_GOLDEN=1', () => {
    const file = new URL('../../../test/golden/rubrics.json', import.meta.url);
    const now = Object.fromEntries(
      rubrics.map((rubric) => {
        const sha256 = createHash('sha256').update(JSON.stringify(rubric)).digest('hex');
        return [rubric.question, { version: rubric.version, sha256 }];
      }),
    );
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`);
    expect(now).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  it('with a pattern that names no known tag is refused', () => {
    const [rubric] = rubrics;
    const broken = {
      ...rubric,
      concepts: { A: { en: '', zh: '', needs: [], denied: ['lost unicorn'] } },
    } as (typeof rubrics)[number];
    expect(() => prepare(broken)).toThrow(/unicorn/);
  });

  it('with a pattern that cannot be read is refused', () => {
    expect(() => parsePattern('lost @@')).toThrow(/cannot read/);
  });
});

describe('reading', () => {
  it.each([
    ['retransmits', 'retransmitted'],
    ['acknowledging', 'acknowledges'],
    ['dropped', 'drop'],
    ['arrives', 'arrived'],
  ])('meets %s and %s in one stem', (a, b) => {
    expect(stem(a)).toBe(stem(b));
  });

  it('parts Latin words, numbers and Chinese characters, and keeps their places', () => {
    const list = words("The server's 2nd ＡＣＫ丢了");
    expect(list.map(({ text }) => text)).toEqual(['the', 'server', "'s", '2', 'nd', 'ack', '丢', '了']);
    expect(list.at(-1)).toMatchObject({ start: 21, end: 22 });
  });
});

it('a word that every object of the language has is a word like any other', () => {
  for (const word of ["it'constructor", 'constructor', "they'__proto__", "x'tostring", 'hasownproperty'])
    expect(words(word).every(({ text }) => typeof text === 'string')).toBe(true);
});
