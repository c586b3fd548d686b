// RFC 9293 section 3.8.1 and RFC 6298 section 5: the retransmission queue, its timer, and fast retransmit.

import { add, after, atOrBefore, before, distance, type SeqPoint } from './seq.js';
import { FIN, SYN } from './segment.js';
import type { Step } from './step.js';
import type { Sent, Tcb } from './tcb.js';
import { emit } from './emit.js';
import { measured } from './rto.js';

/** Sets the timer that the connection needs now: retransmission, or window probe when there is nothing in flight. */
export function watch(step: Step): void {
  const { tcb, now, rules } = step;
  const due = tcb.deadlines;
  if (tcb.sent.length > 0) {
    due.probe = Infinity;
    if (due.retransmission === Infinity) due.retransmission = rules.fireAt(now, tcb.rtt.rto);
    return;
  }
  due.retransmission = Infinity;
  if (tcb.queued > 0 && due.probe === Infinity) due.probe = rules.fireAt(now, tcb.rtt.rto);
}

/** The end of an entry in sequence space. */
export function endOf(entry: Sent): SeqPoint {
  return add(entry.seq, entry.len + ((entry.ctl & SYN) >> 1) + (entry.ctl & FIN));
}

/** Takes everything before `ack` off the queue and restarts the timer (RFC 6298 5.2, 5.3). */
export function removeAcknowledged(step: Step, ack: SeqPoint): void {
  const { tcb, now, rules } = step;
  let sample: number | null = null;
  let repeated = false;
  const rest: Sent[] = [];
  for (const entry of tcb.sent) {
    if (atOrBefore(endOf(entry), ack)) {
      if (entry.times > 1) repeated = true;
      sample ??= now - entry.at;
    } else if (before(entry.seq, ack)) {
      const gone = distance(entry.seq, ack);
      rest.push({ ...entry, seq: ack, len: entry.len - gone });
    } else {
      rest.push(entry);
    }
  }
  tcb.sent = rest;
  tcb.retries = 0;
  if (sample !== null && !repeated) measured(tcb, sample, rules);
  tcb.deadlines.retransmission = Infinity;
  watch(step);
}

/** Sends the first unacknowledged entry again. */
export function retransmitFirst(step: Step): void {
  const tcb = step.tcb;
  const first = tcb.sent[0];
  if (first === undefined) return;
  const merged = step.rules.collapse ? mergeNeighbours(tcb) : first;
  resend(step, merged);
}

function resend(step: Step, entry: Sent): void {
  const { tcb, now } = step;
  const again: Sent = { ...entry, at: now, times: entry.times + 1, lost: false };
  tcb.sent = tcb.sent.map((e) => (e.seq === entry.seq ? again : e));
  emit(step, entry.seq, entry.ctl, entry.len, true);
}

/** Linux merges small neighbours into the segment it sends again (tcp_retrans_try_collapse). */
function mergeNeighbours(tcb: Tcb): Sent {
  const [first, ...others] = tcb.sent as [Sent, ...Sent[]];
  if ((first.ctl & SYN) !== 0 || first.len >= tcb.mss) return first;
  let merged = first;
  let taken = 0;
  for (const next of others) {
    if (merged.len + next.len > tcb.mss) break;
    merged = {
      ...merged,
      len: merged.len + next.len,
      ctl: merged.ctl | next.ctl,
      times: Math.max(merged.times, next.times),
    };
    taken += 1;
  }
  if (taken > 0) tcb.sent = [merged, ...others.slice(taken)];
  return merged;
}

/** A timeout: everything in flight counts as lost, and slow start begins at one segment (RFC 5681 section 3.1). */
export function markLost(tcb: Tcb): void {
  tcb.sent = tcb.sent.map((entry) => ({ ...entry, lost: true }));
  tcb.dupAcks = 0;
  tcb.recover = null;
  if (tcb.cwnd === Infinity) return;
  tcb.ssthresh = Math.max(2, Math.floor(tcb.cwnd / 2));
  tcb.cwnd = 1;
}

/** Sends again what a timeout marked as lost: one segment for each ACK, or as many as the congestion window allows. */
function resendLost(step: Step): void {
  const tcb = step.tcb;
  const most = tcb.cwnd === Infinity ? 1 : tcb.cwnd;
  let flying = tcb.cwnd === Infinity ? 0 : tcb.sent.filter((entry) => !entry.lost).length;
  for (const entry of tcb.sent) {
    if (flying >= most) return;
    if (!entry.lost) continue;
    step.cite('6298:5-resend-lost');
    resend(step, entry);
    flying += 1;
  }
}

/** RFC 5681 section 3.2: three duplicate ACKs in a row mean that the segment they ask for is lost. */
export function duplicateAck(step: Step): void {
  const tcb = step.tcb;
  if (tcb.sent.length === 0) return;
  tcb.dupAcks += 1;
  if (tcb.dupAcks !== 3 || tcb.recover !== null) return;
  tcb.recover = tcb.snd.nxt;
  if (tcb.cwnd !== Infinity) {
    tcb.ssthresh = Math.max(2, Math.floor(tcb.cwnd / 2));
    tcb.cwnd = tcb.ssthresh;
  }
  step.cite('5681:3.2-fast-retransmit');
  retransmitFirst(step);
  tcb.deadlines.retransmission = step.rules.fireAt(step.now, tcb.rtt.rto);
}

/** An ACK of something new; `acked` segments left the queue. RFC 6582: in recovery it may name the next hole. */
export function newAck(step: Step, ack: SeqPoint, acked: number): void {
  const tcb = step.tcb;
  tcb.dupAcks = 0;
  if (tcb.cwnd < tcb.ssthresh) tcb.cwnd += acked;
  if (tcb.recover !== null) {
    if (after(tcb.recover, ack)) {
      step.cite('6582:3.2-partial-ack');
      retransmitFirst(step);
    } else {
      tcb.recover = null;
    }
  }
  if (tcb.sent[0]?.lost === true) resendLost(step);
}
