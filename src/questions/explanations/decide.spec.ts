import { describe, expect, it } from '@jest/globals';
import { drawVariant } from '../index.js';
import { explain } from '../kinds/explain.js';
import { decidedGrade, isReviewed } from './decide.js';

const { expected } = drawVariant(explain, { question: 'four-way' }, '00'.repeat(32), 10);
const outcome = explain.grade(expected, { cells: { answer: 'It is half closed after the first FIN.' } });
if (outcome.status === 'unparsable') throw new Error('unparsable');
const proposal = outcome.grade;

describe('a decision about a text', () => {
  it('earns what was found given, and a bonus earns nothing', () => {
    expect(decidedGrade(proposal, { A: true, B: true, C: true }).earned).toBe(10);
    expect(decidedGrade(proposal, { A: false, B: false, C: true }).earned).toBe(0);
  });

  it('leaves nothing unsure, and is told by its grader', () => {
    const grade = decidedGrade(proposal, { A: false, B: true, C: false });
    expect(grade.parts.map(({ verdict }) => verdict)).toEqual(['wrong', 'correct', 'wrong']);
    expect([isReviewed(proposal.grader), isReviewed(grade.grader)]).toEqual([false, true]);
  });
});
