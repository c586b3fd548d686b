// RFC 6298: the retransmission timeout from measured round trips. Linux keeps the floor of 200 ms under the
// variance term instead of under the sum, and lets its deviation fall once a round trip.

import { after, type SeqPoint } from './seq.js';
import type { Rules } from './rules.js';
import type { Rtt, Tcb } from './tcb.js';

/** Takes one round trip of `r` milliseconds that was not a retransmission's (Karn's algorithm is the caller's). */
export function measured(tcb: Tcb, r: number, rules: Rules): void {
  const rtt = tcb.rtt;
  if (rules.rto.estimator === 'linux') linuxEstimate(rtt, r, tcb.snd.una, tcb.snd.nxt, rules);
  else standardEstimate(rtt, r);
  const variance = rules.rto.estimator === 'linux' ? rtt.rttvar : 4 * rtt.rttvar;
  rtt.rto = clamp((rtt.srtt ?? r) + Math.max(rules.rto.minVariance_ms, variance), rules);
}

/** RFC 6298 (2.2) and (2.3). */
function standardEstimate(rtt: Rtt, r: number): void {
  if (rtt.srtt === null) {
    rtt.srtt = r;
    rtt.rttvar = r / 2;
    return;
  }
  rtt.rttvar = 0.75 * rtt.rttvar + 0.25 * Math.abs(rtt.srtt - r);
  rtt.srtt = 0.875 * rtt.srtt + 0.125 * r;
}

/** tcp_rtt_estimator of Linux; `rttvar` and `mdev` are already the fourfold deviation. */
function linuxEstimate(rtt: Rtt, r: number, una: SeqPoint, nxt: SeqPoint, rules: Rules): void {
  if (rtt.srtt === null) {
    rtt.srtt = r;
    rtt.mdev = 2 * r;
    rtt.mdevMax = rtt.rttvar = Math.max(rtt.mdev, rules.rto.minVariance_ms);
    rtt.roundEnd = nxt;
    return;
  }
  const error = r - rtt.srtt;
  rtt.srtt += error / 8;
  let deviation = Math.abs(error) - rtt.mdev / 4;
  if (error < 0 && deviation > 0) deviation /= 8;
  rtt.mdev += deviation;
  if (rtt.mdev > rtt.mdevMax) {
    rtt.mdevMax = rtt.mdev;
    if (rtt.mdevMax > rtt.rttvar) rtt.rttvar = rtt.mdevMax;
  }
  if (after(una, rtt.roundEnd)) {
    if (rtt.mdevMax < rtt.rttvar) rtt.rttvar -= (rtt.rttvar - rtt.mdevMax) / 4;
    rtt.roundEnd = nxt;
    rtt.mdevMax = rules.rto.minVariance_ms;
  }
}

/** RFC 6298 (5.5): back off. */
export function backOff(rtt: Rtt, rules: Rules): void {
  if (rules.rto.backoff) rtt.rto = clamp(rtt.rto * 2, rules);
}

function clamp(rto: number, rules: Rules): number {
  return Math.min(rules.rto.max_ms, Math.max(rules.rto.min_ms, rto));
}

/** The time that `n` repetitions with doubling take, from the first sending to the giving up. */
export function timeOfRetries(n: number, base_ms: number, max_ms: number): number {
  const doublings = Math.floor(Math.log2(max_ms / base_ms));
  if (n <= doublings) return (2 ** (n + 1) - 1) * base_ms;
  return (2 ** (doublings + 1) - 1) * base_ms + (n - doublings) * max_ms;
}
