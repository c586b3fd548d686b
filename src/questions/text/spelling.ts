// Reads mistyped words: an unknown word counts as the known one at a Damerau-Levenshtein distance of 1, or of 2 for
// long words. Known words are found by the deletions they share with the unknown one, so that the time does not
// grow with the size of the vocabulary.

/** The longest word that is corrected; longer ones are no words. */
const longest = 20;

/**
 * The words of all vocabularies by what is left when letters are deleted. Rubrics share most of their words: an index for each
 * would be most of the memory, and most of the work, of preparing them.
 */
const byDeletion = new Map<string, string[]>();
const indexed = new Set<string>();

function index(word: string): void {
  if (indexed.has(word)) return;
  indexed.add(word);
  for (const key of deletions(word, reach(word))) {
    const known = byDeletion.get(key);
    if (known) known.push(word);
    else byDeletion.set(key, [word]);
  }
}

export class Spelling {
  /**
   * @param vocabulary the words that may be meant
   * @param others further words that are right as they are
   */
  constructor(
    private readonly vocabulary: ReadonlySet<string>,
    private readonly others: ReadonlySet<string>,
  ) {
    for (const word of vocabulary) if (word.length >= 4) index(word);
  }

  /** The word of the vocabulary that `word` stands for; undefined when it is none, or another good word. */
  correct(word: string): string | undefined {
    if (this.vocabulary.has(word)) return word;
    if (word.length < 4 || word.length > longest || this.others.has(word)) return undefined;
    const max = reach(word);
    let best: string | undefined;
    let least = max + 1;
    for (const key of deletions(word, max)) {
      for (const candidate of byDeletion.get(key) ?? []) {
        if (!this.vocabulary.has(candidate)) continue;
        const d = distance(word, candidate);
        const allowed = Math.min(max, reach(candidate));
        if (
          d > allowed ||
          d > least ||
          (word.length === 4 && candidate.length !== 5 && !transposed(word, candidate))
        )
          continue;
        if (d < least || candidate < (best ?? '')) best = candidate;
        least = d;
      }
    }
    return best;
  }
}

function reach(word: string): number {
  return word.length >= 8 ? 2 : 1;
}

function transposed(a: string, b: string): boolean {
  return a.length === b.length && [...a].sort().join('') === [...b].sort().join('');
}

function deletions(word: string, count: number): Set<string> {
  let last = [word];
  const all = new Set(last);
  for (let round = 0; round < count; round++) {
    const next: string[] = [];
    for (const w of last)
      for (let i = 0; i < w.length; i++) {
        const shorter = w.slice(0, i) + w.slice(i + 1);
        if (all.has(shorter)) continue;
        all.add(shorter);
        next.push(shorter);
      }
    last = next;
  }
  return all;
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let d = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d = Math.min(d, (before[j - 2] ?? 0) + 1);
      row.push(d);
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
