// A play as the service and the command ask for it: the moves so far go in, what the peer answered comes out.
import type { Given } from '../diagnosis.js';
import { readAnswer } from '../grade.js';
import type { Expected, Locale, Problem, Prompt } from '../kind.js';
import { playMoves, type PlayPlan } from './peer.js';
import { type ExchangeView, type PlayFacts, sayPlay } from './view.js';

export type ExchangeOutcome =
  | { status: 'played'; moves: string[]; exchange: ExchangeView }
  | { status: 'unparsable'; problems: Problem[] };

/** The moves made, in canonical form, up to the first that is missing. */
export function movesIn({ cells }: Expected, given: Given): string[] {
  const values = cells.map(({ id }) => given.get(id));
  const missing = values.indexOf(undefined);
  return values.slice(0, missing === -1 ? values.length : missing).map(String);
}

/** @param answer `{"cells": {"t1": "SYN seq=7000", ...}}`; without any, what arrives before the first turn */
export function played(prompt: Prompt, expected: Expected, answer: unknown, locale: Locale): ExchangeOutcome {
  const read = isEmpty(answer) ? { ok: true as const, given: new Map() } : readAnswer(expected, answer);
  if (!read.ok) return { status: 'unparsable', problems: read.problems };
  const moves = movesIn(expected, read.given);
  const play = playMoves(expected.plan as unknown as PlayPlan, moves);
  return { status: 'played', moves, exchange: sayPlay(play, prompt.facts as PlayFacts, locale) };
}

function isEmpty(answer: unknown): boolean {
  const { cells } = (answer ?? {}) as { cells?: unknown };
  return typeof cells === 'object' && cells !== null && Object.keys(cells).length === 0;
}
