// Practice outside assignments, without limit: nothing is stored and nothing counts. The question goes to the learner
// sealed, with its seed inside, and comes back with each answer; the seed is random, so it gives no assignment away.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Problem } from '../common/problems.js';
import { Settings } from '../config.js';
import { CoursesService } from '../courses/courses.service.js';
import {
  drawVariant,
  gradeAnswer,
  kindOf,
  leastPoints,
  type Locale,
  renderGrade,
  renderPrompt,
  renderSolution,
  validateParams,
} from '../questions/index.js';
import type {
  AnswerPractice,
  PlayPractice,
  PracticeResult,
  PracticeTurnsView,
  PracticeView,
  StartPractice,
} from './practice.dto.js';
import { unreadable } from './refusals.js';
import { playedOf } from './turns.service.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEED_BYTES = 32;
const POINTS = 10;

interface Sealed {
  kind: string;
  params: unknown;
  seed: string;
}

@Injectable()
export class PracticeService {
  readonly #key: Uint8Array;

  constructor(
    private readonly courses: CoursesService,
    { secret }: Settings,
  ) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'lastack/practice/1', 32));
  }

  /** A question of the kind, new each time. */
  async start(
    principal: Principal,
    courseId: string,
    { kind: name, params }: StartPractice,
    locale?: Locale,
  ): Promise<PracticeView> {
    const { course } = await this.courses.membership(principal, courseId);
    const kind = kindOf(name);
    if (!kind) throw refusal('kind', `there is no kind ${JSON.stringify(name)}; GET /v1/kinds lists them`);
    const checked = validateParams(kind, params);
    if (!checked.ok) {
      const faults = checked.problems.map(({ path, message }) => ({ at: `params.${path}`, detail: message }));
      throw new Problem('validation-failed', `No question was drawn. ${faults[0]?.detail}.`, faults);
    }
    const seed = randomBytes(SEED_BYTES).toString('hex');
    const sealed = { kind: name, params: checked.value, seed };
    const { prompt, points } = draw(sealed);
    const language = locale ?? (course.locale as Locale);
    const { title, text, task, table, ladder, svg, blanks } = renderPrompt(kind, prompt, language);
    const shown = { title, text, task, table, ladder, svg, blanks };
    return {
      practice: this.#seal(courseId, sealed),
      kind: name,
      possible: points,
      locale: language,
      ...shown,
    };
  }

  /** Grades an answer, as often as one likes, and tells all there is to tell. @throws Problem unreadable-answer */
  async answer(
    principal: Principal,
    courseId: string,
    { practice, cells }: AnswerPractice,
    locale?: Locale,
  ): Promise<PracticeResult> {
    const { course } = await this.courses.membership(principal, courseId);
    const language = locale ?? (course.locale as Locale);
    const sealed = this.#open(courseId, practice);
    const { kind, expected } = draw(sealed);
    const outcome = gradeAnswer(kind, expected, { cells });
    if (outcome.status === 'unparsable') throw unreadable(outcome.problems, language);
    const { grade } = outcome;
    const words = renderGrade(grade, language);
    const rules = grade.diagnosis?.known ? grade.diagnosis.rules : [];
    return {
      earned: grade.earned,
      possible: grade.possible,
      isUnsure: outcome.status === 'needs-review',
      summary: words.summary,
      parts: grade.parts.map(({ cell, verdict, earned, possible, followThrough, diagnosis, concept }, i) => ({
        cell,
        verdict,
        earned,
        possible,
        followThrough,
        hintCost: 0,
        diagnosis,
        evidence: concept?.evidence ?? null,
        text: words.parts[i]?.text ?? '',
      })),
      diagnosis: words.diagnosis ? { ...words.diagnosis, rules } : null,
      solution: renderSolution(expected, language),
    };
  }

  /** What the peer answers to the moves, from the first turn on. @throws Problem not-found when it is not played in turns */
  async play(
    principal: Principal,
    courseId: string,
    { practice, moves }: PlayPractice,
    locale?: Locale,
  ): Promise<PracticeTurnsView> {
    const { course } = await this.courses.membership(principal, courseId);
    const { kind, ...question } = draw(this.#open(courseId, practice));
    const played = playedOf({ kind: kind.name, ...question }, moves, locale ?? (course.locale as Locale));
    return { moves: played.moves, ...played.exchange };
  }

  /** Bound to the course: it opens nowhere else. */
  #seal(courseId: string, sealed: Sealed): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(courseId));
    const text = Buffer.concat([cipher.update(JSON.stringify(sealed), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
  }

  /** @throws Problem validation-failed when it is not what was given out in this course */
  #open(courseId: string, text: string): Sealed {
    const bytes = Buffer.from(text, 'base64url');
    const options = { authTagLength: TAG_BYTES };
    try {
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, options);
      decipher.setAAD(Buffer.from(courseId)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      const opened = Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      return JSON.parse(opened) as Sealed;
    } catch {
      // Whatever was altered in it: it is not ours.
      throw refusal('practice', 'practice must be what came with the question, in the same course');
    }
  }
}

function draw({ kind: name, params, seed }: Sealed) {
  const kind = kindOf(name);
  if (!kind) throw refusal('practice', `there is no kind ${name} any more`);
  const points = Math.max(POINTS, leastPoints(kind, params));
  return { kind, points, ...drawVariant(kind, params, seed, points) };
}

function refusal(at: string, detail: string): Problem {
  return new Problem('validation-failed', `Nothing was changed. ${detail}.`, [{ at, detail }]);
}
