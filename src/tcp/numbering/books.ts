// One host's books: what it has sent and received, in the trace's own numbers and as somebody counts who follows
// other rules. All offsets are from an ISN and unbounded.
import type { Numbering } from './rules.js';

/** A segment as the trace has it: where it begins, and what occupies sequence space. */
export interface Item {
  start: number;
  text: number;
  syn: boolean;
  fin: boolean;
  /** Occupies no sequence space and only acknowledges. */
  pureAck: boolean;
  acknowledges: boolean;
  again: boolean;
  /** Its sequence number is printed, so nobody counts up to it. */
  printed: boolean;
}

/** The same segment as its sender counts it. */
export interface Entry {
  start: number;
  /** Counted for the text alone, and for the whole segment. */
  text: number;
  counted: number;
}

export function endOf(item: Item): number {
  return item.start + item.text + Number(item.syn) + Number(item.fin);
}

export class Books {
  /** The next number to send: by the trace, and as counted. */
  #right = 0;
  #next = 0;
  /** What was sent, by where it really began, for when it is sent again. */
  readonly #sent = new Map<number, number>();
  #active = false;
  #finAt = 0;
  #finSent = false;
  #peerFin = false;
  #peerFinAcknowledged = false;
  /** The peer's segments, by where they really ended. */
  readonly #received = new Map<number, Entry>();
  #newest: Entry | null = null;

  constructor(private readonly rules: Numbering) {}

  /** Whether this is the third segment of a handshake that this host began. */
  isThird(item: Item): boolean {
    return item.pureAck && this.#active && this.#right === 1;
  }

  /** Enters a segment that is being sent. `seq` is what its sender writes on it, `entry` what it really counts it as. */
  send(item: Item): { seq: number; entry: Entry } {
    const again = item.again ? this.#sent.get(item.start) : undefined;
    const counted = again ?? this.#next + (item.start - this.#right);
    const start = item.printed ? item.start : counted;
    const entry = { start, ...this.#count(item) };
    const seq = this.#writtenInstead(item) ?? start;
    if (endOf(item) > this.#right) {
      this.#sent.set(item.start, start);
      this.#next = start + entry.counted;
      this.#right = endOf(item);
    } else if (item.pureAck && item.start === this.#right) {
      this.#next = start + entry.counted;
    }
    this.#active ||= item.syn && !item.acknowledges;
    if (item.fin) this.#finAt = start;
    this.#finSent ||= item.fin;
    return { seq, entry };
  }

  receive(item: Item, entry: Entry): void {
    this.#received.set(endOf(item), entry);
    this.#newest = entry;
    this.#peerFin ||= item.fin;
  }

  /** What is written where the trace acknowledges `right`. To be asked before the segment is entered by send(). */
  acknowledge(item: Item, right: number): number {
    const entry = this.#received.get(right) ?? { start: right, text: 0, counted: 0 };
    const grown = this.rules.finAck === 'grown' && item.fin && this.#peerFinAcknowledged;
    this.#peerFinAcknowledged ||= this.#peerFin;
    return this.#acknowledged(entry) + Number(grown);
  }

  #acknowledged(entry: Entry): number {
    switch (this.rules.ack) {
      case 'next':
        return entry.start + entry.counted;
      case 'last':
        return entry.start + entry.counted - 1;
      case 'segment':
        return entry.start;
      case 'segment+1':
        return entry.start + 1;
      case 'segment+length+1':
        return entry.start + entry.text + 1;
      case 'newest':
        return this.#newest === null
          ? entry.start + entry.counted
          : this.#newest.start + this.#newest.counted;
      case 'own+length':
        return this.#next + entry.counted;
      default:
        return this.rules.ack satisfies never;
    }
  }

  #count(item: Item): { text: number; counted: number } {
    const { rules } = this;
    if (item.pureAck) return { text: 0, counted: rules.pureAck + (this.#peerFin ? rules.finsAck : 0) };
    const ignored = !rules.dataAfterFin && this.#peerFin;
    const text = ignored || item.text === 0 ? 0 : item.text + rules.header;
    const both = item.fin && item.text > 0;
    const countsText = !(both && rules.finWithData === 'fin');
    const countsFin = item.fin && !(both && rules.finWithData === 'data');
    const controls = Number(item.syn) * rules.syn + Number(countsFin) * rules.fin;
    return { text, counted: (countsText ? text : 0) + controls };
  }

  /** The number that a misconception writes on a pure ACK instead of the next one. */
  #writtenInstead(item: Item): number | null {
    if (this.rules.afterSyn === 'isn' && this.isThird(item)) return 0;
    if (this.rules.afterFin === 'fin' && item.pureAck && this.#finSent) return this.#finAt;
    return null;
  }
}
