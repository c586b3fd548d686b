// A step never changes the TCB it is given: it works on a copy.

import type { Tcb } from './tcb.js';

/**
 * The copy a step may work on. Lists are shared: a step replaces them, it never changes them. Every step makes one, and with
 * all fields named it takes half the time of a spread.
 */
export function copyTcb(tcb: Tcb): Tcb {
  const { snd, rcv, rtt, deadlines, ack } = tcb;
  return {
    state: tcb.state,
    passive: tcb.passive,
    remote: tcb.remote,
    server: tcb.server,
    iss: tcb.iss,
    irs: tcb.irs,
    snd: { una: snd.una, nxt: snd.nxt, wnd: snd.wnd, wl1: snd.wl1, wl2: snd.wl2, maxWnd: snd.maxWnd },
    rcv: { nxt: rcv.nxt, wnd: rcv.wnd, told: rcv.told },
    ownMss: tcb.ownMss,
    mss: tcb.mss,
    queued: tcb.queued,
    more: tcb.more,
    fin: tcb.fin,
    sent: tcb.sent,
    early: tcb.early,
    finReceived: tcb.finReceived,
    unread: tcb.unread,
    wanted: tcb.wanted,
    orphan: tcb.orphan,
    rtt: {
      srtt: rtt.srtt,
      rttvar: rtt.rttvar,
      rto: rtt.rto,
      mdev: rtt.mdev,
      mdevMax: rtt.mdevMax,
      roundEnd: rtt.roundEnd,
    },
    retries: tcb.retries,
    retryingSince: tcb.retryingSince,
    dupAcks: tcb.dupAcks,
    recover: tcb.recover,
    cwnd: tcb.cwnd,
    ssthresh: tcb.ssthresh,
    probes: tcb.probes,
    heard: tcb.heard,
    deadlines: {
      retransmission: deadlines.retransmission,
      delayedAck: deadlines.delayedAck,
      timeWait: deadlines.timeWait,
      keepalive: deadlines.keepalive,
      user: deadlines.user,
      finWait2: deadlines.finWait2,
      probe: deadlines.probe,
    },
    ack: {
      due: ack.due,
      full: ack.full,
      ato: ack.ato,
      quick: ack.quick,
      interactive: ack.interactive,
      lastText: ack.lastText,
      rcvMss: ack.rcvMss,
      lastSize: ack.lastSize,
      pushed: ack.pushed,
      lastInvalid: ack.lastInvalid,
    },
    options: tcb.options,
    timeWait_ms: tcb.timeWait_ms,
    replaced: tcb.replaced,
  };
}
