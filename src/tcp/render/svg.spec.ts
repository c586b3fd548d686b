import { describe, expect, it } from '@jest/globals';
import { columns, element, escape, printable, shortened } from './svg.js';

describe('markup', () => {
  it('escapes text and attributes alike', () => {
    expect(escape(`<a b="c" d='e'>&`)).toBe('&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;');
    expect(element('td', { title: '"x"', id: null }, '<b>').markup).toBe(
      '<td title="&#34;x&#34;">&#60;b&#62;</td>',
    );
  });

  it('writes numbers with two decimals at most', () => {
    expect(element('circle', { cx: 1 / 3 }).markup).toBe('<circle cx="0.33"/>');
  });

  it('lets no control character, half of a pair or change of direction through', () => {
    expect(printable('a\u0007b\ud800c\u202ed')).toBe('a\ufffdb\ufffdc\ufffdd');
  });

  it('cuts text to a number of columns, of which a Chinese character takes two', () => {
    expect(columns('ab客户')).toBe(6);
    expect(shortened('abcdef', 6)).toBe('abcdef');
    expect(shortened('abcdefg', 6)).toBe('abcde…');
    expect(shortened('客户端的名字', 6)).toBe('客户…');
  });
});
