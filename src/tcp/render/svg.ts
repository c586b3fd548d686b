// The little of SVG and HTML that the pictures need: elements whose text and attributes are always escaped,
// and monospaced text whose width is known without a font.

export type Markup = { readonly markup: string };

/** An element; strings among the children are text and are escaped. */
export function element(
  name: string,
  attributes: Record<string, string | number | null>,
  ...children: (Markup | string)[]
): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escape(typeof value === 'number' ? decimal(value) : String(value))}"`)
    .join('');
  const inner = children.map((child) => (typeof child === 'string' ? escape(child) : child.markup)).join('');
  return { markup: inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>` };
}

/** Text for XML and HTML, in element content and in attributes; control characters become U+FFFD. */
export function escape(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Names come from users: neither a terminal nor an XML parser should see their control characters. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '\uFFFD');
}

/** Columns of monospaced text: Chinese, Japanese and Korean characters and full-width forms take two. */
export function columns(text: string): number {
  return [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3ffff}]/u;

/** `text`, cut to `limit` columns. */
export function shortened(text: string, limit: number): string {
  if (columns(text) <= limit) return text;
  let cut = '';
  for (const character of text) {
    if (columns(cut + character) > limit - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

/** Two decimals at most, so that the same picture is the same bytes everywhere. */
function decimal(value: number): string {
  return String(Math.round(value * 100) / 100);
}
