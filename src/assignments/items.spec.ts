import { describe, expect, it } from '@jest/globals';
import { checkItems } from './items.js';

const item = (difficulty: string, points: number) => ({
  kind: 'handshake-numbers',
  params: { difficulty },
  points,
  tries: 3,
});

describe('an item', () => {
  it('is refused when it has fewer points than blanks, since one of them would be worth nothing', () => {
    const check = () => checkItems([item('intro', 3), item('hard', 9)]);
    expect(check).toThrow(/items\.1\.points: there are 10 parts, so at least 10 points are needed/);
  });

  it('is stored with the defaults of its kind filled in', () => {
    expect(checkItems([item('hard', 10)])).toMatchObject([
      {
        position: 1,
        ...item('hard', 10),
        params: { difficulty: 'hard', profile: 'textbook' },
        marking: { revision: 0, followThroughPercent: 50 },
      },
    ]);
  });

  it('asks about the TCP of its course, where it names none and its kind knows it', () => {
    expect(checkItems([item('hard', 10)], 'linux')[0]?.params).toMatchObject({ profile: 'linux' });
    const states = { ...item('intro', 10), kind: 'next-state' };
    expect(checkItems([states], 'linux')[0]?.params).not.toHaveProperty('profile');
  });
});
