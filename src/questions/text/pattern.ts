// The patterns that rubrics are written in. A pattern is a list of elements that must stand near each other in one
// sentence; the first is its anchor and the others may stand on either side of it:
//
//     lost last-ack            the loss of the last ACK
//     resend@peer fin ~30      the peer, or somebody who is not named, sends its FIN again; within 30 units
//
//   -tag       denied (`not lost`); a tag and its antonym are read as each other's denial
//   a|b        either
//   tag@role   an act of which nobody else is said to be the doer; tag@=role: of which the role is
//   tag#role   a thing that nobody else is said to own; tag#=role: that the role owns
//   >tag       after the element before it;  !tag  nowhere within the window
//   ~n         the window in units of reading (a word counts 2, a Chinese character 1); 16 without
import type { Sentence, Term } from './term.js';

interface Choice {
  tag: string;
  denied: boolean;
  role?: string;
  exactly: boolean;
  of: 'doer' | 'owner';
}

interface Element {
  choices: Choice[];
  after: boolean;
  absent: boolean;
}

export interface Pattern {
  source: string;
  anchor: Element;
  others: Element[];
  window: number;
}

const shape = /^(-?)([a-z0-9-]+)(?:([@#])(=?)([a-z]+))?$/;

/** Throws an Error that names the pattern when it is not well formed. */
export function parsePattern(source: string): Pattern {
  let window = 16;
  const elements: Element[] = [];
  for (const part of source.split(' ')) {
    if (part.startsWith('~')) {
      window = Number(part.slice(1));
      continue;
    }
    const sign = part.charAt(0);
    const body = sign === '>' || sign === '!' ? part.slice(1) : part;
    const choices = body.split('|').map((text): Choice => {
      const m = shape.exec(text);
      if (!m) throw new Error(`pattern "${source}": cannot read "${text}"`);
      return {
        tag: m[2] ?? '',
        denied: m[1] === '-',
        role: m[5],
        exactly: m[4] === '=',
        of: m[3] === '#' ? 'owner' : 'doer',
      };
    });
    elements.push({ choices, after: sign === '>', absent: sign === '!' });
  }
  const [anchor, ...others] = elements;
  if (!anchor || anchor.absent || !(window > 0))
    throw new Error(`pattern "${source}" has no anchor or window`);
  return { source, anchor, others, window };
}

/** The tags that a pattern names. */
export function tagsOf(pattern: Pattern): string[] {
  return [pattern.anchor, ...pattern.others].flatMap((element) => element.choices.map(({ tag }) => tag));
}

/**
 * The terms a pattern rests on in a sentence, or undefined.
 *
 * @param usable which terms may count at all
 */
export function match(
  pattern: Pattern,
  sentence: Sentence,
  usable: (term: Term) => boolean,
): Term[] | undefined {
  if (!pattern.others.every((element) => element.absent || stands(element, sentence))) return undefined;
  for (const term of candidates(pattern.anchor, sentence)) {
    if (!usable(term) || !fits(pattern.anchor, term)) continue;
    const found = around(pattern, sentence, term, usable);
    if (found) return found;
  }
  return undefined;
}

function around(
  pattern: Pattern,
  sentence: Sentence,
  anchor: Term,
  usable: (term: Term) => boolean,
): Term[] | undefined {
  const found = [anchor];
  let previous = anchor;
  for (const element of pattern.others) {
    const near = nearest(element, sentence, element.after ? previous : anchor, pattern.window, (term) => {
      return (
        (element.absent || !found.includes(term)) &&
        (element.absent || usable(term)) &&
        (!element.after || term.at > previous.at)
      );
    });
    if (element.absent ? near : !near) return undefined;
    if (near && !element.absent) {
      found.push(near);
      previous = near;
    }
  }
  return found;
}

function stands({ choices }: Element, sentence: Sentence): boolean {
  return choices.some(({ tag }) => sentence.byTag.has(tag));
}

function candidates(element: Element, sentence: Sentence): readonly Term[] {
  const [only, ...more] = element.choices;
  if (only && more.length === 0) return sentence.byTag.get(only.tag) ?? [];
  return element.choices.flatMap(({ tag }) => sentence.byTag.get(tag) ?? []);
}

/** Looks at no more terms of a tag than can stand in the window, so the time is bounded by it. */
function nearest(
  element: Element,
  sentence: Sentence,
  to: Term,
  window: number,
  allowed: (term: Term) => boolean,
): Term | undefined {
  let best: Term | undefined;
  for (const { tag } of element.choices) {
    const list = sentence.byTag.get(tag) ?? [];
    for (let i = firstFrom(list, to.at - window); i < list.length; i++) {
      const term = list[i];
      if (!term || term.at > to.at + window) break;
      if (!fits(element, term) || !allowed(term)) continue;
      if (!best || Math.abs(term.at - to.at) < Math.abs(best.at - to.at)) best = term;
    }
  }
  return best;
}

function firstFrom(list: readonly Term[], at: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function fits(element: Element, term: Term): boolean {
  return element.choices.some((choice) => {
    if (!(choice.denied ? term.denied : term.asserted).includes(choice.tag)) return false;
    if (choice.role === undefined) return true;
    const who = choice.of === 'doer' ? term.doer : term.owner;
    if (who.length === 0) return !choice.exactly;
    return who.includes(choice.role);
  });
}
