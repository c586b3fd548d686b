import { describe, expect, test } from '@jest/globals';
import { IRS, segment, tcbIn } from '../../test/support/tcb-in.js';
import { acceptable } from './acceptable.js';
import { PROFILES } from './profiles.js';
import { ACK, FIN, PSH, RST } from './segment.js';

const NXT = IRS + 1;

describe('table 6 of section 3.4', () => {
  const strict = (window: number, seq: number, len: number, ctl = ACK): boolean =>
    acceptable(tcbIn('ESTABLISHED', { window }), segment({ seq, ack: 1001, len, ctl }), PROFILES.rfc9293);

  test('length 0, window 0: SEG.SEQ = RCV.NXT, and the ACKs of a peer whose probe is out', () => {
    expect([-1, 0, 1, 2].map((beyond) => strict(0, NXT + beyond, 0))).toEqual([false, true, true, false]);
    expect([0, 1].map((beyond) => strict(0, NXT + beyond, 0, RST))).toEqual([true, false]);
  });

  test('length 0, open window: RCV.NXT =< SEG.SEQ < RCV.NXT+RCV.WND', () => {
    const at = [NXT - 1, NXT, NXT + 99, NXT + 100];
    expect(at.map((seq) => strict(100, seq, 0))).toEqual([false, true, true, false]);
  });

  test('text, window 0: looked at when it stands at RCV.NXT, for the sake of its ACK', () => {
    expect(strict(0, NXT, 10, ACK | PSH)).toBe(true);
    expect(strict(0, NXT + 1, 10, ACK | PSH)).toBe(false);
    expect(strict(0, NXT, 10, RST)).toBe(true);
    expect(strict(0, NXT + 1, 10, RST)).toBe(false);
  });

  test('text, open window: its first or its last octet lies in it', () => {
    const cases: [number, number][] = [
      [NXT - 10, 10],
      [NXT - 10, 11],
      [NXT + 99, 50],
      [NXT + 100, 50],
      [NXT - 10, 5],
    ];
    expect(cases.map(([seq, len]) => strict(100, seq, len))).toEqual([false, true, true, false, false]);
  });

  test('a FIN occupies the octet after the text', () => {
    expect(strict(100, NXT - 1, 0, FIN | ACK)).toBe(false);
    expect(strict(100, NXT - 10, 10, FIN | ACK)).toBe(true);
  });
});

describe('the check of Linux', () => {
  const lax = (seq: number, len: number, setting: { unread?: number; ctl?: number } = {}): boolean =>
    acceptable(
      tcbIn('ESTABLISHED', { window: 100, unread: setting.unread ?? 0, rules: PROFILES.linux }),
      segment({ seq, ack: 1001, len, ctl: setting.ctl ?? ACK }),
      PROFILES.linux,
    );

  test('takes what ends at the left edge, and nothing that ends before it', () => {
    expect([lax(NXT - 10, 10), lax(NXT - 10, 9), lax(NXT - 1, 0)]).toEqual([true, false, false]);
  });

  test('takes text that reaches over the right edge only while nothing is unread', () => {
    expect([lax(NXT + 50, 100), lax(NXT + 50, 100, { unread: 5 })]).toEqual([true, false]);
    expect([lax(NXT + 100, 0), lax(NXT + 101, 0), lax(NXT + 101, 5)]).toEqual([true, false, false]);
  });

  test('lets a FIN alone reach over it', () => {
    expect(lax(NXT + 50, 50, { unread: 5, ctl: FIN | ACK })).toBe(true);
  });
});
