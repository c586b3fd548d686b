// English phrases for "why TIME-WAIT?".
import type { PhraseBook } from '../lexicon.js';

export const timeWaitEn: PhraseBook = {
  thing: {
    old:
      'floating, residual, remaining in the network, still alive, travelling, still under way, left behind, from before, slowpoke, long delayed, wander around, duplicated, late arriving, on their way, en route, from the earlier, hanging around, old, stale, delayed, duplicate, late, stray, wandering, leftover, former, previous, held up, drifting, lingering, ghost, ' +
      'outdated, earlier, still in the network, floating around, past, in flight, still travelling, roaming, belated, straggler, ' +
      'underway, circulating, still in the mail, ancient, slow, remaining, left over, on the way, still on the road, survivor, in transit, remnant, earlier incarnation',
    new: 'new, next, later, following, subsequent, fresh, successor, future, reincarnation, second, new one, another, next one, identical, coming, reopened, upcoming, later one',
    'connection-new':
      'connection between the same, connection using the same, new tcp, new instance of the connection, later connections, new connections, subsequent connections, future connections, connection on the same, another one with the same, next connections, another connection with the same, newly created connection, newly established connection, connection is set up again, connection is reopened, fresh incarnation, successor session, reborn connection, second incarnation, next chat, following session, new connection, next connection, later connection, following connection, subsequent connection, another connection, ' +
      'new incarnation, later incarnation, next incarnation, successor connection, new session, fresh connection, future connection, ' +
      'reincarnation, fresh conversation, new conversation, next conversation, new correspondence, second connection, successor, ' +
      'connection that follows, incarnation, reincarnation of the connection, new one, later one, next one, connection reusing, next session, ' +
      'newly opened connection, future incarnation, new instance, connection that reuses, connection with the same, later session, other connection, ' +
      'different connection, new chat, next chat, new user of the, next user, new tcp connection, reopened connection, opened again, connection afterwards',
    'connection-old':
      'old connection, previous connection, this connection, earlier connection, former connection, first connection, closed connection, previous incarnation, last connection, old one, old incarnation',
    'segment-new':
      'segments of the new connection, packets of the new connection, new segments, new packets, segments of a new connection, data of the new connection, segments from the new connection, packets from the new connection',
    'segment-old':
      'segments of the old connection, packets of the old connection, old segments, data of the old connection, old packets, part of the old connection, segments of the previous connection',
    'early-reuse':
      'early reuse, premature reuse, reuse too early, immediate reuse, reused at once, reused immediately, reused too soon, reuse at once',
    'ports-differ': 'ports are always different, always different ports, ports always differ',
    'ack-of-ack':
      'ack of its last ack, ack of the ack, ack of the last ack, ack for its ack, ack for the ack, reply to the last ack, reply to its ack, ack of its ack, ack for its last ack, answer to its last ack, ack of that ack, acknowledgment of its ack, acknowledgement of its ack, ack for the last ack, acknowledge its ack, acknowledges the ack, confirmation of its ack, acks the ack, reply to its last ack',
    'own-timer': 'timer, own retransmission timer, own timer, timeout of its own, after a timeout it',
  },
  act: {
    'first-close':
      'closes first, close first, is the active closer, initiates the close, actively closes, starts the close, sends the first fin, send the first fin, closed first',
    appear:
      'appear, pop up, come out, show up, turn up, arrive, reach, be received, receive, get into, come out of the network, resurface, emerge, be there, be around, run into, bump into, meet, surprise',
  },
};
