// How long drawing, rendering and grading take for each question kind, in milliseconds.
import { drawVariant, gradeAnswer, kinds, renderPrompt, validateParams } from '../dist/questions/index.js';

const DIFFICULTIES = ['intro', 'standard', 'hard'];

/** Medians over variants of all difficulties: drawing and rendering a variant, grading a wrong answer with diagnosis. */
export function questionTimes({ variants = 300 } = {}) {
  return Object.fromEntries(
    kinds.map((kind) => {
      const generate = [];
      const grade = [];
      for (let i = 0; i < variants; i += 1) {
        const difficulty = DIFFICULTIES[i % DIFFICULTIES.length];
        const { value: params } = validateParams(kind, { difficulty });
        const seed = Buffer.from(`bench variant ${i}`.padEnd(32)).toString('hex');
        let begun = performance.now();
        const variant = drawVariant(kind, params, seed);
        renderPrompt(kind, variant.prompt, i % 2 ? 'en' : 'zh');
        generate.push(performance.now() - begun);
        const mistakes = kind.mistakes(variant.expected);
        const answer = { cells: mistakes[i % mistakes.length]?.values ?? {} };
        begun = performance.now();
        gradeAnswer(kind, variant.expected, answer);
        grade.push(performance.now() - begun);
      }
      return [kind.name, { generate_p50_ms: median(generate), grade_p50_ms: median(grade) }];
    }),
  );
}

function median(times) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}
