// The lexicon: which phrases mean which tag, in both languages at once, since answers mix them. It is compiled into
// one trie over words; the longest phrase that starts at a word wins. Phrases are data (lexicon/, rubrics/).
import { unitWords } from './numbers.js';
import { quantityAt } from './quantities.js';
import { Spelling } from './spelling.js';
import { stem } from './stem.js';
import { type Word, words } from './words.js';

/**
 * What a tag is in a sentence. Negation ends with the first act; a manner is of the act that follows (`again`); marks
 * steer the reading and are no content.
 */
export type TagClass = 'actor' | 'thing' | 'act' | 'manner' | 'mark';

/** Tag -> phrases, separated by commas. A phrase may stand under several tags. */
export type Phrases = Readonly<Record<string, string>>;

export type PhraseBook = Readonly<Partial<Record<TagClass, Phrases>>>;

/** A phrase found in the answer. */
export interface Found {
  tags: readonly string[];
  /** Their antonyms, which hold where the tags are denied. */
  opposite: readonly string[];
  class: TagClass;
  /** Some of the tags are marks. */
  steers: boolean;
  /** Indices of its words: [first, last]. */
  first: number;
  last: number;
}

interface Meaning {
  tags: string[];
  opposite: string[];
  class: TagClass;
  steers: boolean;
}

/** Most nodes are ends of phrases and have no next. */
interface Node {
  next: Map<string, Node> | undefined;
  meaning: Meaning | undefined;
  /** Only this one may change it. */
  owner: Lexicon;
}

function newNode(owner: Lexicon): Node {
  return { next: undefined, meaning: undefined, owner };
}

/** The node itself, or what another lexicon goes on with in its place. */
function owned(node: Node, owner: Lexicon): Node {
  if (node.owner === owner) return node;
  const { next, meaning } = node;
  return {
    next: next && new Map(next),
    meaning: meaning && { ...meaning, tags: [...meaning.tags], opposite: [...meaning.opposite] },
    owner,
  };
}

/** A phrase as the trie knows it. */
interface Path {
  keys: string[];
  latin: string[];
}

/** Rubrics share most of their phrases, which are cut into words once. */
const paths = new Map<string, Path>();

function pathOf(phrase: string): Path {
  let path = paths.get(phrase);
  if (!path) {
    const list = words(phrase);
    path = {
      keys: list.map((word) => (word.kind === 'latin' ? stem(word.text) : word.text)),
      latin: list.filter(({ kind }) => kind === 'latin').map(({ text }) => text),
    };
    paths.set(phrase, path);
  }
  return path;
}

const none: readonly string[] = [];

function at({ tags, opposite, class: kind, steers }: Meaning, first: number, last: number): Found {
  return { tags, opposite, class: kind, steers, first, last };
}

function meaningOf(tags: string[]): Meaning {
  return { tags, opposite: [], class: 'thing', steers: false };
}

/** Words that a phrase may leave out. */
const skipped = new Set(['the', 'an', 'a', '了']);

export interface LexiconData {
  books: readonly PhraseBook[];
  /** English words that are no misspelling of anything. */
  plainWords: string;
  /** Groups of Chinese characters that are mistyped for each other, such as `传穿船`. */
  confusable: string;
  /** Pairs of a traditional character and its simplified form. */
  traditional: string;
  /** Words of the trade; Chinese ones of two characters. */
  trade: string;
  /** Tag -> the tags that hold wherever it does: a new connection is a connection. */
  implied: Readonly<Record<string, readonly string[]>>;
  /** Acts of which one is the denial of the other. */
  antonyms: Readonly<Record<string, string>>;
}

function tradeOf({ trade }: LexiconData): Set<string> {
  return new Set(trade.split(/\s+/).map((word) => (word < '\u3400' ? stem(word) : word)));
}

/** Of characters that are mistyped for each other, the one that stands for all. */
function soundsOf({ confusable }: LexiconData): Map<string, string> {
  const sound = new Map<string, string>();
  for (const group of confusable.split(/\s+/))
    for (const char of group) if (!sound.has(char)) sound.set(char, group.charAt(0));
  return sound;
}

function simplifiedOf({ traditional }: LexiconData): Map<string, string> {
  return new Map(traditional.split(/\s+/).map((pair) => [pair.charAt(0), pair.charAt(1)]));
}

export class Lexicon {
  private readonly exact: Node;
  private readonly similar: Node;
  private readonly vocabulary: Set<string>;
  private readonly spelling: Spelling;
  private readonly sound: Map<string, string>;
  private readonly simplified: Map<string, string>;
  private readonly stems: ReadonlySet<string>;
  private readonly plain: ReadonlySet<string>;
  readonly classes: Map<string, TagClass>;

  private readonly trade: ReadonlySet<string>;

  /** @param base that this one has all of, too */
  constructor(
    private readonly data: LexiconData,
    base?: Lexicon,
  ) {
    this.exact = base ? owned(base.exact, this) : newNode(this);
    this.similar = base ? owned(base.similar, this) : newNode(this);
    this.vocabulary = new Set(base?.vocabulary ?? unitWords);
    this.classes = new Map(base?.classes);
    this.trade = base?.trade ?? tradeOf(data);
    this.sound = base?.sound ?? soundsOf(data);
    this.simplified = base?.simplified ?? simplifiedOf(data);
    this.plain = base?.plain ?? new Set(data.plainWords.split(/\s+/));
    for (const book of data.books)
      for (const [kind, phrases] of Object.entries(book))
        for (const [tag, list] of Object.entries(phrases)) {
          this.classes.set(tag, kind as TagClass);
          for (const phrase of list.split(',')) this.add(phrase, tag, kind as TagClass);
        }
    this.spelling = new Spelling(this.vocabulary, this.plain);
    this.stems = new Set([...this.vocabulary].map(stem));
  }

  /** With further phrases. Of the tries, which are most of either, it shares what it does not change. */
  extended(books: readonly PhraseBook[]): Lexicon {
    return new Lexicon({ ...this.data, books }, this);
  }

  private add(phrase: string, tag: string, kind: TagClass): void {
    const { keys, latin } = pathOf(phrase);
    if (keys.length === 0) throw new Error(`an empty phrase under ${tag}`);
    for (const word of latin) this.vocabulary.add(word);
    const han = keys.length > 1 && keys.every((key) => key >= '\u3400');
    for (const [root, path] of [
      [this.exact, keys],
      [this.similar, han ? keys.map((key) => this.sound.get(key) ?? key) : []],
    ] as const) {
      if (path.length === 0) continue;
      let node = root;
      for (const key of path) {
        node.next ??= new Map();
        const found = node.next.get(key);
        const next = found ? owned(found, this) : newNode(this);
        if (next !== found) node.next.set(key, next);
        node = next;
      }
      node.meaning ??= { tags: [], opposite: [], class: kind, steers: false };
      this.mean(node.meaning, tag, kind);
    }
  }

  private mean(meaning: Meaning, tag: string, kind: TagClass): void {
    for (const one of [tag, ...(this.data.implied[tag] ?? [])]) {
      if (meaning.tags.includes(one)) continue;
      meaning.tags.push(one);
      const opposite = this.data.antonyms[one];
      if (opposite !== undefined) meaning.opposite.push(opposite);
    }
    if (kind === 'act') meaning.class = kind;
    if (kind === 'mark') meaning.steers = true;
  }

  /** Sets the words' keys: stems, corrected where they are mistyped; simplified characters. */
  look(list: Word[]): void {
    const seen = new Map<string, string>();
    for (const word of list) {
      if (word.kind === 'han') word.key = this.simplified.get(word.text) ?? word.text;
      if (word.kind !== 'latin') continue;
      let key = seen.get(word.text);
      if (key === undefined) {
        key = this.keyOf(word.text);
        seen.set(word.text, key);
      }
      word.key = key;
    }
  }

  private keyOf(text: string): string {
    const stemmed = stem(text);
    if (this.stems.has(stemmed) || this.plain.has(text) || this.plain.has(stemmed)) return stemmed;
    return stem(this.spelling.correct(text) ?? this.spelling.correct(stemmed) ?? text);
  }

  /** How many words of the trade there are in the answer. */
  countTrade(list: readonly Word[]): number {
    let count = 0;
    for (const [i, word] of list.entries())
      if (this.trade.has(word.kind === 'han' ? word.key + (list[i + 1]?.key ?? '') : word.key)) count++;
    return count;
  }

  /** The phrases of the answer from left to right; they do not overlap. */
  find(list: readonly Word[]): Found[] {
    const found: Found[] = [];
    const lettered = list.some((word, i) => word.text === 'b' && isEndpoint(list, i));
    for (let i = 0; i < list.length; i++) {
      const hit = this.longest(this.exact, list, i, (word) => word.key);
      const quantity = quantityAt(list, i);
      const number = quantity && at(meaningOf(quantity.tags), quantity.first, quantity.last);
      const near =
        list[i]?.kind === 'han' && (hit === undefined || hit.last === i)
          ? this.longest(this.similar, list, i, (word) => this.sound.get(word.key) ?? word.key)
          : undefined;
      const letter = lettered && isEndpoint(list, i) ? endpoint(list[i]?.text ?? '', i) : undefined;
      const best = [hit, number, near, letter].reduce(
        (a, b) => (b && (!a || b.last > a.last) ? b : a),
        undefined,
      );
      if (!best) continue;
      found.push(best);
      i = best.last;
    }
    return found;
  }

  private longest(
    root: Node,
    list: readonly Word[],
    from: number,
    keyOf: (word: Word) => string,
  ): Found | undefined {
    let node = root;
    let best: Found | undefined;
    for (let i = from; i < list.length; i++) {
      const word = list[i];
      const next = word && node.next?.get(keyOf(word));
      if (!next) {
        if (
          i > from &&
          word &&
          skipped.has(word.key) &&
          !word.capital &&
          !skipped.has(list[i - 1]?.key ?? '')
        )
          continue;
        break;
      }
      node = next;
      if (node.meaning) best = at(node.meaning, from, i);
    }
    return best;
  }
}

/** `A` and `B` name endpoints when they are capitals or stand among Chinese words, and both occur. */
function isEndpoint(list: readonly Word[], i: number): boolean {
  const word = list[i];
  if (word?.text !== 'a' && word?.text !== 'b') return false;
  return word.capital || list[i + 1]?.kind === 'han' || list[i - 1]?.kind === 'han';
}

function endpoint(name: string, at: number): Found {
  return { tags: [name], opposite: none, class: 'actor', steers: false, first: at, last: at };
}
