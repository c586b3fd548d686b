import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { ladderSvg, readScenarioText, simulate, type Trace } from '../src/tcp/index.js';

const docs = new URL('../docs/', import.meta.url);
const names = readdirSync(new URL('examples', docs)).map((file) => file.replace(/\.tcp$/, ''));

function simulated(name: string): Trace {
  const read = readScenarioText(readFileSync(new URL(`examples/${name}.tcp`, docs), 'utf8'));
  if (!read.ok) throw new Error(read.error);
  return simulate(read.scenario, { profile: 'textbook' });
}

describe('the pictures of the documentation', () => {
  it.each(names)('%s is what `npm run pictures` draws', (name) => {
    const drawn = readFileSync(new URL(`images/ladder-${name}.svg`, docs), 'utf8');
    expect(drawn).toBe(`${ladderSvg(simulated(name), { id: name })}\n`);
  });

  it('show calls and timers in the language of the reader', () => {
    const chinese = ladderSvg(simulated('last-ack-lost'), { locale: 'zh' });
    expect(chinese).toContain('>重传定时器<');
    expect(chinese).toContain('>241.2 s<');
  });
});
