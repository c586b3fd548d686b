// Every row of RFC 9293's transition table (test/data/traces/rfc/transitions.json): section 3.10 and figure 5.
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { AT_ONCE, IRS, ISS, NOW, segment, tcbIn, type Setting } from '../../test/support/tcb-in.js';
import {
  call,
  segmentArrives,
  timeout,
  type OpenState,
  type Segment,
  type State,
  type StepResult,
  type Tcb,
} from './index.js';
import { DEFAULT_OPTIONS } from './tcb.js';
import { point } from './seq.js';
import { ACK, FIN, PSH, RST, SYN, flagsOf, segEnd } from './segment.js';

interface Row {
  state: State;
  event: string;
  step: number | null;
  condition: string | null;
  send: string | null;
  next_state: State;
  signal: string | null;
}

const table = JSON.parse(
  readFileSync(new URL('../../test/data/traces/rfc/transitions.json', import.meta.url), 'utf8'),
) as { transitions: Row[]; figure5: [State, string, string | null, State][] };

const CTL: Record<string, number> = {
  SYN: SYN,
  'SYN+ACK': SYN | ACK,
  ACK,
  FIN,
  'FIN+ACK': FIN | ACK,
  data: PSH,
  'data+ACK': PSH | ACK,
  RST,
};

/** What a row's condition says of the connection and of the segment. */
interface Case {
  setting: Setting;
  seg: { seq?: number; ack?: number; len?: number; foreign?: boolean };
}

const START = ISS + 1;
const next = (tcb: Tcb | null): number => tcb?.rcv.nxt ?? IRS + 1;

const UNACKNOWLEDGED: readonly State[] = ['ESTABLISHED', 'FIN-WAIT-1', 'CLOSE-WAIT', 'CLOSING', 'LAST-ACK'];

/** Reads the words of a condition. Throws on words it does not know, so that no row is passed over. */
function caseOf(row: Row): Case {
  const text = row.condition ?? '';
  const tcb = row.state === 'CLOSED' ? null : tcbIn(row.state);
  const at = next(tcb);
  const una = tcb?.snd.una ?? START;
  const seg: Case['seg'] = { seq: at, ack: una };
  if (row.event.startsWith('data')) seg.len = 40;
  const setting: Setting = {};
  if (row.event === 'RST' && row.state !== 'SYN-SENT') delete seg.ack;
  if (!row.event.includes('ACK')) delete seg.ack;
  const rules: [RegExp, () => void][] = [
    [/outside the receive window/, () => (seg.seq = at + 100_000)],
    [/security\/compartment mismatch/, () => (seg.foreign = true)],
    [/inside the window but SEG.SEQ != RCV.NXT/, () => (seg.seq = at + 10)],
    [/SEG.SEQ = RCV.NXT \(or anywhere|in sequence|SEG.SEQ = RCV.NXT, after/, () => (seg.seq = at)],
    [/^in window|MAY-2/, () => (seg.seq = at + 10)],
    [/gap/, () => (seg.seq = at + 10)],
    [/beyond the peer's FIN/, () => (seg.seq = at)],
    [/retransmitted FIN|retransmission of the remote FIN/, () => (seg.seq = at - 1)],
    [/SEG.ACK =< ISS or SEG.ACK > SND.NXT/, () => (seg.ack = ISS)],
    [/ACK on and acceptable|acceptable ACK but|our SYN is acknowledged/, () => (seg.ack = START)],
    [/^no ACK/, () => delete seg.ack],
    [/SND.UNA < SEG.ACK =< SND.NXT/, () => acknowledgeNew(row, setting, seg)],
    [/SEG.ACK outside/, () => (seg.ack = una - 100_000)],
    [/SEG.ACK not acceptable/, () => (seg.ack = una)],
    [/^SEG.ACK > SND.NXT/, () => (seg.ack = (tcb?.snd.nxt ?? START) + 1)],
    [/duplicate|does not acknowledge our FIN|not yet acknowledged|queue empty/, () => (seg.ack = una)],
    [/acknowledges our FIN|our FIN acknowledged/, () => (seg.ack = tcb?.snd.nxt ?? START)],
    [/opened passively|MAY-2/, () => (setting.passive = true)],
    [/opened actively/, () => (setting.passive = false)],
    [/the application has fully closed/, () => (setting.orphan = true)],
    [/SENDs issued or data pending/, () => (setting.queued = 20)],
    [/data still to be segmentized/, () => Object.assign(setting, { queued: 20, sendWindow: 0 })],
    [/undelivered text on hand|enough data queued/, () => (setting.unread = text.startsWith('not') ? 0 : 20)],
    [/data or FIN on|data on the/, () => (setting.unacknowledged = 40)],
  ];
  const known =
    /^$|^any|ACK bit|security ok|^no RST|remote socket|no SENDs|all preceding|no text on hand|SYN(,ACK)? unacknowledged/;
  let understood = known.test(text);
  for (const [words, apply] of rules) {
    if (!words.test(text)) continue;
    understood = true;
    apply();
  }
  if (!understood) throw new Error(`no case for the condition "${text}"`);
  return { setting, seg };
}

function acknowledgeNew(row: Row, setting: Setting, seg: Case['seg']): void {
  if (row.state === 'SYN-RECEIVED' || row.state === 'SYN-SENT') {
    seg.ack = START;
    return;
  }
  setting.unacknowledged = 40;
  seg.ack = START + (UNACKNOWLEDGED.includes(row.state) ? 40 : 0);
}

function perform(row: Row, tcb: Tcb | null, seg: Segment | null): StepResult {
  const remote = !(row.condition ?? '').includes('unspecified');
  switch (row.event) {
    case 'passive OPEN':
    case 'active OPEN':
      return call(
        tcb,
        {
          call: 'open',
          passive: row.event === 'passive OPEN',
          remote,
          iss: point(ISS),
          mss: 1460,
          options: DEFAULT_OPTIONS,
          server: false,
        },
        NOW,
        AT_ONCE,
      );
    case 'SEND':
      return call(tcb, { call: 'send', n: 40, more: false, remote }, NOW, AT_ONCE);
    case 'RECEIVE':
      return call(tcb, { call: 'receive', n: 20 }, NOW, AT_ONCE);
    case 'CLOSE':
      return call(tcb, { call: 'shutdown' }, NOW, AT_ONCE);
    case 'ABORT':
      return call(tcb, { call: 'abort' }, NOW, AT_ONCE);
    case 'user timeout':
      return timeout(tcb, 'user', NOW, AT_ONCE);
    case 'retransmission timeout':
      return timeout(tcb, 'retransmission', NOW, AT_ONCE);
    case 'time-wait timeout':
      return timeout(tcb, 'time-wait', NOW, AT_ONCE);
    default:
      if (seg === null) throw new Error(`no segment for ${row.event}`);
      return segmentArrives(tcb, seg, NOW, AT_ONCE);
  }
}

const spell = (s: Segment): string =>
  `<SEQ=${s.seq}>${s.ack === null ? '' : `<ACK=${s.ack}>`}<CTL=${flagsOf(s.ctl)
    .filter((f) => f !== 'PSH')
    .join(',')}>${s.len > 0 ? '<DATA>' : ''}`;

/** A row's `send` with the numbers of this case filled in. */
function expectedSend(row: Row, before: Tcb | null, result: StepResult, seg: Segment | null): string[] {
  const after = result.tcb;
  if (row.send === null) return [];
  const first = before?.sent[0];
  if (row.send.startsWith('first unacknowledged') && first !== undefined && before !== null) {
    const ctl = flagsOf(first.ctl).filter((f) => f !== 'PSH');
    return [
      `<SEQ=${first.seq}><ACK=${before.rcv.nxt}><CTL=${ctl.join(',')}>${first.len > 0 ? '<DATA>' : ''}`,
    ];
  }
  if (row.send.startsWith('RST')) {
    if (row.condition?.startsWith('the application') === true) return [`<SEQ=${before?.snd.nxt}><CTL=RST>`];
    const ack = seg?.ack ?? null;
    return [ack === null ? `<SEQ=0><ACK=${seg && segEnd(seg)}><CTL=RST,ACK>` : `<SEQ=${ack}><CTL=RST>`];
  }
  const sndNxt = seg === null || after === null ? before?.snd.nxt : after.snd.nxt;
  const iss = row.condition?.startsWith('MAY-2') === true ? after?.iss : ISS;
  return [
    row.send
      .replace('SEG.SEQ+SEG.LEN', String(seg && segEnd(seg)))
      .replace('SEG.ACK', String(seg?.ack))
      .replace('=ISS', `=${iss}`)
      .replace('SND.NXT', String(sndNxt))
      .replace('RCV.NXT', String((after ?? before)?.rcv.nxt))
      .replace(/CTL=([^>]+)/, (_, ctl: string) => `CTL=${ctl}`),
  ];
}

/** What the user must hear, as the words of an event. */
function expectedSignal(row: Row): RegExp | null {
  const signal = row.signal;
  if (signal === null || signal.startsWith('ok (')) return null;
  const error = /^error: ([^(]+)/.exec(signal);
  if (row.event === 'RST' && signal.includes('reset') && row.state === 'SYN-SENT') return /ECONNREFUSED/;
  if (error?.[1] !== undefined) return new RegExp(error[1].trim());
  if (signal.startsWith('connection refused')) return /ECONNREFUSED/;
  if (signal.startsWith('connection reset')) return /ECONNRESET|connection reset/;
  if (signal === 'data delivered') return /recv/;
  if (signal === 'connection closing') return /eof/;
  if (signal === 'ok') return /closed/;
  throw new Error(`no event for the signal "${signal}"`);
}

const title = (row: Row, i: number): string =>
  `${i + 1}. ${row.state}, ${row.event}${row.condition === null ? '' : ` (${row.condition})`}: ${row.next_state}`;

describe('section 3.10', () => {
  test('has 342 rows', () => {
    expect(table.transitions).toHaveLength(342);
  });

  test.each(table.transitions.map((row, i): [string, Row] => [title(row, i), row]))('%s', (_, row) => {
    const { setting, seg: fields } = caseOf(row);
    const tcb = row.state === 'CLOSED' ? null : tcbIn(row.state, setting);
    const ctl = CTL[row.event];
    const withAck = fields.ack === undefined ? 0 : ACK;
    const seg = ctl === undefined ? null : segment({ ...fields, ctl: ctl | withAck });
    const result = perform(row, tcb, seg);
    expect(result.tcb?.state ?? 'CLOSED').toBe(row.next_state);
    if (row.step === 8 && row.condition === 'any') return;
    expect(result.sent.map(spell)).toEqual(expectedSend(row, tcb, result, seg));
    const heard = result.signals.map((s) => Object.values(s).join(' ')).join('; ');
    const signal = expectedSignal(row);
    if (signal !== null) expect(heard).toMatch(signal);
    else expect(heard).not.toMatch(/error|connection/);
    expect(result.because.length).toBeGreaterThan(0);
  });
});

/** Figure 5 in words, to a row of section 3.10 that says the same. */
describe('figure 5', () => {
  const openers = new Set<State>(['CLOSED']);
  test.each(table.figure5)('%s, %s', (from, event, _, to) => {
    const wanted = event.replace('rcv ', '').replace(/ \(note.*| of (SYN|FIN)|, our FIN.*/, '');
    const name =
      { SYN: 'SYN', 'SYN,ACK': 'SYN+ACK', FIN: 'FIN+ACK', 'timeout = 2 MSL': 'time-wait timeout' }[wanted] ??
      wanted;
    const rows = table.transitions.filter((r) => r.state === from && r.next_state === to && r.event === name);
    expect(rows.length).toBeGreaterThan(0);
    expect(openers.has(from) || tcbIn(from as OpenState).state === from).toBe(true);
  });
});
