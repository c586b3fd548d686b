import { expect, it } from '@jest/globals';
import { deflateSync, inflateSync } from 'node:zlib';
import { expectedIn, expectedOf, packDrawn, unpackDrawn } from './drawn.js';

const QUESTION = {
  prompt: { blanks: [], facts: { story: 'two\nlines, 两行' } },
  expected: { cells: [{ id: '1.ack', value: 4_294_967_295 }] },
};

it('a drawn question comes out of its column as it went in', () => {
  const drawn = packDrawn(QUESTION);
  expect(unpackDrawn(drawn)).toEqual(QUESTION);
  expect(expectedIn(drawn)).toEqual(QUESTION.expected);
  expect(expectedOf({ drawn, expected: null })).toEqual(QUESTION.expected);
});

it('any zlib can read it: the key and then the prompt, a line of JSON each', () => {
  const lines = inflateSync(packDrawn(QUESTION)).toString().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([QUESTION.expected, QUESTION.prompt]);
});

it('a question of before there was the column is read as well', () => {
  const { prompt, expected } = QUESTION;
  const plain = Buffer.from(`${JSON.stringify(expected)}\n${JSON.stringify(prompt)}`);
  expect(unpackDrawn(plain)).toEqual({ prompt, expected });
  expect(expectedOf({ drawn: null, expected })).toEqual(expected);
});

it('a question that another version packs in another way is read as well', () => {
  const { prompt, expected } = QUESTION;
  const packed = deflateSync(`${JSON.stringify(expected)}\n${JSON.stringify(prompt)}`, {
    level: 9,
    windowBits: 15,
  });
  expect(unpackDrawn(packed)).toEqual({ prompt, expected });
});
