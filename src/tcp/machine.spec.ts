// Single steps of the machine: what one segment or call does to a TCB whose numbers are known.
import { describe, expect, test } from '@jest/globals';
import { AT_ONCE, IRS, ISS, NOW, segment, tcbIn, type Setting } from '../../test/support/tcb-in.js';
import {
  call,
  PROFILES,
  segmentArrives,
  timeout,
  type OpenState,
  type Rules,
  type StepResult,
  type Tcb,
} from './index.js';
import { ACK, FIN, flagsOf, PSH, RST, SYN, URG } from './segment.js';
import { point } from './seq.js';

const NXT = IRS + 1;
const spell = (result: StepResult): string[] =>
  result.sent.map(
    (s) =>
      `${flagsOf(s.ctl)
        .filter((f) => f !== 'PSH')
        .join('+')} ${s.seq} ${s.ack}${s.len > 0 ? ` len ${s.len}` : ''}`,
  );
const arrives = (
  state: OpenState,
  fields: Parameters<typeof segment>[0],
  setting: Setting = {},
  change: Partial<Tcb> = {},
): StepResult =>
  segmentArrives({ ...tcbIn(state, setting), ...change }, segment(fields), NOW, setting.rules ?? AT_ONCE);

describe('a step', () => {
  test('leaves the TCB it was given as it was', () => {
    const tcb = tcbIn('ESTABLISHED', { unacknowledged: 100 });
    const before = JSON.stringify(tcb);
    segmentArrives(tcb, segment({ ctl: ACK | FIN, ack: ISS + 101, len: 40 }), NOW, AT_ONCE);
    call(tcb, { call: 'send', n: 4000, more: false }, NOW, AT_ONCE);
    timeout(tcb, 'retransmission', NOW, AT_ONCE);
    expect(JSON.stringify(tcb)).toBe(before);
  });
});

describe('LISTEN', () => {
  test('ignores a reset even when it carries an ACK', () => {
    const result = arrives('LISTEN', { ctl: RST | ACK, ack: 77 });
    expect(spell(result)).toEqual([]);
    expect(result.because).toEqual(['9293:3.10.7.2-first']);
  });
});

describe('text', () => {
  test('that was partly received before counts only where it is new', () => {
    const result = arrives('ESTABLISHED', { seq: NXT - 10, ack: ISS + 1, ctl: ACK | PSH, len: 30 });
    expect(result.tcb?.rcv.nxt).toBe(NXT + 20);
    expect(result.signals).toEqual([{ event: 'recv', n: 20 }]);
  });

  test('that reaches over the right edge is cut there, and its FIN is not taken', () => {
    const result = arrives(
      'ESTABLISHED',
      { ack: ISS + 1, ctl: ACK | FIN, len: 30 },
      { window: 20, autoRead: false },
    );
    expect(result.tcb).toMatchObject({ state: 'ESTABLISHED', unread: 20 });
    expect(result.tcb?.rcv.nxt).toBe(NXT + 20);
    expect(spell(result)).toEqual([`ACK ${ISS + 1} ${NXT + 20}`]);
  });

  test('that fills the window leaves no room for the FIN behind it', () => {
    const setting = { unread: 65_495, window: 40, autoRead: false };
    const result = arrives('ESTABLISHED', { ack: ISS + 1, ctl: ACK | FIN, len: 40 }, setting);
    expect(result.tcb).toMatchObject({ state: 'ESTABLISHED', rcv: { nxt: NXT + 40, wnd: 0 } });
    expect(spell(result)).toEqual([`ACK ${ISS + 1} ${NXT + 40}`]);
  });

  test('beyond a gap is kept, acknowledged at once by the old number, and delivered when the gap is filled', () => {
    const rules = PROFILES.rfc9293;
    const first = arrives('ESTABLISHED', { seq: NXT + 40, ack: ISS + 1, ctl: ACK, len: 60 }, { rules });
    expect(spell(first)).toEqual([`ACK ${ISS + 1} ${NXT}`]);
    expect(first.signals).toEqual([]);
    if (first.tcb === null) throw new Error('the connection is gone');
    const second = segmentArrives(first.tcb, segment({ ack: ISS + 1, ctl: ACK, len: 40 }), NOW, rules);
    expect(spell(second)).toEqual([`ACK ${ISS + 1} ${NXT + 100}`]);
    expect(second.signals).toEqual([
      { event: 'recv', n: 40 },
      { event: 'recv', n: 60 },
    ]);
    expect(second.tcb?.early).toEqual([]);
  });

  test('a FIN beyond a gap waits for the gap to be filled', () => {
    const first = arrives('ESTABLISHED', { seq: NXT + 40, ack: ISS + 1, ctl: ACK | FIN });
    expect(first.tcb?.state).toBe('ESTABLISHED');
    if (first.tcb === null) throw new Error('the connection is gone');
    const second = segmentArrives(first.tcb, segment({ ack: ISS + 1, ctl: ACK, len: 40 }), NOW, AT_ONCE);
    expect(second.tcb?.state).toBe('CLOSE-WAIT');
    expect(second.tcb?.rcv.nxt).toBe(NXT + 41);
  });

  test('the urgent bit is carried and cited, not processed', () => {
    const result = arrives('ESTABLISHED', { ack: ISS + 1, ctl: ACK | URG, len: 10 });
    expect(result.because).toContain('9293:3.10.7.4-sixth');
    expect(result.signals).toEqual([{ event: 'recv', n: 10 }]);
  });
});

describe('an ACK', () => {
  test('of what was never sent is answered in every profile', () => {
    for (const rules of [AT_ONCE, PROFILES.textbook, PROFILES.linux]) {
      const result = arrives('ESTABLISHED', { ack: ISS + 50, ctl: ACK, len: 20 }, { rules });
      expect(spell(result)).toEqual([`ACK ${ISS + 1} ${NXT}`]);
      expect(result.tcb?.rcv.nxt).toBe(NXT);
    }
  });

  test('of part of a segment leaves the rest of it on the queue', () => {
    const result = arrives('ESTABLISHED', { ack: ISS + 41, ctl: ACK }, { unacknowledged: 100 });
    expect(result.tcb?.sent).toMatchObject([{ seq: ISS + 41, len: 60 }]);
    expect(result.tcb?.deadlines.retransmission).toBeGreaterThan(NOW);
  });

  test('of something new ends the count of repetitions', () => {
    const tcb = { ...tcbIn('ESTABLISHED', { unacknowledged: 100 }), retries: 5 };
    expect(segmentArrives(tcb, segment({ ack: ISS + 101, ctl: ACK }), NOW, AT_ONCE).tcb?.retries).toBe(0);
    expect(segmentArrives(tcb, segment({ ack: ISS + 1, ctl: ACK }), NOW, AT_ONCE).tcb?.retries).toBe(5);
  });

  test('of everything stops the retransmission timer', () => {
    const result = arrives('ESTABLISHED', { ack: ISS + 101, ctl: ACK }, { unacknowledged: 100 });
    expect(result.tcb?.sent).toEqual([]);
    expect(result.tcb?.deadlines.retransmission).toBe(Infinity);
  });

  test('of a repeated segment gives no measurement (Karn)', () => {
    const tcb = tcbIn('ESTABLISHED', { unacknowledged: 100 });
    const sent = tcb.sent.map((entry) => ({ ...entry, times: 2 }));
    const ack = segment({ ack: ISS + 101, ctl: ACK });
    expect(segmentArrives({ ...tcb, sent }, ack, NOW, AT_ONCE).tcb?.rtt.srtt).toBeNull();
    expect(segmentArrives(tcb, ack, NOW, AT_ONCE).tcb?.rtt.srtt).toBe(100);
  });

  test('that is older than the last window update does not change the window', () => {
    const tcb = tcbIn('ESTABLISHED');
    const snd = { ...tcb.snd, wnd: 500, wl1: point(NXT + 10), wl2: point(ISS + 1) };
    const result = segmentArrives({ ...tcb, snd }, segment({ ack: ISS + 1, ctl: ACK }), NOW, AT_ONCE);
    expect(result.tcb?.snd.wnd).toBe(500);
    const newer = segmentArrives(
      { ...tcb, snd: { ...snd, wl1: point(NXT) } },
      segment({ ack: ISS + 1, ctl: ACK }),
      NOW,
      AT_ONCE,
    );
    expect(newer.tcb?.snd.wnd).toBe(65_535);
  });

  test('that opens the window lets queued text out', () => {
    const tcb = tcbIn('ESTABLISHED', { queued: 300, sendWindow: 0 });
    const result = segmentArrives(tcb, segment({ ack: ISS + 1, ctl: ACK }), NOW, AT_ONCE);
    expect(spell(result)).toEqual([`ACK ${ISS + 1} ${NXT} len 300`]);
  });
});

describe('CLOSE', () => {
  test('in SYN-RECEIVED with text queued is carried out when the handshake is complete', () => {
    const tcb = tcbIn('SYN-RECEIVED', { queued: 30 });
    const closed = call(tcb, { call: 'shutdown' }, NOW, AT_ONCE);
    expect(closed.tcb?.state).toBe('SYN-RECEIVED');
    if (closed.tcb === null) throw new Error('the connection is gone');
    const result = segmentArrives(closed.tcb, segment({ ack: ISS + 1, ctl: ACK }), NOW, AT_ONCE);
    expect(result.tcb?.state).toBe('FIN-WAIT-1');
    expect(spell(result)).toEqual([`FIN+ACK ${ISS + 1} ${NXT} len 30`]);
  });

  test('puts the FIN behind the text, on the last segment or on its own', () => {
    const close = (rules = AT_ONCE): string[] =>
      spell(
        call({ ...tcbIn('ESTABLISHED', { queued: 1500 }), more: true }, { call: 'shutdown' }, NOW, rules),
      );
    expect(close()).toEqual([`ACK ${ISS + 1} ${NXT} len 1460`, `FIN+ACK ${ISS + 1461} ${NXT} len 40`]);
    expect(close(PROFILES.textbook)).toEqual([
      `ACK ${ISS + 1} ${NXT} len 1460`,
      `ACK ${ISS + 1461} ${NXT} len 40`,
      `FIN+ACK ${ISS + 1501} ${NXT}`,
    ]);
  });
});

describe('CLOSE, once called,', () => {
  test('ends sending also where it waits in SYN-RECEIVED', () => {
    const closed = call(tcbIn('SYN-RECEIVED', { queued: 20 }), { call: 'shutdown' }, NOW, AT_ONCE);
    const result = call(closed.tcb, { call: 'send', n: 5, more: false }, NOW, AT_ONCE);
    expect(result.signals).toEqual([{ event: 'error', error: 'connection closing' }]);
    expect(result.tcb?.queued).toBe(20);
  });

  test('drops in the textbook what nobody will read, and keeps the window open', () => {
    const setting = { rules: PROFILES.textbook, unread: 535, window: 65_000, autoRead: false };
    const closed = call(tcbIn('FIN-WAIT-2', setting), { call: 'close' }, NOW, PROFILES.textbook);
    expect(closed.tcb).toMatchObject({ unread: 0, rcv: { wnd: 65_535 } });
    const text = segment({ ack: ISS + 2, ctl: ACK, len: 1000 });
    const result = segmentArrives(closed.tcb, text, NOW, PROFILES.textbook);
    expect(result.sent[0]).toMatchObject({ ack: NXT + 1000, wnd: 65_535 });
    expect(result.signals).toEqual([]);
  });

  test('resets for unread text as long as the peer is there, not in TIME-WAIT', () => {
    const sent = (state: OpenState, rules: Rules): string[] =>
      spell(call(tcbIn(state, { unread: 20, autoRead: false }), { call: 'close' }, NOW, rules));
    for (const rules of [PROFILES.rfc9293, PROFILES.linux]) {
      expect(sent('CLOSE-WAIT', rules)).toEqual([expect.stringMatching(/^RST/)]);
      expect(sent('TIME-WAIT', rules)).toEqual([]);
    }
  });
});

describe('RECEIVE', () => {
  test('hands over no more than was asked for', () => {
    const tcb = tcbIn('ESTABLISHED', { unread: 50, autoRead: false });
    const result = call(tcb, { call: 'receive', n: 20 }, NOW, AT_ONCE);
    expect(result.signals).toEqual([{ event: 'recv', n: 20 }]);
    expect(result.tcb?.unread).toBe(30);
  });

  test('that opens a closed window tells the peer', () => {
    const tcb = tcbIn('ESTABLISHED', { unread: 65_535, autoRead: false, window: 0 });
    const result = call(tcb, { call: 'receive', n: null }, NOW, AT_ONCE);
    expect(result.sent[0]).toMatchObject({ ctl: ACK, wnd: 65_535 });
  });
});

describe('SYN-SENT', () => {
  test('refuses an ACK of its ISS and one beyond SND.NXT', () => {
    for (const ack of [ISS, ISS + 2]) {
      expect(spell(arrives('SYN-SENT', { ack, ctl: SYN | ACK }))).toEqual([`RST ${ack} null`]);
    }
  });

  test('resets what is of another security compartment, after the reset and before the SYN', () => {
    const foreign = (ctl: number, ack: number | null): StepResult =>
      arrives('SYN-SENT', { ctl, ack, seq: IRS, foreign: true });
    const answered = foreign(SYN | ACK, ISS + 1);
    expect(spell(answered)).toEqual([`RST ${ISS + 1} null`]);
    expect(answered.tcb?.state).toBe('SYN-SENT');
    expect(answered.because).toEqual(['9293:3.10.7.3-third']);
    expect(spell(foreign(SYN, null))).toEqual([`RST+ACK 0 ${IRS + 1}`]);
    expect(foreign(RST | ACK, ISS + 1).tcb).toBeNull();
  });

  test('takes the MSS of the peer, 536 when it names none, and never more than its own', () => {
    const mss = (value: number | null): number | undefined =>
      segmentArrives(
        tcbIn('SYN-SENT'),
        { ...segment({ ack: ISS + 1, ctl: SYN | ACK }), mss: value },
        NOW,
        AT_ONCE,
      ).tcb?.mss;
    expect([mss(1000), mss(null), mss(9000)]).toEqual([1000, 536, 1460]);
  });
});

describe('TIME-WAIT', () => {
  test('begins anew with a repeated FIN, and not with a repeated SYN', () => {
    for (const rules of [PROFILES.rfc9293, PROFILES.linux]) {
      const left = (ctl: number, ack: number | null): number | undefined =>
        segmentArrives(tcbIn('TIME-WAIT', { rules }), segment({ seq: NXT, ack, ctl }), NOW, rules).tcb
          ?.deadlines.timeWait;
      expect(left(FIN | ACK, ISS + 2)).toBe(rules.fireAt(NOW, 2 * rules.msl_ms));
      expect(left(SYN, null)).toBe(NOW + 60_000);
    }
  });
});

test('TIME-WAIT goes on when a FIN from elsewhere in the sequence space is refused', () => {
  const result = arrives('TIME-WAIT', { seq: NXT + 1_000_000, ack: ISS + 2, ctl: FIN | ACK });
  expect(spell(result)).toEqual([`ACK ${ISS + 2} ${NXT + 1}`]);
  expect(result.tcb?.deadlines.timeWait).toBe(NOW + 60_000);
});

describe('a timer', () => {
  test('that has nothing to do does nothing', () => {
    for (const timer of [
      'retransmission',
      'delayed-ack',
      'time-wait',
      'keepalive',
      'fin-wait-2',
      'zero-window-probe',
    ] as const) {
      const result = timeout(tcbIn('ESTABLISHED'), timer, NOW, AT_ONCE);
      expect(result.tcb?.state).toBe('ESTABLISHED');
      expect(result.sent).toEqual([]);
    }
  });
});
