// English phrases for "why seq+1?".
import type { PhraseBook } from '../lexicon.js';

export const consumeEn: PhraseBook = {
  mark: { 'one-ack': 'an ack, ack consumes, pure ack' },
  thing: {
    'one-number':
      'one sequence number, a sequence number, one number, one position, one place, one slot, one seq number, a ticket number, one byte, one octet, a number, one unit, one number of the sequence, one place in the counting, single sequence number, one squence number, a slot, a place, a position',
    'virtual-byte':
      '1 virtual byte, one virtual byte, virtual byte, phantom byte, one imaginary byte, imaginary byte, logical byte',
    many: 'four, two, three, several, 4, 2, 3',
    'dummy-byte':
      'dummy byte, padding byte, one byte of data inside, carries one byte, filler byte, dummy payload, byte of dummy, does carry data, does carry, carries a byte',
    'every-segment': 'every segment, each segment, all segments, every packet, each packet',
    'none-used':
      'only data take, only data takes, only data use, only data uses, only data count, only data counts, leaves the sequence space untouched, takes up none, no number at all, uses none, uses no sequence number, counts as zero, zero bytes, consume nothing, takes none',
    unambiguous:
      'for sure, certainly, unmistakably, without ambiguity, no ambiguity, without confusion, separately, specially, distinct, positively, in its own right, unambiguous, unambiguously, explicitly, explicit, clearly, clear, exactly, precisely, certain, uniquely, definitely, without doubt, specifically, individually, own acknowledgment',
    option: 'option, mss, dummy payload, padding',
    'never-resent':
      'does not help, not help to, no help in, nothing to do with acknowledging, nothing to do with retransmission, never retransmitted, not retransmitted, never resent, is never sent again',
    'for-the-ack':
      'lost ack can be, the ack can be confirmed, ack can be noticed, ack itself can be, the ack can be acknowledged, so that the ack itself, so that the acknowledgement can, so that the acknowledgment can, so the ack itself, meant for the ack, for the sake of the ack, so the ack can, so that the ack can, lets the ack, allows the ack, makes the ack, ack can thus',
    exactly: 'exactly, precisely',
    reliable: 'reliable, reliably, reliability',
    'like-data':
      'like data, just like data, like ordinary bytes, ordinary bytes, normal acknowledgment mechanism, usual retransmission, usual mechanism, same mechanism, same way as data, ordinary mechanism, like any byte, like a byte, like other bytes',
    'reliably-delivered':
      'be missed, read off from the receipt, got through, ships the note a second time, noticed when missing, notice that it is missing, noticed if it is missing, know that it arrived, know that it got there, see that it arrived, asked for again, repeated if lost, repeat it if lost, resent if lost, loss can be detected, detect the loss, loss is detected, loss is noticed, notice the loss, delivered for sure, reliable delivery, reliable transfer, acknowledged and retransmitted, retransmitted and acknowledged, acknowledged like data, acknowledged just like data, acknowledged reliably, reliably acknowledged, retransmission works, same reliability mechanism, can be acked, retransmission queue, acknowledgment machinery, beyond doubt, got through itself, usual retransmission and acknowledgement machinery, same reliability, reliably delivered, delivered reliably, usual retransmission and acknowledgment machinery, ticked off',
    'look-the-same':
      'look just like, would look like, could not be told apart, cannot be told apart, not be told apart, mixed up with, confused with, one and the same, no difference between, would be ambiguous, look exactly the same, look the same, same ack, be the same, look identical, be identical, be indistinguishable, indistinguishable, ambiguous, be ambiguous',
    'pure-ack': 'ack can be retransmitted, ack can be acknowledged, ack is retransmitted, ack retransmitted',
  },
  act: {
    'counts-one':
      'as though it was one byte, as if it was one byte, as if it was a byte, like a byte of data, as a single byte, like a single byte, treated like one byte, treated like one octet, handled like one byte, handled like a byte, regarded as one byte, regarded as a byte, considered one byte, considered as one byte, considered a byte, seen as one byte, counted like one byte, counted like a byte, numbered like one byte, behave like one byte, behaves like one byte, behave like a byte, count like one byte, count like a byte, like one byte, like one octet, as one octet, as if they were a byte, as if it were a byte, as though it were one byte, as though they were one byte, equal to one byte, equivalent to one byte, the same as one byte, worth one byte, length of one, length 1, a length of 1, logical length of one, is one long, uses one up, uses up one, given a number, gets a number, carries a number, has a number, numbered like, is numbered like, with a number, a page number, its own page number, numbered too, gets its own number, their own number, occupies a slot, fills a slot, has a place, have a place in the row, stuck into the row, one step, one tick, counts for one, takes one sequence number, occupies one sequence number, uses one sequence number, takes up one sequence number, incremented by one, increments by one, increment the sequence number, increases the sequence number, costs one, uses up a number, takes up space, takes up a position, treated as if it were one byte, treated as data, as if it was one byte, like a single byte, as a single byte, one unit of, one virtual, fills one, fill one, is worth one, count 1, counts as 1, takes 1, tak 1, uses 1, consumes 1, consume 1, occupies 1, occupy 1, take one, use one, eats one, cost one, eat up 1, eats up one, eat up one, one more byte, advance by one, advances by one, by one for each, advance the sequence number by one, slot in the sequence space, steps on by one, step on by one, increases by one, place in the sequence space, given a sequence number, have a sequence number, has a sequence number, have their own sequence number, counted as one, get a number of their own, has its own number, has its own place, get a slot, are numbered, is numbered, are sequenced, takes a number, takes a place, with a number of its own, part of the sequence space, count as one, counts as one, count as one byte, counts like one byte, counted as one octet, counted as one byte, counts one, count one, behave as though they were a byte, counted as a byte, treated as one byte, treated as a byte, treated like a byte, as if they were one byte, as if it were one byte, counts as a byte, occupy one, as one byte, count for one, takes one, use up one, consumes one, consume one, consumes a sequence number, weigh one, worth one',
    'ack-consumes':
      'ack consumes, ack takes up, ack occupies, the ack that occupies, ack uses up, ack that occupies, ack segment itself needs',
    'pure-ack-acked':
      'ack itself can be acknowledged, ack itself can be retransmitted, ack itself can be confirmed, ack itself can be resent, acknowledgment can be resent, acknowledgement can be resent, acknowledgement can be retransmitted, acknowledgment can be retransmitted, acknowledgement can be repeated, acknowledgement itself, acknowledgment itself, ack of an ack, ack can be acknowledged, ack can be retransmitted, ack to be acknowledged, ack is acknowledged, ack can be acknowledged and retransmitted, ack could be retransmitted, ack consumes one sequence number so that it can be retransmitted, ack takes up one sequence number so that it',
  },
};
