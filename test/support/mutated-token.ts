// A token that somebody mistyped, cut, joined or made up: none of them may pass for a token.
import { newToken } from '../../src/auth/token.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** @param pick a random integer from 0 to below its argument */
export function mutatedToken(pick: (below: number) => number): string {
  const token = newToken();
  const at = 4 + pick(token.length - 4);
  const character = ALPHABET[pick(ALPHABET.length)] ?? '0';
  const forms = [
    () => token.slice(0, at) + character + token.slice(at + 1),
    () => token.slice(0, at) + character + token.slice(at),
    () => token.slice(0, at) + token.slice(at + 1),
    () => token.slice(0, at) + (token[at + 1] ?? '') + (token[at] ?? '') + token.slice(at + 2),
    // Half of one and half of another: late enough that the first half is not the other's by chance.
    () => token.slice(0, 24) + newToken().slice(24),
    () => `lak_${Array.from({ length: 36 }, () => ALPHABET[pick(ALPHABET.length)]).join('')}`,
    () => token.replace('lak_', ['lbk_', 'LAK_', 'lak-', ''][pick(4)] ?? ''),
    () => token + character,
  ];
  const mutated = (forms[pick(forms.length)] ?? forms[0])?.() ?? '';
  // By chance nothing was changed: the same letter again, or twins exchanged.
  return mutated === token ? token.slice(1) : mutated;
}
