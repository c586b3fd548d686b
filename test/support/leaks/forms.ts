// A secret in every form in which it could leave: as it is, in hex, in base64 wherever in it it begins, as JSON, and in a URL.

export interface Secret {
  /** Which one, for the message. */
  name: string;
  value: string | Uint8Array;
}

export interface Needle {
  name: string;
  bytes: Buffer;
}

/** So many octets of an encoded stream do not come by chance. */
const LEAST = 8;

export function needlesOf({ name, value }: Secret): Needle[] {
  const bytes = Buffer.from(typeof value === 'string' ? Buffer.from(value) : value);
  const texts = [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), [...bytes].join(',')];
  texts.push([...bytes].map((octet, i) => `"${i}":${octet}`).join());
  for (const encoding of ['base64', 'base64url'] as const)
    for (const offset of [0, 1, 2]) texts.push(inBase64(bytes, offset, encoding));
  if (typeof value === 'string') texts.push(encodeURIComponent(value), JSON.stringify(value).slice(1, -1));
  const forms = [bytes, ...texts.filter((text) => text.length >= LEAST).map((text) => Buffer.from(text))];
  return [...new Map(forms.map((form) => [form.toString('latin1'), { name, bytes: form }])).values()];
}

/** Without the characters at its ends that hold bits of its neighbours. */
function inBase64(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(encoding)
    .replace(/=+$/, '');
  return text.slice(offset === 0 ? 0 : offset + 1, (offset + bytes.length) % 3 === 0 ? undefined : -1);
}

/** The names of the secrets that stand in it. */
export function found(needles: readonly Needle[], haystack: Buffer): string[] {
  return [...new Set(needles.filter(({ bytes }) => haystack.includes(bytes)).map(({ name }) => name))];
}

/** A number of at least five digits, which nobody guesses: its digits with nothing else around them. */
export function holdsNumber(text: Buffer, value: number): boolean {
  return new RegExp(`(?<![0-9])${value}(?![0-9])`).test(text.toString('latin1'));
}

/**
 * Whether a capture file has the number in a field of its own: such a field begins at a multiple of four octets. Elsewhere a
 * window of 65,535 and the checksum behind it look like a number just below 2^32.
 */
export function holdsField(file: Buffer, value: number): boolean {
  for (let at = 0; at + 4 <= file.length; at += 4) if (file.readUInt32BE(at) === value) return true;
  return false;
}
