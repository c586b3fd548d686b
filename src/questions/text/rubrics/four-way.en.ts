// English phrases for "why four segments to close?".
import type { PhraseBook } from '../lexicon.js';

export const fourWayEn: PhraseBook = {
  actor: {
    passive:
      'one who gets the fin, one that gets the fin, side that gets the fin, side which gets the fin, end that gets the fin, one who receives the fin, end that receives the fin, recvr of fin, other one who got the fin, receiver of that fin, recipient of the fin, one at the receiving end',
  },
  mark: {
    one: 'one fin, a single fin, single fin',
    afterwards: 'then, afterwards, later, after that, and only then',
  },
  thing: {
    'half-close':
      'can still receive, may still receive, can go on receiving, able to receive, still listen, keep listening, keeps listening, goes on listening, turning one off, turn one off, leaves the other, turned off by itself, has to be turned off, shutting one of them, each of them by itself, each one has to be, two taps, stop talking while it keeps, stops talking but keeps, my half of the talk, own microphone, its own stream, end of its own stream, each for its own stream, ends only my half, own loudspeaker, blocking one of them, each lane, each pipe, each stream, each half, half open after the first fin, half shut, two simplex, simplex connections, simplex streams, closes its half, shuts its half, close its half, its own half, own half, half close, half closed, half closing, half open close',
    'full-duplex': 'full duplex, bidirectional, duplex, two way stream',
    separately:
      'its own, on their own, one after the other, for each direction, of its own, per direction, one at a time, each with, separately, independently, individually, by itself, on its own, by themselves, independent, independent of each other, own, independently of each other, separate, for itself, in turn, one by one, on their own, each for itself, singly, alone',
    'one-only':
      'one of the two, and nothing more, nothing else, only, one direction only, one direction, just, my half, one half, only one, one side, its half, half of, alone, half, only my half, one way',
    'end-of': 'end of, end',
    means:
      'stands for, says, means, signals, only says, only means, tells, announces, say, declares, indicates, mean, signal, announce',
    'nothing-left':
      'nothing to be sent any more, nothing to be sent, nothing more to be sent, out of data, has nothing to add, has nothing more, if there is none, if it has not, if there is nothing, nothing in its queue, nothing in the queue, nothing queued, an empty queue, queue is empty, buffer is empty, everything has been sent, has sent everything, if it does not, with no pages left, no pages left, out of data, nothing of its own to send, everything sent, all sent, finished already, done as well, also done, is finished too, also finished, no data of its own, is done too, no remaining, finished as well, has finished sending too, sent everything, already sent everything, no pages left, nothing is left, no more data, nothing more to send, nothing left to send, no data left, nothing left, no further data, nothing else to send, nothing more to say, nothing left to say, no more to send, finished sending, done sending, ' +
      'will not send data any more, has finished, no longer send, nothing to send, done talking, stop talking, i am done, no more bytes, nothing more to tell, stop sending, stops sending, no more data from me, no data any more, no remaining data, done with sending, ran out of data, all data sent, no data to send, has no data, nothing remains, nothing more, nothing to say',
    rest: 'rest, rest of its data, remaining data, remaining, rest of the data, what is left, pending data',
    later:
      'postpones, holds back its, put off, puts off, some other time, comes latter, latter, leter, in a moment of its own, in its own segment later, only thereafter, thereafter, only after that, in two steps, split, in its own segment, not at the same time, not immediately, comes afterwards, at a later point, only sent when, sent only when, sent once, sends its own fin, second step, only once, only goes out, not until, on its own time, own fin later, some time later, when ready, when it is ready, when the application, minutes later, with some delay, with a delay, follows with, has to wait, cannot leave before, only after that, only after, later, afterwards, separately, separate, only when, follows, after the ack, after, delayed, not yet, wait, until, later on, in its own time, when it is done, after that, once, a while later, own message, comes later, separate message, postponed, late, at a later time',
    'only-then': 'only then, and only when, only when',
    'until-done':
      'program has sent everything, has sent everything, has written everything, data are out, data is out, when all of its data, transfer is over, after its last byte, finish its output, finished its output, has got rid of, only after them, after them, after that say, then say, has finished sending, have finished sending, finished sending its data, finished sending all, done sending its data, done with its data, completed its data, has transmitted everything, has transmitted all, all its data, no longer has data, data is out, all is sent, everything is out, data has been sent, it has sent everything, sent it all, all data is sent, has been delivered, everything is sent, when its data, after its data, once its data, after the rest, is through, until it is done, when it is done, once it is done, when it has finished, when done, after it has finished, when finished, when i have finished, until you are through, once finished',
    'first-then':
      'acks it straight away, acks straight away, confirms promptly, acks promptly, acks it at once, confirms at once, confirms straight away, confirms immediately, acks it immediately, answers straight away, instantly acks, promptly acks, nod at once, nods at once, nod first, nods first, you nod, i nod, acknowledges first, first acknowledges, only acknowledges, only acks, just acks, just acknowledges, immediately acknowledges, acks immediately, acks right away, acks at once, acknowledges at once, acknowledges immediately, acknowledges right away, acks first, acknowledges it first, ack goes out first, first acknowledge, first the ack, ack first, first ack',
    separate: 'separate, separately, apart, two segments, own segment, on its own',
    three: 'three segments, three are enough, only three, three, three way, 3 segments',
    data: 'data, byte',
    own: 'its own fin, own fin, own goodbye, their end, own end',
    'all-of-it':
      'both directions, whole connection, entire connection, both ways, both sides, connection completely, everything, both halves, complete connection',
    'one-closes-all':
      'go down together, both go down, close together, closed together, shut together, end together, goes down with the first, ends both, closes both, closes the whole, closed as a whole, all is closed, one fin closes both, one fin ends both, single fin closes both, fin closes both, fin ends both directions, one fin is enough, single fin is enough, fin terminates both',
    bag: 'fin ack fin ack',
    still:
      'may still receive, is still able to receive, able to receive, continues to receive, keep receiving, keeps receiving, can go on receiving, keep on listening, still receive, keeps on listening, goes on listening, can still receive, keep listening, still listen',
    'always-together': 'fin always goes with the ack, fin always goes together, always sent together',
    'actually-together':
      'in fact it sends its fin together, fin together with its ack, sends its fin together with its ack',
    'must-not-send':
      'throw away what it has, discard what it has, discard its data, drop its data, drop what it has, may send nothing, cannot send anything, is not able to send, sends nothing more, may not send any data, not allowed to send, must not send any, must stop sending, told to stop, has to stop sending, cannot send any more data, may not send any, no data may follow, cannot send data',
    'end-each': 'each side, each end, each direction, both directions, every direction, own direction',
  },
  act: {
    'fin-at-once':
      'sends its fin immediately, sends fin immediately, sends its fin at once, sends its fin right away, fin goes out at once',
    'more-data':
      'things left to transmit, something left to send, things left to send, have to send more, want to send more, may want to send, wants to keep sending, bytes in its send buffer, data in its buffer, still writing, more to send, more to say, left to transmit, still has things to, middle of a transfer, middle of sending, unsent data, output left, remaining output, unsent bytes, unsent, stories left, output left, still rolling, go on sending, not finished writing, not have finished writing, middle of sending, in the middle of, have more to send, has more to send, data of its own left, yet to send, still to come, half sent, what it still has, still has to deliver, still has to send, still has to say, whatever it still has, what is still to be sent, what remains, carries on sending, carry on sending, goes on delivering, continue sending, continues sending, continues to send, keeps delivering, sentences left, some sentences, words left, a few words, few things left, pages left, have to tell, not finished my story, still have some sentences, still be transmitting, still be sending, may still be, might still be, could still be, still be busy, is still sending, is still transmitting, data in the pipeline, data in its buffers, in its send buffer, in the send buffer, not sent all, date to send, read out, reads out, rest of its data to send, still to transmit, things to deliver, not said everything, remaining pages, more to deliver, still to write, keeps writing, keep writing, finish its own story, finish your own, not finished sending, not have finished sending, outgoing data, unfinished business, wants to send more, want to send more, send the rest, rest to send, things left to send, pending output, finish its work, finish sending, flush, something else to say, something more to say, more to deliver, still has to send, still have to send, not sent everything, not sent all, more bytes, remaining bytes, remaining segments, response is not complete, still needs to finish, data on its side, sending data, further data to send, still delivering, left to say, left to tell, more things to send, keep sending, keep on sending, want to send, bytes left, something left, in the middle of, data to send, more data, still be writing, still writing, something left to send, left to deliver, left to send, something to deliver, remaining paragraphs, still has something, still have something, still have some, still has some, some data left, left in its queue, left in the buffer, still have data, still has data, data left, things to tell, more to send, more to say, own things to say, still sending, may still send, still send, still working, bytes to send, something to send, stuff to send, ' +
      'things to say, remaining data, rest of its data, data remaining, still sends, pending data, more to tell, unsent data, data to deliver, data in its buffer, keep talking, goes on sending, has more, still need to send, still needs to send, still be sending, still want to send, outstanding data, data pending, have data, has data, finish sending, finish what, data queued, buffered data, still transmitting',
    'app-busy':
      'not be ready, may not be ready, might not be ready, not ready yet, is not ready, depends on when the application, application closes its socket, when the application closes, depends on the application, up to the application, until the program, process closes, socket is closed by, program has to close, application has to close, application must close, application must first, until the process, program is not ready, application is busy, application may not be ready, application is not ready, application has not, until its application, its application closes, application wants to close, process has not, ready to close, not ready to close, still processing, application needs time, application layer, program above, will call close, application may still, calls close, call close, application still, application decides when, application may need, application on the passive side calls close, application calls close, application closes, until the application, application is done, application has finished, application decides, application not finished, app calls close, program calls close, process calls close, app closes, application to close',
    'not-finished':
      'not have finished, not finished, not done, not be done, not through, not be finished, not yet done, not yet finished, has not finished, still busy',
    'first-close':
      'starts the closing, started the closing, starts closing, asked to close first, began the closing, closes first, close first, is the active closer, initiates the close, starts the close, sends the first fin',
  },
};
