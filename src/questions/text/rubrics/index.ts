// The rubrics of all questions that are answered in free text.
import type { Rubric } from '../rubric.js';
import { consume } from './consume.js';
import { fourWay } from './four-way.js';
import { keepalive } from './keepalive.js';
import { timeWait } from './time-wait.js';
import { twoWay } from './two-way.js';

export const rubrics: readonly Rubric[] = [timeWait, twoWay, fourWay, keepalive, consume];
