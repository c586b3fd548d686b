// RFC 9293 section 3.10.7, SEGMENT ARRIVES.

import type { Rules } from '../rules.js';
import type { Segment } from '../segment.js';
import type { StepResult } from '../step.js';
import type { Tcb } from '../tcb.js';
import { arrivesClosed } from './closed.js';
import { arrivesListen } from './listen.js';
import { arrivesRequest } from './request.js';
import { arrivesSynSent } from './syn-sent.js';
import { arrivesSynchronized } from './synchronized.js';
import { arrivesOrphan, arrivesTimeWait } from './time-wait.js';

/**
 * What one arriving segment does to one host.
 * @param tcb null when the connection is CLOSED
 * @param now virtual time in milliseconds
 * @returns the new TCB (null: CLOSED), the segments sent, what the user hears, and the clauses that decided it
 */
export function segmentArrives(tcb: Tcb | null, seg: Segment, now: number, rules: Rules): StepResult {
  if (tcb === null) return arrivesClosed(seg, rules);
  switch (tcb.state) {
    case 'LISTEN':
      return arrivesListen(tcb, seg, now, rules);
    case 'SYN-SENT':
      return arrivesSynSent(tcb, seg, now, rules);
    case 'TIME-WAIT':
      return arrivesTimeWait(tcb, seg, now, rules);
    case 'SYN-RECEIVED':
      if (rules.requestSocket && tcb.passive) return arrivesRequest(tcb, seg, now, rules);
      return arrivesSynchronized(tcb, seg, now, rules);
    case 'FIN-WAIT-2':
      if (rules.miniTimeWait && tcb.orphan) return arrivesOrphan(tcb, seg, now, rules);
      return arrivesSynchronized(tcb, seg, now, rules);
    case 'ESTABLISHED':
    case 'FIN-WAIT-1':
    case 'CLOSE-WAIT':
    case 'CLOSING':
    case 'LAST-ACK':
      return arrivesSynchronized(tcb, seg, now, rules);
    default:
      return tcb.state satisfies never;
  }
}
