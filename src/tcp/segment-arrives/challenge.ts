// RFC 9293 section 3.10.7.4 with RFC 5961: the ACK that answers what cannot be believed, and its rate limit.

import { sendAck } from '../emit.js';
import { SYN, segLen, type Segment } from '../segment.js';
import type { Step } from '../step.js';

/** Sends <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, unless such an ACK went out just before. Always ends the processing. */
export function challenge(step: Step, seg: Segment): false {
  if (limited(step, seg)) step.cite('5961:7-limit');
  else sendAck(step);
  return false;
}

/** Two hosts could answer each other's ACKs for ever; segments that occupy sequence space are no part of such a loop. */
function limited(step: Step, seg: Segment): boolean {
  const { tcb, now, rules } = step;
  if (rules.ack.invalidLimit_ms === 0) return false;
  if (segLen(seg) > 0 && (seg.ctl & SYN) === 0) return false;
  if (now - tcb.ack.lastInvalid < rules.ack.invalidLimit_ms) return true;
  tcb.ack.lastInvalid = now;
  return false;
}
