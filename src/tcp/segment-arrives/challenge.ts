// RFC 9293 section 3.10.7.4 with RFC 5961: the ACK that answers what cannot be believed, and its rate limit.

import { sendAck } from '../emit.js';
import { SYN, segLen, type Segment } from '../segment.js';
import type { Step } from '../step.js';

/** Sends <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, unless such an ACK went out just before. Always ends the processing. */
export function challenge(step: Step): false {
  const { tcb, now, rules } = step;
  if (now - tcb.ack.lastInvalid < rules.ack.invalidLimit_ms) {
    step.cite('5961:7-limit');
    return false;
  }
  tcb.ack.lastInvalid = now;
  sendAck(step);
  return false;
}

/** The same for an unacceptable segment. One that occupies sequence space is no part of a loop of ACKs: no limit. */
export function answerUnacceptable(step: Step, seg: Segment): false {
  if (segLen(seg) === 0 || (seg.ctl & SYN) !== 0) return challenge(step);
  sendAck(step);
  return false;
}
