// English phrases for "why TIME-WAIT?".
import type { PhraseBook } from '../lexicon.js';

export const timeWaitEn: PhraseBook = {
  thing: {
    dismissed:
      'throws any, throw it away, throws it away, discards any, drops any, ignores any, does not react, pay no attention, pays no attention, takes no notice, without a reply',
    harmless:
      'no danger, harmless, no threat, cannot hurt, can not hurt, no harm, not dangerous, no problem, cannot harm, never harm',
    old:
      'old postcards, old letters, old mail, your mail, not meant for him, meant for the one before, written to the one before, for the one before, of the last conversation, crawling about, crawling, in a slow queue, for the previous, for the former, of the former, addressed to the old, still in the post, still in the mail, on the road, from the past, of the ended, of the closed, floating, residual, remaining in the network, still alive, travelling, still under way, left behind, from before, slowpoke, long delayed, wander around, duplicated, late arriving, on their way, en route, from the earlier, hanging around, old, stale, delayed, duplicate, late, stray, wandering, leftover, former, previous, held up, drifting, lingering, ghost, ' +
      'outdated, earlier, still in the network, floating around, past, in flight, still travelling, roaming, belated, straggler, ' +
      'underway, circulating, still in the mail, ancient, slow, remaining, left over, on the way, still on the road, survivor, in transit, remnant, earlier incarnation',
    new: 'new, next, later, following, subsequent, fresh, successor, future, reincarnation, second, new one, another, next one, identical, coming, reopened, upcoming, later one',
    'connection-new':
      'reincarnated connection, connection that will use it, whoever opens, whoever uses, the living one, next conversation, next session, later session, next renter, next incarnation, fresh one on the same, later one with the same, person who moves in, who moves in after, whoever moves in, one who comes after, one who moves in, new person, connection that is created, connection created afterwards, connection created later, connection opened later, connection opened afterwards, connection made later, connection that starts later, connection that is opened, connection established later, connection later on, connection coming after, one opened after, connection opened after, next tenant, new tenant, new resident, somebody else is seated, somebody else, next owner, new owner, the next one, next occupant, next caller, next talk, new talk, later talk, next call, new call, following call, subsequent session, one that comes after, connection between the same, connection using the same, new tcp, new instance of the connection, later connections, new connections, subsequent connections, future connections, connection on the same, another one with the same, next connections, another connection with the same, newly created connection, newly established connection, connection is set up again, connection is reopened, fresh incarnation, successor session, reborn connection, second incarnation, next chat, following session, new connection, next connection, later connection, following connection, subsequent connection, another connection, ' +
      'new incarnation, later incarnation, next incarnation, successor connection, new session, fresh connection, future connection, ' +
      'reincarnation, fresh conversation, new conversation, next conversation, new correspondence, second connection, successor, ' +
      'connection that follows, incarnation, reincarnation of the connection, new one, later one, next one, connection reusing, next session, ' +
      'newly opened connection, future incarnation, new instance, connection that reuses, connection with the same, later session, other connection, ' +
      'different connection, new chat, next chat, new user of the, next user, new tcp connection, reopened connection, opened again, connection afterwards',
    'connection-old':
      'get into this one, get into the old one, into this one, into the old one, old connection, previous connection, this connection, earlier connection, former connection, first connection, closed connection, previous incarnation, last connection, old one, old incarnation',
    'segment-new':
      'segments of the new connection, packets of the new connection, new segments, new packets, segments of a new connection, data of the new connection, segments from the new connection, packets from the new connection',
    'segment-old':
      'data which belongs to the dead connection, segments of the predecessor, its predecessor, straggler, zombie packets, zombie segments, wandering duplicates, late duplicates, late packets, late segments, delayed duplicates, duplicates, all duplicates, stragglers, leftovers, remnants, late arrivals, old copies, stray packets, stray segments, segments of the old connection, packets of the old connection, old segments, data of the old connection, old packets, part of the old connection, segments of the previous connection',
    'early-reuse':
      'blocking the port pair, blocks the port pair, recycled immediately, recycled at once, not be used again before, must not be used again, early reuse, premature reuse, reuse too early, immediate reuse, reused at once, reused immediately, reused too soon, reuse at once',
    'ports-differ':
      'uses new ports, always uses other ports, always uses different ports, always on other ports, always has other ports, never the same ports, ports are always different, always different ports, ports always differ',
    'ack-of-ack':
      'acknowledgement for it, acknowledged the ack, acknowledges its ack, has acknowledged the ack, ack of its last ack, ack of the ack, ack of the last ack, ack for its ack, ack for the ack, reply to the last ack, reply to its ack, ack of its ack, ack for its last ack, answer to its last ack, ack of that ack, acknowledgment of its ack, acknowledgement of its ack, ack for the last ack, acknowledge its ack, acknowledges the ack, confirmation of its ack, acks the ack, reply to its last ack',
    'own-timer': 'timer, own retransmission timer, own timer, timeout of its own, after a timeout it',
  },
  act: {
    'first-close':
      'closes first, close first, is the active closer, initiates the close, actively closes, starts the close, sends the first fin, send the first fin, closed first',
    appear:
      'read, reads, open, opens, gets your mail, appear, pop up, come out, show up, turn up, arrive, reach, be received, receive, get into, come out of the network, resurface, emerge, be there, be around, run into, bump into, meet, surprise',
  },
};
