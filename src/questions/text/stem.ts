// A light English stemmer: enough that retransmits, retransmitted and retransmitting meet. Both the lexicon and
// the answer go through it, so that a stem need not be a word.

const doubled = /([bdgmnprt])\1$/y;

/** The stem of a lower-case Latin word. */
export function stem(word: string): string {
  if (word.length < 4) return word;
  let stemmed = withoutEnding(word);
  if (stemmed.length > 8 && stemmed.endsWith('ment')) stemmed = stemmed.slice(0, -4);
  // A note is not `not`.
  if (stemmed.length > 3 && stemmed.endsWith('e') && stemmed !== 'note') stemmed = stemmed.slice(0, -1);
  return stemmed;
}

function withoutEnding(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ing') && word.length > 5) return undoubled(word.slice(0, -3));
  if (word.endsWith('eed')) return word;
  if (word.endsWith('ed') && word.length > 4) return undoubled(word.slice(0, -2));
  if (word.endsWith('ly') && word.length > 5) return word.slice(0, -2);
  if (/(?:ss|x|ch|sh|z)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return withoutEnding(word.slice(0, -1));
  return word;
}

function undoubled(word: string): string {
  doubled.lastIndex = Math.max(0, word.length - 2);
  return doubled.test(word) ? word.slice(0, -1) : word;
}
