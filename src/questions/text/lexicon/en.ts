// English phrases for what all questions speak of. A tag's phrases are separated by commas; inflected forms of regular
// words (retransmits, retransmitted) need not be listed.
import type { PhraseBook } from '../lexicon.js';

export const english: PhraseBook = {
  mark: {
    consequence: 'so, therefore, thus, hence, consequently, as a result',
    not:
      'not, never, no, none, nobody, nothing, neither, nor, without, hardly, unable, fail, no one, no longer, ' +
      'not any, no more, nothing more, if there is no, if it has no, cease, refuse, unanswered so, impossible, lack, absence of, stop',
    none: 'no, nothing, none, nobody, no one, no more, neither',
    nop:
      'operating system, file system, system call, system administrator, my teacher said, our teacher said, teacher told us, the teacher asks, students ask, on the system, carry no data, carries no data, no data is carried, carry no payload, carries no payload, without payload, no payload, do not carry, does not carry, do not contain data, does not contain data, even if, even though, not only, not necessarily, not always, need not, something is wrong, goes wrong, went wrong, gone wrong, that is not all, not only, no need, no doubt, no matter, not enough, no need, whether or not, why not, if not more, never mind, ' +
      'not just, not until, no sooner, not sufficient, nothing else',
    supposes:
      'until the third, before the third, until it has the third, until it gets the third, as long as the third, otherwise, or else, else, without, unless, without it, without the third, if there were no, if there was no, if there is no, if it were not, ' +
      'if it did not, if it does not, if not, were it not, suppose, imagine, if only two, if two segments, if two messages, with two segments, with two messages, with only two, ' +
      'if it didn, if nothing, after two segments, after two messages, with just two, in a two way, with a two way, two way handshake, 2 way, two segments, ' +
      'two messages, only two, if the server had, if the client had already, if it had already, had already, if it were, ' +
      'if that were, if they did not, if they were not, if we did not, if the third',
    'reject-earlier':
      'so this plays no role, so that plays no role, so it plays no role, so this is not the reason, so that is not the reason, so it does not matter, so this cannot happen, so that cannot happen',
    analogy:
      'nod, wave, shout, hotel, postcard, fellow, tap, taps, pipe, mailbox, box, tenant, beep, dial, dialled, picks up, hang up, rings, doorbell, ticket number, luggage, lane, microphone, imagine, think of, like two, like a phone, phone, letter, envelope, parcel, street, door, knock, friend, guest, visitor, invitation, goodbye, hello, hang up, conversation partner, shop, pages, ticket, customer, say an, mailman, post office, walkie talkie, party, restaurant, luggage, counter, machine, someone, house, road',
    purpose:
      'purpose, second purpose, aim, goal, the idea is, so that, must, should, shall, in order, to make sure, makes sure, make sure, ensure, guarantee, to prevent, prevent, avoid, lest, ' +
      'such that, to let, let, allow, so they, so it, so as, guard against, protect against, rule out, keep from, prevents',
    contrast:
      'on second thoughts, on second thought, strike the second, correction, at least in theory, that is the theory, what i mean is, for all that, as to, as for, although, even so, nonetheless, on the other hand, in practice, on reflection, strictly speaking, to be precise, to be exact, truth is, mind you, but, however, actually, in fact, in truth, though, yet, nevertheless, instead, in reality, really, still',
    breaks:
      'and, n, bcs, bc, cuz, cause, because, since, which, that, if, when, while, so, then, therefore, hence, as soon as, until, before, after, ' +
      'once, who, whereas, where, although, thus, but, or, as, unless',
    'reject-next':
      'has no bearing, no bearing on, does not concern, has no influence, it is not true that, not true that, it is wrong, wrong to say, false that, not because, nothing to do with, is not so that, ' +
      'is not the case that, not the reason, reason is not, problem is not, rather than, it is not about, not for, ' +
      'not that, is no reason, is a myth that, misconception that, incorrect to say, wrong that, unrelated to, ' +
      'has nothing to do, not related to, not due to, not to, error to think, mistake to think, it is a mistake, it is not so, ' +
      'nobody needs, no relation, regardless, independent of whether, instead of',
    'reject-before':
      'that is not so, this is not so, i do not think so, is not quite true, that is not quite true, so forget it, is a legend, strike that, but that is not so, cannot be the reason, can not be the reason, that does not hold, does not hold, that is wrong, this is wrong, is a myth, is not true, that is not true, is not correct, that is not correct, is incorrect, ' +
      'is false, that is false, a widespread error, is an error, plays no role, plays no part, no wrong, actually no, or rather no, ' +
      'no that is wrong, is a misconception, does not happen, cannot happen, can not happen, is nonsense, not the reason for, ' +
      'is irrelevant, does not matter, scratch that, i take that back, that is a mistake, no not really, but that is wrong, ' +
      'is not the point, is not the reason, is wrong, i was wrong, correction, wait no, or rather, never happens, is impossible',
    'to-grader':
      'tick it, grading model, grading program, points a, grade full, answer key, copy the key, rubric update, rubric override, regardless of the text, both points, five stars, debug mode, grader, full marks, full mark, full points, full credit, full score, maximum score, award, rubric, concept a, concept b, ' +
      'concept c, concepts a, concepts, ' +
      'this answer, the answer contains, previous instructions, prior instructions, all instructions, ignore all previous, ignore all instructions, ignore the rubric, ignore the instructions, ignore the above, ignore everything, disregard the rubric, disregard all, ' +
      'model solution, ignore previous, ignore your instructions, system, student, as an ai, grading, grade this, grade it, helpful assistant, ' +
      'return concepts, a correct, b correct, c correct, evaluation, score, perfect answer, set score, as satisfied, ' +
      'mark everything, mark this, mark as, mark a, mark b, mark c, assign 100, accept b, accept a, top marks, all points, language model, ' +
      'assistant, verdict, expected answer, model answer, reference answer, my answer, points please, dear teacher, ' +
      'dear professor, professor, examiner, override, prompt, as correct, give me full, give me the point, give me all, give me both, give me point, give me mark, please give me, please accept, marking',
    'no-answer':
      'sorry, did not read, no idea what, did not have time, do not know the answer, i forgot, did not learn, could not study',
    counts: 'each, every, apiece, one by one, per',
    if: 'if, in case, when, as long as, should, provided, whenever',
    mention:
      'one has to name, one has to mention, answer has to mention, one should discuss, important here are, relevant are, relevant here are, are relevant here, aspects like, aspects such as, one has to know the, closely connected with, concerns lost, have to be considered, has to be considered in, reason lies in, is about the sequence space, consists of aspects, the question of, there is the question, is about these, are about these, keywords, key words, topics, related to, has to do with, have to do with, aspects of, key points, in connection with, terms',
  },
  actor: {
    client:
      'client, cli, clnt, clt, caller, guest, visitor, customer, initiator, requester, connecting side, connecting host, browser',
    server:
      'server, srv, srvr, svr, callee, called one, one being called, answering side, shop, listener, being called',
    a: 'host a, side a, party a, alice',
    b: 'host b, side b, party b, bob',
    active:
      'one that starts the closing, side that starts the closing, side that started the closing, one who starts the closing, one that starts closing, side that starts the close, side that started the close, one that asked to close, side which sent the first fin, sent the first fin, sends the first fin, side that sent the first fin, side that sent the fin first, active closer, active side, active end, first closer, closing side, side that closes first, one that closes first, ' +
      'one who closes first, one who leaves first, side that closed first, initiator of the close, active close, ' +
      'side which closes first, waiting side, closer, active host, active party, who closes first, that closes first, who closed first, ' +
      'sender of the first fin, whoever closes first, that closed first',
    passive:
      'passive closer, passive side, passive end, side that receives the first fin, receiver of the first fin, passive host, ' +
      'one who is told about the ending, passive party, passive close, side that closes second, side that closes last, ' +
      'side that got the first fin, side that received the first fin, side that received the fin, receiver of the fin',
    other:
      'other side, other end, other one, other party, other host, peer, partner, opposite side, remote side, remote host, other, ' +
      'far end, remote end, counterpart, remote, opposite end, counterparty',
    sender: 'sender',
    receiver: 'receiver',
    we: 'we, i, us, me, my friend',
    you: 'you',
    pronoun: 'it, he, she, they, somebody, someone, one who, him, them, itself',
    both: 'both, both sides, each side, each end, each host, both ends, both hosts, either side, each party, both parties',
  },
  thing: {
    ack:
      'nod, last nod, wave, receipt, yes, ack, akc, cak, acknowledgement, acknowledgment, acknowledge message, confirmation, receipt, acks, last word, reply, final word, ' +
      'response to the fin, answer to the fin, okay, ok, last reply, final reply',
    'last-ack':
      'last nod, last word, last bye, last yes, final word, final nod, closing receipt, final bye, last goodbye, last ack, final ack, last akc, final akc, last acknowledgment, last acknowledgement, final acknowledgment, final acknowledgement, fourth segment, ' +
      'last reply, final reply, last ok, last confirmation, final confirmation, ack of the fin, ack for the fin, ack of the final fin, ' +
      'very last reply, very last ack, last message, last segment, own ack, fourth message, ack to the fin, last word, 4th ack, fourth ack',
    'last-ack-state': 'last ack state, in last ack, state last ack, last ack forever',
    fin: 'one fin, single fin, fin, fins, knock again, say bye again, says bye again, repeats his goodbye, goodbye again, goodbye, bye, farewell, closing flag, second fin, final fin, fin segment, fin flag',
    syn: 'opening message, order, booking, reservation, appointment, letter asking, opening request, syn, syns, syn segment, syn flag, hello, opening flag, greeting, connection request, request, call, knock, invitation, knock on the door',
    synack: 'syn ack, synack, syn acks',
    flag: 'opening words, closing words, opening and the closing words, opening note, closing note, opening notes, closing notes, both flags, flag, control flag, control bit, flags, both flags, control segment',
    segment:
      'segment, seg, segs, pkt, pkts, dup, dups, msg, packet, data, message, letter, datagram, byte, leftover, ghost, straggler, piece, bits, traffic, duplicate, mail, ' +
      'stuff, copy, frame, remnant, packets, parcel, postcard, item',
    connection:
      'connection, conn, conns, cxn, incarnation, session, conversation, correspondence, reincarnation, socket pair, successor, link, chat, stream',
    tuple:
      'same quintuple, same socket addresses, same ports and addresses, same pair of sockets, same source and destination, ports are reused, port is reused, port reuse, reuse of the port, same four values, the same two sockets, four tuple, same addresses, same ports, same port, same port numbers, identical ports, same pair of ports, 4 tuple, same sockets, ' +
      'same address, same port pair, same socket, same socket pair, same numbers, identical addresses, same four tuple, same quadruple, ' +
      'reuses, reused, same endpoints, same tuple, same ip, same ips, same identifiers, same 4 tuple',
    isn:
      'isn, initial sequence number, initial number, own sequence number, starting number, sequence number, iss, starting sequence number, ' +
      'isns, initial sequence numbers, sequence numbers, numbering',
    'third-segment':
      'third ack, third segment, third message, third one, 3rd ack, 3rd segment, third packet, final ack of the handshake, third step, ' +
      'last ack of the handshake, third handshake, third part, ack from the client, client ack',
    network: 'network, router, wire, internet, path',
    resources:
      'control block, ram, capacity, entry, record, structure, port, resource, memory, buffer, tcb, slot, state, socket, table, room, ports',
    'retransmission-timer':
      'retransmission timer, retransmit timer, rto, retransmission timeout, ordinary retransmission',
    timer:
      'countdown, egg timer, hourglass, timr, tmr, timer, keepalive timer, keep alive timer, clock, stopwatch, alarm, watch, countdown, keepalive, keep alive',
    probe:
      'check, poll, polls, inquiry, query, probing packet, keepalive segment, keep alive packet, keep alive message, keepalive probe segment, keep alive segment, dummy packet, dummy segment, attempt, tries, try, tap, taps, test message, test messages, test segment, test packet, check message, heartbeat, probe, does this every, repeats this every, does it every, repeats it every, probing, poke, keepalive probe, keep alive probe, question, are you there, keepalive packet, keepalive message, ping',
    silence:
      'without a word, not a word, no word, nobody speaks, nobody has said, said a word, nothing said, nobody says, no data is exchanged, no data exchanged, nothing exchanged, no exchange, no data flow, no communication, lack of activity, not heard from, heard from, no news, no contact, without hearing, no packets received, no packets arrive, not received anything, nothing from the client, no segment received, stays quiet, has been quiet, without traffic, quiet for, heard nothing, hears nothing, nothing heard, no data, no segment, no packet, nothing comes, nothing came, nothing has come, without a sign, no sign of, no activity, has come in, without any data, without data, nothing received, received nothing, receives nothing, nothing arrives, no data arrives, no data received, no message, silence, idle, idle time, quiet, inactivity, silent, no traffic, inactive, unused, idleness, stillness, not a peep',
    interval:
      'in between, between each, between two, between probes, in intervals of, at intervals of, with a gap of, with a pause of, with pauses of, a gap of, after another, from each other, every, each, interval, apart, does this every, repeats this every, does it every, per, once per, between them, once every, spaced, period, second intervals, at a time',
    direction:
      'one direction only, one direction, that direction, my half, own half, road, street, line, side of the road, direction, way, half, halves, one way street, side of the connection, sending direction, stream, sending side, channel, pipe, lane',
    number:
      'sequence number, number, place, position, slot, sequence space, seq, octet, byte, seq number, one byte, unit, space, ticket number, point',
    window: 'window',
  },
  manner: {
    allowed: 'allowed, may, permitted, can',
    again:
      'again, another, second time, once more, anew, one more, re, a second, repeatedly, new ack, afresh',
  },
  act: {
    lost:
      'evaporate on the way, evaporates on the way, not make it there, did not come through, never gets to, never get to, never came through, not come through, go unseen, goes unseen, go unheard, goes unheard, swallowed, drowned, get swallowed, not hear it, did not hear it, does not hear it, not be heard, unheard, overheard not, not catch it, did not catch, does not catch, lost in transit, lost on the network, lost along the way, disappears on the way, dropped on the way, fails to arrive, fail to arrive, failed to arrive, fails to reach, not make it, never makes it, gets dropped, is dropped, got dropped, does not show up, never shows up, does not come through, does not get there, never got there, not delivered, undelivered, not get across, trashed, lost, lost on the way, disappears, swallowed up, lose, loss, drop, go missing, vanish on the way, swallow by the network, swallow, does not make it, get lost, go astray, ' +
      'disappear on the way, destroyed, eat, discarded on the way, goes under, miss, fall by the wayside',
    arrive:
      'arrive, reach, get through, heard, hear, receive, come in, come through, came through, turn up, show up, pass through, delivered, make it, got, get to, come, get, land, received, recvd, recv, rcvd',
    resend:
      'wave once again, wave again, waves again, says bye again, nod again, nods again, calls out again, shouts once more, says it once more, goes through it again, ring again, rings again, call again, calls again, shout again, shouts again, repeats itself, repeat itself, write again, writes again, ask once more, asks once more, says it again, say it again, speak again, send a second, sends a second, a second time, sent a second time, fires again, transmit again, transmits again, rexmit, rtx, retx, retrans, arrives anew, shows up again, show up again, turn up again, comes back, ship a second time, delivered again, send a second time, sends a second time, send it anew, sends it anew, tries again, ask again, asks again, request again, arrive again, arrives again, come again, comes again, comes once more, come once more, retransmit, retransmission, resend, send again, repeat, re send, send once more, sends once more, once more, say again, ' +
      'keep repeating, knock again, re transmit, send another, sends another, say once more, try again, retry, resent, retransmits, ' +
      'send it again, send a new, redo, says bye again, second copy',
    answer:
      'acknowledge, ack again, confirm, answer, respond, reply to, acknowledging, re ack, reack, ack it, ack that, to ack, react, reply, ' +
      'acked, reacknowledge, re acknowledge, acks the, can ack, say yes, nod, tell, response, echo, reaction, replies',
    present:
      'around to, be around, not yet gone, not gone yet, not left yet, still standing there, wait on the line, hold the line, holds the line, keep the line open, keeps the line open, stays on the line, stay on the line, stay by, lingers, linger, hang about, hangs about, wait by, ready to, stand by, stands by, still be listening, still be reachable, still be there, still there to, there to, around to, around long enough, alive long enough, still listening, listening, remain available, able to respond, keep the state, keeps the state, state kept, keeps state, keep state, still has state, exist, be there, be around, hang around, still there, stay, still around, still exist, still alive, be present, hung up, hang up, still know, ' +
      'remember, forget, forgotten, home, at hand, still be able, still open, stick around, not gone, available',
    stuck:
      'wait indefinitely, stay stuck, remains stuck, keep retransmitting, retransmit forever, retransmits forever, not close cleanly, not terminate, not be closed, never be closed, never finishes, never gets closed, error, stays in last ack, hang forever, hangs, linger in last ack, pend, blocked, stall, left hanging, dangling, stranded, unable to close, cannot finish, can not finish, cannot complete, cannot close, never close, not close properly, not be able to close, stuck, hang, hanging, remain, wait forever, waiting forever, stay in, wait in vain, keep waiting, sit in, limbo, never finish',
    wait: 'wait, time wait, stay in time wait, linger, remain in time wait, timewait',
    close:
      'gives the connection up, give up the connection, gives up the connection, give the client up, destroy, take down, taken down, give the connection up, clears the line, line is cleared, tear the connection down, removes, remove, delete, quits, quit, close, block, terminate, shut down, shut, shutting, give up, gives up, hang up, drop the line, drop the connection, drop, abort, end, tear down, ' +
      'torn down, finish, closing, shutdown, abandon, consider dead, regard as dead, kill, considers dead, drops, disconnect, cut, release',
    rst: 'rst, reset segment, a reset, answer with rst',
    reset:
      'turned back, turns it back, turn back to the start, back to the start, set again, set to two hours again, start from zero, from zero, set anew, begin anew, begins anew, starts from scratch, counts from zero, re-set, restarted, reset, restart, start again, start over, start anew, starts anew, rewind, wind up, winds up, re arm, rearm, set back, renew, reload, started again, start it again, starts it again, set again, refreshed, refresh, begins again, set to zero, pushed back',
    die:
      'die off, perish, be flushed, rotten, aged out, age out, time out in the network, die away, decay, cease to exist, gone by then, surely gone, rid the network, get rid of, swept, wiped out, worn off, evaporate, be lost by then, die, die out, drain away, be drained, dead, be dead, are dead, expire, disappear, vanish, gone, died, dead, fade, drain, leave the network, be dead, no longer alive, dead by then, ' +
      'pass away, died out, clear, cleared, flush, purge, drained, out of the network, outlive, discarded, thrown away, run out, alive, live',
    mistake:
      'come into, comes into, get mixed, gets mixed, interpreted as part, be part of, taken up by, slip in, slips in, picked up by, wind up in, spill over, spills over, bother, reach the wrong, cause confusion, confusion, cause trouble, get in the way, slip into, sneak into, be attributed, attributed to, count for, counted for, injected, deliver into, delivered into, be delivered, eat it as, pass for, swallowed by, wander into, appear inside, intrude, stray into, crop up in, mistake, handle as, handles it as, treats it as, treat like, believe that it is a new, confuse, mixed up, misinterpret, take for, taken for, takes it for, take it for, be taken, taken as, treat as, misread, accept, ' +
      'interfere, disturb, corrupt, pop up, filed, believed to belong, swallow by, mistaken, take as, appear in, show up in, get into, ' +
      'delivered to, mix, belong, interpreted, collide, pollute, mess, contaminate, end up in, leak, considered part, poison, come out, mess up, ' +
      'fooled, taking, takes, take, land in, sneak, read as, regarded, seen as, accepted, turn up in, damage, spoil, harm, passed to, misled, deliver, affect',
    know: 'conclude, infer, derive, gain, be certain, make sure, get to know, gets to know, come to know, comes to know, told, feedback, none the wiser, feel sure, can tell, find out, finds out, found out, have proof, know, show whether, see whether, say whether, way of knowing, learn, be sure, sure, aware, certain, find out, certainty, idea, clue, knowledge, understand, notice, informed, assurance, assured, realise, realize, evidence, tell whether, tell if',
    survive: 'survive, outlive',
    confirm: 'confirm, acknowledge, prove, tell, verify, say, acked, proof, show, guarantee',
    recognise:
      'distinguish, decide, judge, recognise, recognize, tell from, tell apart, discriminate, differentiate, distinguish between, tell, detect',
    believe:
      'sees a new, sees in it, under the impression, takes this for, takes that for, supposes, be under the impression, gets the impression, believe, think, assume, consider, regard, suppose that, fool, thinking, deem, imagine that, treat, conclude',
    want: 'interested, have in mind, call for, wanted this, care about, need it, want, ask, intend, mean, request, wish, desire, mean to, meant, care, initiate, wanted',
    ignore: 'ignore, discard, drop, reject, not care, throw away, rst, refuse, disregard',
    open: 'be up, is up, consider itself connected, thinks it is connected, live connection, established, connected, establish, open, opened, set up, consider open, estab, complete the handshake, enter established, establishing',
    allocate:
      'bakes, cooks, sets the table, set the table, lay a place, lays the table, keeps a place, keeps a table, reserves, saves a seat, holds a seat, holds a room, set memory aside, memory aside, stock, devote, spend, block, have buffers, holding, keeps, hold onto, allocate, reserve, keep, hold, occupy, prepare, lay the table, tie up, burn, commit, create, bind, set aside, stocks',
    waste:
      'wait for data, waiting for data, wait for nothing, sit there, idle, unused, leak, wasting, waste, in vain, for nothing, for nobody, for nobody, uselessly, for no one, pointlessly, squander, useless, idle around, half open, wasted',
    send: 'send, sends, sent, transmit, deliver, say, tell, hand over, sending, talk, send out, emit, issue, talking, give',
    consume:
      'consume, use up, occupy, take up, takes up, take, takes, count, counted, counts, uses, use, eat, cost, each get, get a ticket, gets a number, gets a place, assign, claim, advance, add, spend, increase, taking up, treat as, behave',
    combine:
      'share a segment, rides on, ride on, go together, go out together, in one breath, one sentence, single segment, carries both, carry both, in a single, share one, shares one, both in one, ride on, rides on, travel together, go out together, goes out together, same packet, same message, combine, merge, same segment, one segment, together, put together, in one, one breath, piggyback, at the same time, single segment, join, in one go, coincide, one message, one packet, bundle, unite, fold',
    fire: 'reaches zero, run down, having run down, comes to zero, goes to zero, fire, expire, go off, goes off, run out, runs out, time out, ring, rings, timeout, times out, ran out, elapse, expired, timed out, trigger, reach zero, up',
    crash: 'crash, dead, die, died, down',
  },
};

/** Words of the trade: an answer without them may well be an explanation in plain words. */
export const tradeWords =
  'tcp ack fin syn connection segment packet server client timer probe sequence retransmit acknowledge acknowledgment port handshake msl ' +
  'established data keepalive peer duplex socket byte seq isn network closer';
