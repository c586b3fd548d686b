// What is told to a student about one misconception.
import type { Text } from '../kind.js';

export interface MisconceptionText {
  /** The wrong rule, as the student seems to have followed it. */
  wrong: Text;
  /** What holds instead. */
  right: Text;
  /** Where to read it. */
  reread: string;
}
