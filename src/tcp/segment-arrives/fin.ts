// RFC 9293 section 3.10.7.4, eighth check: the peer has no more to send.

import { finAcknowledged } from '../tcb.js';
import { add } from '../seq.js';
import type { Step } from '../step.js';
import type { State } from '../trace.js';

export function processFin(step: Step): void {
  const { tcb, rules } = step;
  tcb.rcv.nxt = add(tcb.rcv.nxt, 1);
  tcb.rcv.wnd = Math.max(0, tcb.rcv.wnd - 1);
  tcb.finReceived = true;
  tcb.early = [];
  tcb.ack.due = true;
  step.tell({ event: 'eof' });
  switch (tcb.state) {
    case 'SYN-RECEIVED':
    case 'ESTABLISHED':
      step.cite('9293:3.10.7.4-eighth-established');
      tcb.state = 'CLOSE-WAIT';
      if (rules.ack.adaptive) tcb.ack.interactive = true;
      if (rules.changed.finClosesBoth) closeToo(step);
      return;
    case 'FIN-WAIT-1':
      finInFinWait1(step);
      return;
    case 'FIN-WAIT-2':
      if (step.before === 'FIN-WAIT-1') {
        finInFinWait1(step);
        return;
      }
      step.cite('9293:3.10.7.4-eighth-fin-wait-2');
      enterTimeWait(step);
      return;
    case 'LISTEN':
    case 'SYN-SENT':
    case 'CLOSE-WAIT':
    case 'CLOSING':
    case 'LAST-ACK':
    case 'TIME-WAIT':
      return;
    default:
      tcb.state satisfies never;
  }
}

function finInFinWait1(step: Step): void {
  const { tcb, rules } = step;
  const acknowledged = finAcknowledged(tcb);
  step.cite(acknowledged ? '9293:3.10.7.4-eighth-fin-wait-1-acked' : '9293:3.10.7.4-eighth-fin-wait-1');
  const next: State = acknowledged ? rules.changed.finAckInFinWait1 : rules.changed.finInFinWait1;
  if (next === 'TIME-WAIT') enterTimeWait(step);
  else if (next === 'CLOSED') step.close();
  else tcb.state = next;
}

/** The counterfactual of closing with three segments whatever the user still has to say. */
function closeToo(step: Step): void {
  const { tcb } = step;
  step.cite('counterfactual:fin-closes-both');
  tcb.queued = 0;
  tcb.fin = 'queued';
  tcb.state = 'LAST-ACK';
}

/** "Start the time-wait timer, turn off the other timers." */
export function enterTimeWait(step: Step): void {
  const { tcb, now, rules } = step;
  const at = rules.changed.timeWaitAt;
  const waits = at === 'active' || at === 'both' || (at === 'server' && tcb.server);
  if (!waits) {
    step.cite('counterfactual:no-time-wait');
    tcb.state = 'TIME-WAIT';
    step.closeAfterAck();
    return;
  }
  step.cite('9293:3.3.2-time-wait');
  tcb.state = 'TIME-WAIT';
  const off = Infinity;
  tcb.deadlines = {
    ...tcb.deadlines,
    retransmission: off,
    keepalive: off,
    user: off,
    finWait2: off,
    probe: off,
  };
  tcb.deadlines.timeWait = rules.fireAt(now, tcb.timeWait_ms);
  tcb.sent = [];
}
