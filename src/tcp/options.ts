// Socket options fall back on the profile's values.

import type { Rules } from './rules.js';
import type { Options, Tcb } from './tcb.js';

export function keepaliveIdle(tcb: Tcb, rules: Rules): number {
  return tcb.options.keepIdle_ms ?? rules.keepalive.idle_ms;
}

export function keepaliveInterval(tcb: Tcb, rules: Rules): number {
  return tcb.options.keepInterval_ms ?? rules.keepalive.interval_ms;
}

export function keepaliveProbes(tcb: Tcb, rules: Rules): number {
  return tcb.options.keepProbes ?? rules.keepalive.probes;
}

export function userTimeout(tcb: Tcb, rules: Rules): number {
  return tcb.options.userTimeout_ms ?? rules.userTimeout_ms;
}

/** The TCB once the application has set these options. Only what concerns keepalive touches its timer. */
export function withNewOptions(tcb: Tcb, options: Options, now: number, rules: Rules): Tcb {
  const next = { ...tcb, options, deadlines: { ...tcb.deadlines } };
  const idle = keepaliveIdle(next, rules);
  if (!options.keepalive) next.deadlines.keepalive = Infinity;
  else if (!tcb.options.keepalive && tcb.state !== 'LISTEN') next.deadlines.keepalive = now + idle;
  else if (idle !== keepaliveIdle(tcb, rules) && tcb.deadlines.keepalive !== Infinity)
    next.deadlines.keepalive = Math.max(now, tcb.heard + idle);
  return next;
}

/**
 * Starts the user timeout anew while anything waits to be acknowledged, and stops it otherwise. Linux has no such
 * timer: there the option bounds the time of retransmissions.
 */
export function restartUserTimeout(tcb: Tcb, now: number, rules: Rules): void {
  const waits = tcb.sent.length > 0 || tcb.queued > 0;
  tcb.deadlines.user = waits && !rules.retries.asTime ? now + userTimeout(tcb, rules) : Infinity;
}

/** Repetitions of this side's SYN or SYN-ACK before it gives up. */
export function synRetries(tcb: Tcb, rules: Rules): number {
  if (tcb.state === 'SYN-RECEIVED') return rules.retries.synAck;
  return (tcb.options.synRetries ?? rules.retries.syn) + rules.retries.synLinear;
}

/** Linux keeps FIN-WAIT-2 for three and a half RTOs at least (tcp_fin_time). */
export function finWait2(tcb: Tcb, rules: Rules): number {
  return Math.max(tcb.options.finWait2_ms ?? rules.finWait2_ms, 3.5 * tcb.rtt.rto);
}
