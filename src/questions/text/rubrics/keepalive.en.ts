// English phrases for "how does the server find out?".
import type { PhraseBook } from '../lexicon.js';

export const keepaliveEn: PhraseBook = {
  thing: {
    'single-probe':
      'only one probe, just one probe, a single probe, only a single probe, one probe only, nothing after that, only once',
    'long-time':
      'long time, some time, long enough, a while, certain time, long idle time, period of inactivity, a long period, certain period, predefined time, configured time',
    'since-last':
      'since the last data, since the last segment, since last, after the last segment, last received, last heard, after the last data',
    '7200s': '2 h, two h, 2h',
    '75s': 'minute and a quarter, a minute and a quarter, one and a quarter minutes',
    'wrong-idle':
      'minutes of idle, days, 20 minutes, 2 days, 30 minutes, two days, 2 minutes, one hour, 1 hour, an hour, half an hour',
    'ask-again': 'are you there, call, knock, poke, shout, question, ping, ask',
    'data-sent':
      'sends data, data is sent, sends a segment, sends anything, sends something, transmits data, data that it sends',
    'not-silence':
      'regardless of the data, no matter whether data, regardless of data, after the connection was opened, since the connection was established, nothing to do with silence, independent of data, whether or not data',
    'keep-open': 'keeps the connection, keep the connection open, keeps it open, stays open',
    'for-ever': 'for ever, forever, endlessly, without end, never gives up',
    'crashed-does':
      'it probes the server, then probes the server, pings the server, pokes the server, client then sends, client sends a probe, client sends probes, client begins to send probes, client that is probing, client probes, probes from the client',
  },
  act: {
    heard: 'hear, heard, hears, receive, got, get, gets something, message that comes in',
    have: 'have, has',
    knock: 'knock, poke, call, shout, ask, probe, begin to ask',
    'give-up':
      'gives the connection up, gives up on, writes it off, write off, take the client for dead, takes the client for dead, count the client as dead, hangs up, declares the client dead, thinks the client is dead, considers the client dead, concludes that the client, treats the client as dead, writes the client off, gave up, declares the connection dead, assume the client is, resets the connection, connection is reset, connection is dropped, connection is closed, connection is terminated, give up, gives up, abandon, regard as dead, considers dead, consider the partner dead, accepts that nobody is there, assume dead, assumes that the client is dead, declares dead, declare dead',
  },
};
