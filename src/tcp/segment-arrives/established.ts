// RFC 9293 section 3.10.7.4, fifth check, SYN-RECEIVED: our SYN is acknowledged, the connection is ESTABLISHED.

import { keepaliveIdle, restartUserTimeout } from '../options.js';
import type { Step } from '../step.js';

export function established(step: Step): void {
  const { tcb, now, rules } = step;
  const passive = tcb.passive;
  tcb.state = 'ESTABLISHED';
  tcb.retries = 0;
  tcb.replaced = null;
  if (tcb.rtt.srtt === null) tcb.rtt.rto = rules.rto.afterSynLoss_ms;
  if (tcb.options.keepalive) tcb.deadlines.keepalive = now + keepaliveIdle(tcb, rules);
  restartUserTimeout(tcb, now, rules);
  step.tell({ event: passive ? 'accepted' : 'connected' });
}
