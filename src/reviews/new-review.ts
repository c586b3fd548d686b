// An answer on its way into the queue, as store_answers() takes it.
import type { Expected, Grade } from '../questions/index.js';
import { readingHash, textHash, typedText } from './similar.js';

export interface NewReview {
  /** The rubric's question. */
  question: string;
  /** The parts of the grade that the grader proposes. */
  proposal: Grade['parts'];
  grader: string;
  /** In hex, as the other. */
  textHash: string;
  readingHash: string | null;
}

/** @param cells what was typed */
export function newReview(proposal: Grade, expected: Expected, cells: object): NewReview {
  const cell = expected.cells.find(({ explanation }) => explanation);
  const reading = readingHash(proposal);
  return {
    question: cell?.explanation?.question ?? '',
    proposal: proposal.parts,
    grader: proposal.grader,
    textHash: Buffer.from(textHash(typedText(cells, cell?.id ?? ''))).toString('hex'),
    readingHash: reading && Buffer.from(reading).toString('hex'),
  };
}
