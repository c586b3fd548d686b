import { describe, expect, it } from '@jest/globals';
import { kindReports } from './kind-report.js';

const options = { params: '{}', variants: '20' };

describe('lastack kind-report', () => {
  it('reports each difficulty, or the one that is named', () => {
    const all = kindReports('keepalive', options);
    expect(all.map(({ params }) => params['difficulty'])).toEqual(['intro', 'standard', 'hard']);
    const [hard] = kindReports('keepalive', { ...options, difficulty: 'hard' });
    expect(hard).toMatchObject({ kind: 'keepalive', variants: 20, params: { difficulty: 'hard' } });
  });

  it('refuses what it cannot do', () => {
    expect(() => kindReports('no-kind', options)).toThrow(/there are: handshake-numbers/);
    expect(() => kindReports('keepalive', { ...options, variants: 'many' })).toThrow(/1 to 100000/);
    expect(() => kindReports('keepalive', { ...options, difficulty: 'cruel' })).toThrow(/difficulty/);
  });
});
