import { describe, expect, it } from '@jest/globals';
import { recordedTrace } from '../../../test/support/recorded-trace.js';
import { simulated } from '../../../test/support/simulated.js';
import { parseScenarioText } from '../scenario-text/index.js';
import { traceText } from './notation.js';

const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('a trace in the notation of scenarios', () => {
  it('has a line per segment, with states and remarks as comments', () => {
    const text = lines(traceText(recordedTrace('linux', 'loss_last_ack')));
    expect(text[0]).toBe('// loss_last_ack, linux, isn client 1598733311 server 2845748125');
    expect(text[1]).toBe('// client CLOSED, server LISTEN');
    expect(text[2]).toBe(
      '10.7     client > server S 0(0) win 64240 mss 1460         // SYN-SENT -> SYN-RECEIVED',
    );
    expect(text[8]).toBe(
      '262.4    client > server . 2(0) ack 2 win 64239            // TIME-WAIT -> -; lost',
    );
    expect(text[9]).toMatch(
      /server > client F\. 1\(0\) ack 2 win 64239 +\/\/ LAST-ACK -> TIME-WAIT; retransmission$/,
    );
  });

  it('begins with the states of both ends, also when both open actively at once', () => {
    const connect = (host: string) => ({ t_ms: 0, host, call: 'connect' });
    const text = lines(
      traceText(simulated({ script: [connect('client'), connect('server')], until_ms: 50 })),
    );
    expect(text.filter((line) => line.startsWith('// ')).slice(1)).toEqual([
      '// client CLOSED, server CLOSED',
    ]);
    expect(text[2]).toMatch(/^0 +client > server S 0/);
  });

  it('writes absolute numbers when asked', () => {
    const text = traceText(recordedTrace('rfc', 'fig07_simultaneous_open'), { numbers: 'absolute' });
    expect(text).toContain('server > client S. 300(0) ack 101');
  });

  it('keeps the change of state that a timer brings', () => {
    expect(lines(traceText(recordedTrace('linux', 'timewait_expiry'))).at(-1)).toBe(
      '// 61119.8 client CLOSED',
    );
  });

  it('spells a segment so that a scenario can inject it', () => {
    const text = traceText(recordedTrace('linux', 'loss_data_first_of_3'), { numbers: 'absolute' });
    const injected = lines(text)
      .filter((line) => /^\d/.test(line))
      .map((line) => line.replace(/(client|server) >/, 'wire >'));
    expect(injected).toHaveLength(10);
    const result = parseScenarioText(injected.join('\n'));
    expect('scenario' in result && result.scenario.script.map(({ args }) => args.seq)).toContain(1637047677);
  });
});
