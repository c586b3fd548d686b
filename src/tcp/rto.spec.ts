import { describe, expect, test } from '@jest/globals';
import { call, OPEN, simulated } from '../../test/support/simulated.js';
import { tcbIn } from '../../test/support/tcb-in.js';
import { backOff, measured, timeOfRetries } from './rto.js';
import { PROFILES } from './profiles.js';

const { rfc9293, linux } = PROFILES;

describe('RFC 6298', () => {
  test('the first measurement R sets SRTT to R and RTTVAR to R/2', () => {
    const tcb = tcbIn('ESTABLISHED');
    measured(tcb, 800, rfc9293);
    expect(tcb.rtt).toMatchObject({ srtt: 800, rttvar: 400, rto: 2400 });
  });

  test('later ones are averaged: 1/8 into SRTT, 1/4 of the deviation into RTTVAR', () => {
    const tcb = tcbIn('ESTABLISHED');
    measured(tcb, 800, rfc9293);
    measured(tcb, 1600, rfc9293);
    expect(tcb.rtt).toMatchObject({ srtt: 900, rttvar: 500, rto: 2900 });
  });

  test('a round trip of 0 ms is a measurement, too', () => {
    const { segments } = simulated({
      link: { delay_ms: 0 },
      script: [...OPEN, call(100, 'client', 'send', { n: 100 })],
      drops: [{ from: 'client', match: 'DATA' }],
    });
    expect(segments.filter((s) => s.len > 0).map((s) => s.t_ms)).toEqual([100, 1100]);
  });

  test('the RTO stays within 1 s and 60 s', () => {
    const tcb = tcbIn('ESTABLISHED');
    measured(tcb, 10, rfc9293);
    expect(tcb.rtt.rto).toBe(1000);
    for (let i = 0; i < 10; i += 1) backOff(tcb.rtt, rfc9293);
    expect(tcb.rtt.rto).toBe(60_000);
  });
});

describe('the estimator of Linux', () => {
  test('keeps 200 ms under the variance, not under the sum', () => {
    const tcb = tcbIn('ESTABLISHED', { rules: linux });
    measured(tcb, 20, linux);
    expect(tcb.rtt.rto).toBe(220);
    measured(tcb, 20, linux);
    expect(tcb.rtt.rto).toBe(220);
  });

  test('begins with twice the round trip as deviation', () => {
    const tcb = tcbIn('ESTABLISHED', { rules: linux });
    measured(tcb, 300, linux);
    expect(tcb.rtt.rto).toBe(900);
  });

  test('gives up after the time that so many doublings from 200 ms take', () => {
    expect(timeOfRetries(3, 200, 120_000)).toBe(3000);
    expect(timeOfRetries(8, 200, 120_000)).toBe(102_200);
    expect(timeOfRetries(15, 200, 120_000)).toBe(924_600);
  });
});
