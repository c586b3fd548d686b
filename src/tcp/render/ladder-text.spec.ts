import { describe, expect, it } from '@jest/globals';
import { recordedTrace } from '../../../test/support/recorded-trace.js';
import { duration } from './labels.js';
import { ladderText } from './ladder-text.js';
import type { CellId } from './blanks.js';

const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('a ladder as text', () => {
  it('has one line per segment, with both states and what was lost and sent again', () => {
    expect(lines(ladderText(recordedTrace('linux', 'loss_last_ack')))).toEqual([
      '              client                                          server',
      '              CLOSED                                          LISTEN',
      '  0     10.7  SYN-SENT     --- SYN seq=0 -------------------> SYN-RECEIVED',
      '  1     21.6  ESTABLISHED  <--------- SYN+ACK seq=0 ack=1 --- SYN-RECEIVED',
      '  2     32.3  ESTABLISHED  --- ACK seq=1 ack=1 -------------> ESTABLISHED',
      '  3    101.5  FIN-WAIT-1   --- FIN+ACK seq=1 ack=1 ---------> CLOSE-WAIT',
      '  4    112.6  FIN-WAIT-2   <------------- ACK seq=1 ack=2 --- CLOSE-WAIT',
      '                               . . . 128.5 ms later . . .',
      '  5    251.3  TIME-WAIT    <--------- FIN+ACK seq=1 ack=2 --- LAST-ACK',
      '  6    262.4  TIME-WAIT    --- ACK seq=2 ack=2 -------X                     [lost]',
      '                               . . . 214.4 ms later . . .',
      '  7    476.8  TIME-WAIT    <--------- FIN+ACK seq=1 ack=2 --- LAST-ACK      [retransmission]',
      '  8    487.6  TIME-WAIT    --- ACK seq=2 ack=2 -------------> LISTEN',
    ]);
  });

  it('draws crossing segments as departures and arrivals, as figure 7 of the RFC does', () => {
    expect(
      lines(ladderText(recordedTrace('rfc', 'fig07_simultaneous_open'), { numbers: 'absolute' })),
    ).toEqual([
      '              client                                          server',
      '              CLOSED                                          CLOSED',
      '  0       20  SYN-SENT     --- SYN seq=100 -------------- ...',
      '  1       30               ... -------------- SYN seq=300 --- SYN-SENT',
      '          30  SYN-RECEIVED <----------------- SYN seq=300 ...',
      '          40               ... SYN seq=100 -----------------> SYN-RECEIVED',
      '  2       50  SYN-RECEIVED --- SYN+ACK seq=100 ack=301 -- ...',
      '  3       60               ... -- SYN+ACK seq=300 ack=101 --- SYN-RECEIVED',
      '          60  ESTABLISHED  <----- SYN+ACK seq=300 ack=101 ...',
      '          70               ... SYN+ACK seq=100 ack=301 -----> ESTABLISHED',
    ]);
  });

  it('shows the change of state that a timer brings, after the time it took', () => {
    expect(lines(ladderText(recordedTrace('linux', 'timewait_expiry'))).slice(-2)).toEqual([
      '                               . . . 60.91 s later . . .',
      '     61119.8  CLOSED',
    ]);
  });

  it.each([
    [10.74, '10.7 ms'],
    [74_990, '74.99 s'],
    [179_990, '179.99 s'],
    [240_000, '4 min'],
    [7_275_500, '2 h 1 min 15.5 s'],
  ])('writes a pause of %d ms as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('lets both hosts change state in one line when they do so at one moment', () => {
    const last = lines(ladderText(recordedTrace('rfc', 'fig13_simultaneous_close'))).at(-1);
    expect(last).toMatch(/^ +50 {2}CLOSED +CLOSED$/);
  });

  it('counts from the ISN of the incarnation, and below it for an old duplicate', () => {
    const text = ladderText(recordedTrace('linux', 'fig8_old_dup_syn'));
    expect(text).toContain('--- SYN seq=-10 ---');
    expect(text).toContain('SYN+ACK seq=0 ack=-9 ---');
    expect(text).toContain('[injected]');
    const reused = lines(ladderText(recordedTrace('linux', 'tw_syn_higher_isn')));
    expect(reused.filter((line) => line.includes('--- SYN seq=0 ---'))).toHaveLength(2);
  });

  it('names the segment that the network copied', () => {
    expect(ladderText(recordedTrace('linux', 'dup_synack_network'))).toContain('[duplicate of #1]');
  });

  it('puts the name of the cell in the place of what is hidden', () => {
    const blanks = new Map<CellId, string>([
      ['1.seq', 'A'],
      ['1.flags', 'B'],
      ['3.receiver_state', 'C'],
      ['4.t_ms', 'D'],
    ]);
    const text = ladderText(recordedTrace('linux', 'loss_last_ack'), { blanks, numbers: 'absolute' });
    expect(text).toContain('[B] seq=[A] ack=1598733312');
    expect(text).not.toContain('SYN+ACK');
    expect(text).not.toContain('seq=2845748125');
    // CLOSE-WAIT stays hidden for as long as it lasts, and no pause tells the hidden time.
    expect(text).not.toContain('CLOSE-WAIT');
    expect(lines(text).filter((line) => line.includes('[C]'))).toHaveLength(2);
    expect(text).not.toContain('112.6');
    expect(text).not.toContain('128.5');
  });

  it('writes its own words in Chinese and keeps the columns aligned', () => {
    const text = ladderText(recordedTrace('linux', 'loss_last_ack'), { locale: 'zh' });
    expect(text).toContain('[丢失]');
    expect(text).toContain('[重传]');
    expect(lines(text)[0]).toBe('              客户端                                          服务器');
  });

  it('lets no control character of a name reach the terminal', () => {
    const text = ladderText(recordedTrace('linux', 'hs_plain'), { names: { client: 'a\u001b[31mb\nc' } });
    expect(lines(text)[0]).toContain('a\uFFFD[31mb\uFFFDc');
  });
});
