// The numbers and flags written on a segment, under right or mistaken rules. The machine always decides with the
// right numbers, so that a mistake changes the cells and not the story; under right rules this file is not used.

import { ACK, FIN, RST, SYN, isPureAck, segEnd, type ControlBits, type Segment } from './segment.js';
import type { Host, State } from './trace.js';

export interface CellRules {
  synCounts: number;
  finCounts: number;
  finWithText: 'both' | 'text' | 'fin';
  pureAckCounts: 'never' | 'always' | 'closing';
  /** Octets that a segment with text counts beyond its text. */
  headers: number;
  ack: 'next' | 'last-octet' | 'plus-one' | 'seq-plus-one' | 'own' | 'newest' | 'seq';
  thirdSeqIsIsn: boolean;
  synAckAcksOwn: boolean;
  swapped: boolean;
  sharedSpace: 'no' | 'same' | 'next';
  relative: boolean;
  lastAckRepeatsFin: boolean;
  noDataAfterFin: boolean;
  finAckGrows: boolean;
  modulus: 'right' | 'none' | 'one-short' | 'from-one' | 'saturate' | '31-bit';
  thirdHasSyn: boolean;
  synAckWithoutAck: boolean;
  finWithoutAck: boolean;
  firstSynAck: 'none' | 'own-next' | 'peer-isn';
  establishedAtOnce: boolean;
}

export const RIGHT_CELLS: CellRules = {
  synCounts: 1,
  finCounts: 1,
  finWithText: 'both',
  pureAckCounts: 'never',
  headers: 0,
  ack: 'next',
  thirdSeqIsIsn: false,
  synAckAcksOwn: false,
  swapped: false,
  sharedSpace: 'no',
  relative: false,
  lastAckRepeatsFin: false,
  noDataAfterFin: false,
  finAckGrows: false,
  modulus: 'right',
  thirdHasSyn: false,
  synAckWithoutAck: false,
  finWithoutAck: false,
  firstSynAck: 'none',
  establishedAtOnce: false,
};

/** The three cells of one segment; numbers may exceed 32 bits when the rule forgets the modulus. */
export interface Cells {
  seq: number;
  ack: number | null;
  ctl: ControlBits;
}

/** Something sent, in the learner's numbers, and where it really ends. */
interface Written {
  seq: number;
  end: number;
  len: number;
  syn: boolean;
  fin: boolean;
  trueEnd: number;
}

/** What a learner keeps of one host: where its own numbers stand, and what it would acknowledge. */
interface Book {
  isn: number;
  /** True sequence number of each thing sent first, to the number written for it. */
  written: Map<number, number>;
  /** Each thing sent. */
  ends: Map<number, Written>;
  /** Written minus true number from here on. */
  next: number;
  finSeq: number | null;
  ackedFin: boolean;
  /** What this host would acknowledge of the peer. */
  heard: Written | null;
  sentThird: boolean;
  lastPureSeq: number | null;
}

const newBook = (isn: number): Book => ({
  isn,
  written: new Map(),
  ends: new Map(),
  next: isn,
  finSeq: null,
  ackedFin: false,
  heard: null,
  sentThird: false,
  lastPureSeq: null,
});

/** Keeps the books of both hosts of one run. */
export class Ledger {
  private readonly books: Record<Host, Book>;

  constructor(
    private readonly rules: CellRules,
    private readonly isn: Record<Host, number>,
  ) {
    this.books = { client: newBook(this.startOf('client')), server: newBook(this.startOf('server')) };
  }

  private startOf(host: Host): number {
    if (this.rules.relative) return 0;
    if (host === 'client' || this.rules.sharedSpace === 'no') return this.isn[host];
    return this.isn.client + (this.rules.sharedSpace === 'next' ? 1 : 0);
  }

  /** The cells of a segment as `host` sends it. Call in the order of sending. */
  sent(host: Host, seg: Segment): Cells {
    const book = this.books[host];
    const { rules } = this;
    const syn = (seg.ctl & SYN) !== 0;
    const fin = (seg.ctl & FIN) !== 0;
    const pure = isPureAck(seg);
    const third = pure && !book.sentThird && this.isOpener(host);
    if (third) book.sentThird = true;
    let seq = this.seqOf(book, seg, syn, fin, pure);
    if (third && rules.thirdSeqIsIsn) seq = book.isn;
    let ack = this.ackOf(host, seg, syn, fin);
    if (pure && rules.swapped && ack !== null) [seq, ack] = [ack, seq];
    let ctl = seg.ctl;
    if (third && rules.thirdHasSyn) ctl |= SYN;
    if (syn && (ctl & ACK) !== 0 && rules.synAckWithoutAck) [ctl, ack] = [ctl & ~ACK, null];
    if (fin && rules.finWithoutAck) [ctl, ack] = [ctl & ~ACK, null];
    return { seq: this.reduce(seq), ack: ack === null ? null : this.reduce(ack), ctl };
  }

  /** `host` has taken the segment; `advanced` says whether its RCV.NXT moved to `reached`. */
  received(host: Host, seg: Segment, advanced: boolean, reached: number): void {
    const book = this.books[host];
    const from = this.books[host === 'client' ? 'server' : 'client'];
    const direct = from.ends.get(keyOf(seg));
    if (this.rules.ack === 'newest' && direct !== undefined) {
      if (book.heard === null || direct.end > book.heard.end) book.heard = direct;
      return;
    }
    if (!advanced) return;
    for (const entry of from.ends.values()) {
      if (((reached - entry.trueEnd) | 0) >= 0 && (book.heard === null || entry.end >= book.heard.end))
        book.heard = entry;
    }
  }

  private isOpener(host: Host): boolean {
    return (
      this.books[host].written.size === 1 && this.books[host].heard?.syn === true && this.opened === host
    );
  }

  /** The host whose SYN came first. */
  private opened: Host | null = null;

  private seqOf(book: Book, seg: Segment, syn: boolean, fin: boolean, pure: boolean): number {
    const { rules } = this;
    if ((seg.ctl & RST) !== 0) return seg.seq === 0 ? 0 : (book.written.get(seg.seq) ?? book.next);
    const before = book.written.get(seg.seq);
    if (!pure && before !== undefined && seg.again) return before;
    if (pure) {
      const seq = rules.lastAckRepeatsFin && book.finSeq !== null ? book.finSeq : book.next;
      if (
        rules.pureAckCounts === 'always' ||
        (rules.pureAckCounts === 'closing' && book.heard?.fin === true)
      ) {
        book.next += 1;
      }
      book.lastPureSeq = seq;
      return seq;
    }
    if (syn && this.opened === null) this.opened = book === this.books.client ? 'client' : 'server';
    if (syn) book.next = book.isn;
    let seq = book.next;
    if (fin && rules.noDataAfterFin && book.heard?.fin === true && book.lastPureSeq !== null)
      seq = book.lastPureSeq;
    const counts = this.lengthOf(seg.len, syn, fin);
    book.next = seq + counts;
    if (fin) book.finSeq = seq;
    book.written.set(seg.seq, seq);
    book.ends.set(keyOf(seg), { seq, end: book.next, len: seg.len, syn, fin, trueEnd: segEnd(seg) });
    return seq;
  }

  private lengthOf(len: number, syn: boolean, fin: boolean): number {
    const { rules } = this;
    let n = (syn ? rules.synCounts : 0) + (len > 0 ? len + rules.headers : 0);
    if (fin && len > 0) {
      if (rules.finWithText === 'text') return n;
      if (rules.finWithText === 'fin') return n - len + 1;
    }
    if (fin) n += rules.finCounts;
    return n;
  }

  private ackOf(host: Host, seg: Segment, syn: boolean, fin: boolean): number | null {
    const { rules } = this;
    const book = this.books[host];
    if (seg.ack === null) {
      if (!syn || rules.firstSynAck === 'none') return null;
      return rules.firstSynAck === 'own-next'
        ? book.isn + 1
        : this.startOf(host === 'client' ? 'server' : 'client');
    }
    if (syn && rules.synAckAcksOwn) return book.isn + 1;
    const heard = book.heard;
    if (heard === null) return this.startOf(host === 'client' ? 'server' : 'client') + rules.synCounts;
    let ack = this.confirm(book, heard);
    if (fin && rules.finAckGrows && book.ackedFin) ack += 1;
    if (heard.fin && seg.ack !== null) book.ackedFin = true;
    return ack;
  }

  private confirm(book: Book, heard: Written): number {
    const text = heard.len > 0 && !heard.syn;
    switch (this.rules.ack) {
      case 'next':
      case 'newest':
        return heard.end;
      case 'last-octet':
        return text ? heard.end - 1 : heard.end;
      case 'plus-one':
        return text ? heard.end + 1 : heard.end;
      case 'seq-plus-one':
        return heard.seq + 1;
      case 'own':
        return text ? book.next + heard.len : heard.end;
      case 'seq':
        return text ? heard.seq : heard.end;
    }
  }

  private reduce(n: number): number {
    const top = 2 ** 32;
    switch (this.rules.modulus) {
      case 'right':
        return ((n % top) + top) % top;
      case 'none':
        return n;
      case 'one-short':
        return n >= top - 1 && n !== this.isn.client && n !== this.isn.server ? n % (top - 1) : n;
      case 'from-one':
        return n >= top ? (n % top) + 1 : n;
      case 'saturate':
        return Math.min(n, top - 1);
      case '31-bit':
        return n >= top ? n - top + 2 ** 31 : n;
    }
  }
}

/** A segment is known by its first number and what it carries. */
function keyOf(seg: Segment): number {
  return seg.seq * 2 + (seg.ctl & SYN ? 1 : 0);
}

/** The state a learner names who takes the sending of a SYN for the whole handshake. */
export function stateShown(state: State, rules: CellRules): State {
  if (!rules.establishedAtOnce) return state;
  return state === 'SYN-SENT' || state === 'SYN-RECEIVED' ? 'ESTABLISHED' : state;
}
