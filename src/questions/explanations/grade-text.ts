// Grades a text: one part for each concept of the rubric. Where the grader is not sure of all of them the grade is a
// proposal, for a person to decide.
import { graderVersion, readAnswer } from '../grade.js';
import type { ConceptFinding, Expected, ExpectedConcept, Outcome, Part } from '../kind.js';
import { gradeExplanation } from '../text/index.js';

/** Grades any JSON value. @param by kind and version */
export function gradeText(by: string, expected: Expected, answer: unknown): Outcome {
  const read = readAnswer(expected, answer);
  if (!read.ok) return { status: 'unparsable', problems: read.problems };
  const [cell] = expected.cells;
  if (cell?.explanation === undefined) throw new TypeError('a text without what it is graded against');
  const { question, concepts, reviewBelow_percent } = cell.explanation;
  const graded = gradeExplanation(question, String(read.given.get(cell.id)), reviewBelow_percent / 100);
  if (graded === undefined) throw new RangeError(`no rubric for ${question}`);
  const parts = concepts.map((concept): Part => {
    const found = graded.concepts.find((each) => each.concept === concept.name);
    const { proposed = false, confidence = 0, evidence = '' } = found ?? {};
    const finding = { name: concept.name, proposed, confidence, evidence };
    return conceptPart(cell.id, concept, finding, found?.verdict !== 'unsure');
  });
  return {
    status: graded.review ? 'needs-review' : 'graded',
    grade: {
      parts,
      earned: parts.reduce((sum, part) => sum + part.earned, 0),
      possible: parts.reduce((sum, part) => sum + part.possible, 0),
      diagnosis: null,
      grader: `${by} grader/${graderVersion} rubric ${graded.rubric}`,
    },
  };
}

/** The part of a grade for one concept. */
export function conceptPart(
  cell: string,
  of: ExpectedConcept,
  concept: ConceptFinding,
  isSure: boolean,
): Part {
  return {
    cell: `${cell}.${of.name}`,
    verdict: isSure ? (concept.proposed ? 'correct' : 'wrong') : 'unsure',
    earned: concept.proposed ? of.points : 0,
    possible: of.points,
    follows: false,
    followThrough: 0,
    diagnosis: [],
    because: [],
    concept,
  };
}
