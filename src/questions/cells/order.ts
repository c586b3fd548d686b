// Things in order, each named by a letter: C A B D; CABD; c, a, b, d; C → A → B → D.

const SEPARATORS = /[\s,;.>/|()[\]→⇒-]+/;

/** The letters as one word, `CABD`; undefined where one is named twice, or where there is anything but letters. */
export function parseOrder(text: string): string | undefined {
  const letters = text.toUpperCase().split(SEPARATORS).join('');
  if (!/^[A-Z]{1,26}$/.test(letters)) return undefined;
  return new Set(letters).size === letters.length ? letters : undefined;
}
