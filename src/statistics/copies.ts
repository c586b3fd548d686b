// Wrong answers that are another student's key: the numbers that were typed are right in a question that somebody else got.
// It tells the staff where to look, with the probability that it came about by chance; it proves nothing and changes no
// grade. Words are left out: there are few of them, and a part of the class has the same.
import type { Chances } from './chance.js';

/** A number that is right in somebody's question. */
export interface Key {
  questionId: string;
  learnerId: string;
  cell: string;
  value: number;
}

export interface Given {
  submissionId: string;
  learnerId: string;
  /** The numbers that are wrong, by cell. */
  wrong: ReadonlyMap<string, number>;
}

/** An answer, and somebody in whose question a part of it is right. */
export interface Match {
  given: Given;
  otherId: string;
  cells: string[];
}

export interface Copy {
  submissionId: string;
  learnerId: string;
  otherId: string;
  cells: string[];
  /** That a wrong answer, by chance, has this much of some other student's key. */
  chance: number;
}

/** What is more probable than this is not worth a look. */
export const MOST_CHANCE = 0.001;
/** A number that more of the class have than this is nobody's in particular; it is not even looked at. */
const MOST_HOLDERS = 0.05;

/** The numbers of all questions that an item was drawn as. */
export class Keys {
  readonly #holders = new Map<string, Set<string>>();
  /** The questions of each learner: who begins again gets another one. */
  readonly #asked = new Map<string, Set<string>>();

  constructor(keys: readonly Key[] = []) {
    this.add(keys);
  }

  add(keys: readonly Key[]): void {
    for (const { questionId, learnerId, cell, value } of keys) {
      const at = `${cell} ${value}`;
      const holders = this.#holders.get(at);
      if (holders) holders.add(learnerId);
      else this.#holders.set(at, new Set([learnerId]));
      this.#asked.set(learnerId, (this.#asked.get(learnerId) ?? new Set()).add(questionId));
    }
  }

  /** How many questions others got. */
  othersThan(learnerId: string): number {
    return [...this.#asked].reduce(
      (sum, [id, questions]) => sum + (id === learnerId ? 0 : questions.size),
      0,
    );
  }

  matches(given: Given): Match[] {
    const most = Math.max(2, this.#asked.size * MOST_HOLDERS);
    const cellsOf = new Map<string, string[]>();
    for (const [cell, value] of given.wrong) {
      const holders = this.#holders.get(`${cell} ${value}`);
      if (!holders || holders.size > most || holders.has(given.learnerId)) continue;
      for (const otherId of holders) cellsOf.set(otherId, [...(cellsOf.get(otherId) ?? []), cell]);
    }
    return [...cellsOf].map(([otherId, cells]) => ({ given, otherId, cells }));
  }
}

/** Of each answer the most improbable match, if that is improbable enough. @param keys that it might have met */
export function copiesIn(matches: readonly Match[], chances: Chances, keys: Keys): Copy[] {
  const found = matches.map(({ given: { submissionId, learnerId, wrong }, otherId, cells }) => {
    const chance = Math.min(1, keys.othersThan(learnerId) * chances.ofAll(wrong, cells));
    return { submissionId, learnerId, otherId, cells, chance };
  });
  const byAnswer = Map.groupBy(found, ({ submissionId }) => submissionId);
  return [...byAnswer.values()]
    .flatMap((all) => all.toSorted(byChance).slice(0, 1))
    .filter(({ chance }) => chance <= MOST_CHANCE)
    .toSorted(byChance);
}

export function byChance(a: Copy, b: Copy): number {
  return a.chance - b.chance || (a.submissionId < b.submissionId ? -1 : 1);
}
