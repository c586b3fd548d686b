// RFC 9293 section 3.10.7.1: there is no TCB. Everything but a reset is answered by one.

import { hasAck } from '../acceptable.js';
import { denyAck, refuse, resetAt } from '../emit.js';
import type { Rules } from '../rules.js';
import { RST, segEnd, type Segment } from '../segment.js';
import { unchanged, type StepResult } from '../step.js';

export function arrivesClosed(seg: Segment, rules: Rules): StepResult {
  if ((seg.ctl & RST) !== 0) return unchanged(null, ['9293:3.10.7.1-rst']);
  if (rules.changed.refusal === 'none') return unchanged(null, ['counterfactual:silent']);
  if (hasAck(seg)) return unchanged(null, ['9293:3.10.7.1-ack'], [denyAck(seg, rules)]);
  const reset = refuse(segEnd(seg));
  switch (rules.changed.refusal) {
    case 'right':
      return unchanged(null, ['9293:3.10.7.1-no-ack'], [reset]);
    case 'no-ack':
      return unchanged(null, ['9293:3.10.7.1-no-ack'], [resetAt(reset.seq)]);
    case 'own-seq':
      return unchanged(null, ['9293:3.10.7.1-no-ack'], [resetAt(segEnd(seg))]);
  }
}
