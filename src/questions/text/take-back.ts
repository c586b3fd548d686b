// What an answer takes back: `that is wrong`, `No, ...`, `the one has nothing to do with the other`.
import type { Sentence, Term } from './term.js';

/** How many sentences back a rejection may reach over empty ones. */
const farthest = 3;

/** Marks as rejected the terms that a later phrase says are not so. */
export function takeBack(sentences: readonly Sentence[]): void {
  for (const [i, sentence] of sentences.entries()) {
    if (correctsNumber(sentence)) continue;
    if (sentence.byTag.has('reject-earlier') || sentence.startsWithNo) reject(previous(sentences, i));
    // The last one rejects all that any of them does, but for those that reject no more than their own clause.
    const last = sentence.byTag.get('reject-before')?.at(-1);
    if (last) {
      const before = sentence.terms.slice(0, sentence.terms.indexOf(last));
      reject(before.filter(isContent).length > 1 ? before : previous(sentences, i));
    }
    const pieces = new Set(sentence.byTag.get('reject-clause')?.map(({ piece }) => piece));
    if (pieces.size > 0) reject(sentence.terms.filter(({ piece }) => pieces.has(piece)));
  }
}

/** `It is five, not ten` corrects the number alone. */
function correctsNumber({ terms }: Sentence): boolean {
  return terms.some(
    (t) => t.class === 'thing' && t.denied.some((tag) => tag === 'count' || tag === 'duration'),
  );
}

function isContent(term: Term): boolean {
  return term.class === 'act' || term.class === 'thing';
}

function reject(terms: readonly Term[]): void {
  for (const term of terms) term.rejected = true;
}

function previous(sentences: readonly Sentence[], i: number): readonly Term[] {
  for (let k = i - 1; k >= Math.max(0, i - farthest); k--) {
    const terms = sentences[k]?.terms ?? [];
    if (terms.length > 0) return terms;
  }
  return [];
}
