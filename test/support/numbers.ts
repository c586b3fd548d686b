// The numbers that a text tells, as whole words: the digits of an answer may lie within an id or a hash by chance.

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** The whole decimal numbers of a text, or of anything's JSON, as they stand in it. */
export function numbersIn(shown: unknown): string[] {
  const text = typeof shown === 'string' ? shown : JSON.stringify(shown);
  return text.replace(UUID, '').match(/(?<!\w)\d+(?!\w)/g) ?? [];
}
