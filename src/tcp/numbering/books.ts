// The books of somebody who counts by other rules: what number each segment begins at, and how many it takes.
// All offsets are from an ISN and unbounded.
import type { Host } from '../trace.js';
import type { Acknowledgment, Sending } from './history.js';
import type { Numbering } from './rules.js';

/** A segment as its sender counts it. */
interface Entry {
  start: number;
  /** Counted for the text alone, and for the whole segment. */
  text: number;
  counted: number;
}

/** What the sender writes on a segment; null: it acknowledges nothing. */
export interface Offsets {
  seq: number;
  ack: number | null;
}

export class Books {
  /** By their places in the trace. */
  readonly #entries: Entry[] = [];
  /** The next number to send, as counted. */
  readonly #next: Record<Host, number> = { client: 0, server: 0 };

  constructor(private readonly rules: Numbering) {}

  /** Enters a segment that is being sent; to be asked in the order of sending. */
  send(sending: Sending): Offsets {
    const { segment, acknowledges, first, printed, gap } = sending;
    const ack = acknowledges === null ? null : this.#acknowledge(acknowledges, segment.from);
    const again = first === null ? undefined : this.#entries[first]?.start;
    const start = printed ? sending.start : (again ?? this.#next[segment.from] + gap);
    const entry = this.#count(sending, start);
    const seq = this.#writtenInstead(sending) ?? start;
    if (sending.advances) this.#next[segment.from] = start + entry.counted;
    this.#entries[segment.i] = entry;
    return { seq, ack };
  }

  #acknowledge({ right, received, newest, finAgain }: Acknowledgment, host: Host): number {
    const entry = this.#entryOf(received) ?? { start: right, text: 0, counted: 0 };
    const grown = this.rules.finAck === 'grown' && finAgain;
    return this.#acknowledged(entry, this.#entryOf(newest) ?? entry, host) + Number(grown);
  }

  #entryOf(i: number | null): Entry | undefined {
    return i === null ? undefined : this.#entries[i];
  }

  #acknowledged(entry: Entry, newest: Entry, host: Host): number {
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
        return newest.start + newest.counted;
      case 'own+length':
        return this.#next[host] + entry.counted;
      default:
        return this.rules.ack satisfies never;
    }
  }

  #count(sending: Sending, start: number): Entry {
    const { rules } = this;
    const { pureAck, peerFin, fin, syn } = sending;
    if (pureAck) return { start, text: 0, counted: rules.pureAck + (peerFin ? rules.finsAck : 0) };
    const ignored = !rules.dataAfterFin && peerFin;
    const text = ignored || sending.text === 0 ? 0 : sending.text + rules.header;
    const both = fin && sending.text > 0;
    const countsText = !(both && rules.finWithData === 'fin');
    const countsFin = fin && !(both && rules.finWithData === 'data');
    const controls = Number(syn) * rules.syn + Number(countsFin) * rules.fin;
    return { start, text, counted: (countsText ? text : 0) + controls };
  }

  /** The number that a misconception writes on a pure ACK instead of the next one. */
  #writtenInstead({ third, pureAck, ownFin }: Sending): number | null {
    if (this.rules.afterSyn === 'isn' && third) return 0;
    if (this.rules.afterFin === 'fin' && pureAck) return this.#entryOf(ownFin)?.start ?? null;
    return null;
  }
}
