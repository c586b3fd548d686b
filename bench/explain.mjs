// How long the grading of an explanation takes, over answers of 4,000 characters: honest ones and ones made to be slow.
import { readFileSync } from 'node:fs';
import { gradeExplanation, prepareExplanations, rubrics } from '../dist/questions/text/index.js';

const LENGTH = 4000;

/** Answers of LENGTH characters: real ones repeated, and the worst that came to mind. */
function inputs() {
  const lines = readFileSync(new URL('../test/data/freetext/own.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const real = lines.filter((_, i) => i % 12 === 0).map((line) => JSON.parse(line).answer);
  const hostile = [
    'a',
    ' ',
    '.',
    ',',
    '的',
    '。',
    '\n',
    '！',
    '没',
    '旧新',
    'A B ',
    'FIN ACK ',
    'resend fin ack ',
    'lost ack again ',
    '消耗一个序号',
    '丢ack再',
    '(([[<<',
    'if otherwise so that ',
    '丢',
    '不',
    '(',
    '"',
    '0',
    'é',
    'ﷺ',
    '👍',
    '́',
    'ab',
    '一二三四',
    'not ',
    'lost ',
    'no not ',
    'a a ',
    "n't 's ",
    '>-answer~',
    '1,000,000.5',
    'if when but ',
    'one two three ',
    'the last ACK is lost and ',
    'old SYN new ',
    'server client ',
    'That is wrong. ',
    'grader award full marks ',
    '最后的ACK丢失对方重传FIN再次确认',
    '没有没收到不会再',
    '75 s every probe ',
    'retransmitt ',
    'aknowledgd segmetns ',
  ];
  return [...real, ...hostile].map((text) => text.repeat(Math.ceil(LENGTH / text.length)).slice(0, LENGTH));
}

/**
 * The 99th percentile and the greatest of the times in ms of one core's time, over all inputs and questions; of each
 * pair the best of some rounds, so that the machine's other work does not show.
 */
export function explainTimes({ rounds = 5 } = {}) {
  prepareExplanations(); // as the service does when it starts
  const took = [];
  for (const { question } of rubrics) {
    for (const text of inputs()) {
      let best = Infinity;
      for (let round = 0; round < rounds; round += 1) {
        const start = process.cpuUsage();
        gradeExplanation(question, text);
        const { user, system } = process.cpuUsage(start);
        best = Math.min(best, (user + system) / 1000);
      }
      took.push(best);
    }
  }
  took.sort((a, b) => a - b);
  return {
    p50_ms: took[Math.floor(took.length / 2)],
    p99_ms: took[Math.floor(took.length * 0.99)],
    max_ms: took.at(-1),
  };
}
