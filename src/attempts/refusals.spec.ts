import { describe, expect, it } from '@jest/globals';
import { exhausted, unreadable } from './refusals.js';

const PROBLEM = { cell: '1.ack', message: { en: 'This is no number.', zh: '这不是数字。' } };

describe('a refused answer', () => {
  it('is told wholly in the language asked for', () => {
    expect(unreadable([PROBLEM], 'en').message).toBe('No try was used. cells.1.ack: This is no number.');
    expect(unreadable([PROBLEM], 'zh').message).toBe('没有消耗作答次数。cells.1.ack：这不是数字。');
  });

  it('counts the tries as people do', () => {
    expect(exhausted(1).message).toBe('The only try at this question is used.');
    expect(exhausted(3).message).toBe('All 3 tries at this question are used.');
  });
});
