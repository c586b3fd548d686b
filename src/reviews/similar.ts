// When two answers are alike enough for one decision: the same words, or the same findings on the same words.
import { createHash } from 'node:crypto';
import type { Grade } from '../questions/index.js';

/** What was typed into a cell, as a number or as text. */
export function typedText(cells: object, cell: string): string {
  const typed: unknown = (cells as Record<string, unknown>)[cell];
  return typeof typed === 'string' || typeof typed === 'number' ? String(typed) : '';
}

/** The same for texts that differ in case, spaces and marks alone. */
export function textHash(text: string): Uint8Array<ArrayBuffer> {
  return digest(plain(text));
}

/** The same for answers read alike; null when the grader found no words to rest on, since then nothing is alike. */
export function readingHash({ parts, grader }: Grade): Uint8Array<ArrayBuffer> | null {
  const findings = parts.map(({ concept }) => [
    concept?.name,
    concept?.proposed,
    concept?.confidence,
    plain(concept?.evidence ?? ''),
  ]);
  const rests = findings.some(([, , , evidence]) => evidence !== '');
  return rests ? digest(JSON.stringify([grader, findings])) : null;
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function digest(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(text).digest());
}
