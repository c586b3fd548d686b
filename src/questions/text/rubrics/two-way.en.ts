// English phrases for "why three segments to open?".
import type { PhraseBook } from '../lexicon.js';

export const twoWayEn: PhraseBook = {
  thing: {
    harmless:
      'no danger, harmless, no threat, cannot hurt, can not hurt, no harm, not dangerous, no problem, cannot harm, never harm',
    old: 'antique, age-old, mislaid, weeks ago, months ago, last week, last month, for months, for weeks, yesterday, forgotten, dusty, long forgotten, out of date, old, stale, delayed, duplicate, late, stray, wandering, ancient, lost in the post, stuck in the network, former, earlier, long since, long given up, weeks later, held up, outdated, previous, got delayed, stuck somewhere, for ages, leftover, lingering, belated',
    'old-syn':
      'leftover syn, previous request, duplicate syn of, late syn of, syn of a former, obsolete request, syn which was delayed, syn which got delayed, request that was delayed, lost letter, late letter, old letter, belated invitation, old invitation, late invitation, forgotten letter, old order, late order, letter arrives, syn from an earlier, syn from a previous, syn of an earlier, syn of a previous, syn from an old, syn of an old, syn that was lost, previous syn, first syn, ghost syn, duplicated syn, syn duplicate, retransmitted syn, delayed request, late request, old call, belated syn, leftover syn, obsolete syn, outdated request, syn packet that was delayed, lost syn, expired request, earlier request, stale connection request, duplicate connection request, old syns, delayed syns, duplicate syns, stale syns, out of date syn, older syn, old syn, delayed syn, duplicate syn, old duplicate syn, stale syn, old duplicate, delayed duplicate, late syn, delayed duplicate syn, late duplicate syn, ' +
      'old request, stale request, old connection request, delayed connection request, stale knock, ancient hello, old delayed syn, delayed old syn, syn that was delayed, ' +
      'syn that got delayed, outdated syn, lost and found syn, old hello, expired syn, syn from the past, earlier syn, former syn, old duplicates, stray syn, delayed old duplicate syn',
    'old-synack': 'old syn ack, delayed syn ack, duplicate syn ack, stale syn ack',
    new: 'order of today, meant for now, for today, for tonight, up to date, just made, just sent, new, fresh, now, right now, current, actual, real, new one',
    'new-syn':
      'new reservation, for a new reservation, new invitation, new letter, new customer, new guest, new order, fresh order, new caller, for a fresh one, as a fresh one, as if it were new, as though it were new, as being new, valid request, genuine request, valid syn, new attempt, new connection attempt, legitimate request, current request, fresh attempt, real request, as valid, as genuine, as a new, as new, as fresh, for a new one, for new, new request, new connection request, fresh request, new syn, fresh syn, new one, fresh one, new connection, new visitor, fresh connection request',
    now: 'now, right now',
    'delayed-later':
      'stuck, delayed, held up, for a long time, arrives late, after all, finally arrives, turns up later, comes late, gets through at last, lingers',
    'tell-client':
      'proves to the client, prove to the client, shows the client, informs the client, so the client can be sure, so that the client can be sure, client is sure, client can be sure, so that the client knows, assures the client, tells the client, tell the client, confirms to the client, confirm to the client, lets the client know, let the client know, client knows, client learns, client then knows',
    'third-useless':
      'cannot conclude anything, learns nothing, gains nothing, tells it nothing, tells the server nothing, does not tell the server, nothing new, no information, third ack is superfluous, third is not needed, already knows, third segment is useless, has no function, no real purpose, no actual purpose, already knew',
    nobody:
      'on the server only, only on the server, at the server only, server alone, only the server, on one side only, one side only, only one side, given up, has given up, gave up, nobody comes, no one comes, nobody will come, no one will come, never comes, never shows up, no guest, does not come, no longer interested, no one uses, nobody uses, nonexistent, does not exist, not there any more, no longer there, no longer wants, unused connection, useless connection, phantom connection, half open connection, one sided, gone client, dead client, nobody, no one, for nothing, in vain, long gone, long since gone, ghost, phantom, not exist, no longer exists, out of the blue',
    real: 'serious, alive and, able to hear, hears it, is there, really exists, able to answer, in agreement, agrees, still interested, still wants, wants to talk, intends, really there, really wants, alive, can receive, able to receive, reachable, really, means it, meant, receive anything',
  },
  actor: {
    server: 'host, listening machine, one being called, called party',
    client: 'other machine, calling party',
  },
  act: {
    ask: 'ask',
    unaware:
      'never dialled, never rang, never phoned, never knocked, never wrote, never booked, does not know anything about, knows nothing about, has long forgotten, had long forgotten, never asked, did not ask, has not asked, never called, never ordered, did not order, did not call, no clue, has nothing to do with it, did not want, never wanted, never intended, did not intend, not intend, did not start, never started, never initiated, did not initiate, did not request, unknown to the client, unsuspecting, without the knowledge, unaware, ignorant, has no idea, has no clue, have no clue, knows nothing, no use for this, no use for it, not interested, never heard of',
    come: 'come, show up, mean to come',
    fooled: 'fooled, tricked, misled, deceived, duped',
  },
};
