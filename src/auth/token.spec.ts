import { expect, it } from '@jest/globals';
import { hashToken, isTokenForm, newToken } from './token.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX_LENGTH = 'lak_'.length;

it('a new token is lak_ and 36 characters, and has the form of a token', () => {
  for (let i = 0; i < 1000; i++) {
    const token = newToken();
    expect(token).toMatch(/^lak_[0-9A-Za-z]{36}$/);
    expect(isTokenForm(token)).toBe(true);
  }
});

it('the form does not change: a token that was issued once stays one', () => {
  expect(isTokenForm('lak_TheQuickBrownFoxJumps0ver13Dog0KqGjG')).toBe(true);
});

it('no token comes twice', () => {
  const tokens = new Set(Array.from({ length: 10_000 }, newToken));
  expect(tokens.size).toBe(10_000);
});

it('every character of the alphabet comes in every place', () => {
  const seen = Array.from({ length: 30 }, () => new Set<string>());
  for (let i = 0; i < 3000; i++) {
    const random = newToken().slice(PREFIX_LENGTH);
    seen.forEach((characters, place) => characters.add(random.charAt(place)));
  }
  expect(seen.map(({ size }) => size)).toEqual(seen.map(() => ALPHABET.length));
});

it('100,000 tokens with one character mistyped are refused', () => {
  let tried = 0;
  while (tried < 100_000) {
    const token = newToken();
    for (let place = PREFIX_LENGTH; place < token.length; place++) {
      for (const character of ALPHABET) {
        if (character === token[place]) continue;
        const mistyped = token.slice(0, place) + character + token.slice(place + 1);
        if (isTokenForm(mistyped)) throw new Error(`${mistyped} passes for ${token}`);
        tried++;
      }
    }
  }
  expect(tried).toBeGreaterThanOrEqual(100_000);
});

it('a token with two neighbours swapped is refused', () => {
  for (let i = 0; i < 1000; i++) {
    const token = newToken();
    for (let place = PREFIX_LENGTH; place < token.length - 1; place++) {
      const [a = '', b = ''] = token.slice(place, place + 2);
      if (a === b) continue;
      expect(isTokenForm(token.slice(0, place) + b + a + token.slice(place + 2))).toBe(false);
    }
  }
});

it.each([
  ['nothing', () => ''],
  ['a token cut short', () => newToken().slice(0, -1)],
  ['a token with something behind it', () => `${newToken()}0`],
  ['a token with a line break behind it', () => `${newToken()}\n`],
  ['a token with something before it', () => ` ${newToken()}`],
  ['a token in capitals', () => newToken().toUpperCase()],
  ['another prefix', () => newToken().replace('lak_', 'ghp_')],
  ['a letter that only looks like one', () => newToken().replace(/.$/, 'а')],
])('%s has not the form of a token', (_, text) => {
  expect(isTokenForm(text())).toBe(false);
});

it('what the database keeps is the SHA-256 of the token', () => {
  expect(Buffer.from(hashToken('abc')).toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
