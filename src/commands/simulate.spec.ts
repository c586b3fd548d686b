import { describe, expect, it } from '@jest/globals';
import { OPEN, simulated } from '../../test/support/simulated.js';
import { OperatorError } from '../config.js';
import { parseJson } from './input.js';
import { printed, refuseIdle, simulateCommand } from './simulate.js';

const trace = simulated({ script: OPEN });
const style = { numbers: 'relative', locale: 'en', at: 'client' } as const;

describe('lastack simulate', () => {
  it('prints relative or absolute numbers', () => {
    expect(printed(trace, 'ladder', style)).toContain('seq=0');
    expect(printed(trace, 'ladder', { ...style, numbers: 'absolute' })).toContain('seq=1000');
  });

  it('prints its own words in Chinese', () => {
    expect(printed(trace, 'ladder', { ...style, locale: 'zh' })).toContain('客户端');
  });

  it('refuses an option that would change nothing', () => {
    expect(() => refuseIdle('json', { numbers: 'absolute' })).toThrow(
      '--numbers is for --format text, ladder, svg, not for json',
    );
    expect(() => refuseIdle('svg', { at: 'server' })).toThrow('--at is for --format pcapng, not for svg');
    expect(() => refuseIdle('svg', { numbers: 'absolute', lang: 'zh' })).not.toThrow();
  });

  it('says of a file that it cannot read which and why, also when it is read line by line', async () => {
    const options = { profile: 'linux', rules: '', format: 'json' };
    for (const jsonl of [false, true]) {
      const told = simulateCommand('/there/is/no/such.file', { ...options, jsonl });
      await expect(told).rejects.toThrow(/^cannot read \/there\/is\/no\/such.file: ENOENT/);
      await expect(told).rejects.toBeInstanceOf(OperatorError);
    }
  });

  it('gives the terminal no orders when it quotes what is not JSON', () => {
    expect(() => parseJson('\u001b[2Jx', 'the scenario')).toThrow(/^the scenario is not JSON: \P{Cc}*$/u);
  });

  it('captures at either host', () => {
    expect(printed(trace, 'pcapng', { ...style, at: 'server' })).not.toEqual(printed(trace, 'pcapng', style));
  });
});
