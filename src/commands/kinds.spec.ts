import { expect, it } from '@jest/globals';
import { kinds } from '../questions/index.js';
import { kindsListed } from './kinds.js';

it('lastack kinds lists every kind with the schema of its params and its misconceptions', () => {
  const listed = kindsListed();
  expect(listed.map(({ name }) => name)).toEqual(kinds.map(({ name }) => name));
  for (const { name, params, misconceptions } of listed) {
    expect(params.properties['difficulty']).toMatchObject({ enum: ['intro', 'standard', 'hard'] });
    // A text is graded by what it says, not by which wrong rule it follows.
    expect(misconceptions.length > 0).toBe(name !== 'explain');
  }
});
