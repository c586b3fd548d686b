// A TCB in a given state, with numbers that a test can name: ISS 1000, IRS 5000, nothing received but the SYN.
import {
  DEFAULT_OPTIONS,
  PROFILES,
  createTcb,
  point,
  type OpenState,
  type Rules,
  type Segment,
  type State,
  type Tcb,
} from '../../src/tcp/index.js';
import { ACK, FIN, PSH, SYN } from '../../src/tcp/segment.js';

export const ISS = 1000;
export const IRS = 5000;
export const NOW = 10_000;
const WINDOW = 65535;

/** Profile rfc9293 with ACKs at once, so that what a row sends is sent in the same step. */
export const AT_ONCE: Rules = { ...PROFILES.rfc9293, ack: { ...PROFILES.rfc9293.ack, delay_ms: 0 } };

export interface Setting {
  /** Octets sent and not acknowledged. */
  unacknowledged?: number;
  /** Octets handed to SEND and not sent. */
  queued?: number;
  unread?: number;
  passive?: boolean;
  orphan?: boolean;
  /** The receive window, and the peer's. */
  window?: number;
  sendWindow?: number;
  autoRead?: boolean;
  finAcknowledged?: boolean;
  rules?: Rules;
}

const FIN_SENT: readonly State[] = ['FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSING', 'LAST-ACK', 'TIME-WAIT'];
const FIN_ACKNOWLEDGED: readonly State[] = ['FIN-WAIT-2', 'TIME-WAIT'];
const FIN_RECEIVED: readonly State[] = ['CLOSE-WAIT', 'CLOSING', 'LAST-ACK', 'TIME-WAIT'];

/** The TCB of a connection that has come to `state` by the usual way. */
export function tcbIn(state: OpenState, setting: Setting = {}): Tcb {
  const options = { ...DEFAULT_OPTIONS, autoRead: setting.autoRead ?? true };
  const tcb = createTcb(state, point(ISS), 1460, options, setting.rules ?? AT_ONCE);
  tcb.passive = setting.passive ?? state === 'LISTEN';
  tcb.orphan = setting.orphan ?? false;
  tcb.queued = setting.queued ?? 0;
  tcb.unread = setting.unread ?? 0;
  if (state === 'LISTEN') return tcb;
  tcb.mss = 1460;
  if (state === 'SYN-SENT') {
    return {
      ...tcb,
      snd: { ...tcb.snd, nxt: point(ISS + 1) },
      sent: [sent(ISS, 0, SYN)],
      deadlines: running(tcb),
    };
  }
  tcb.irs = point(IRS);
  const received = IRS + 1 + (FIN_RECEIVED.includes(state) ? 1 : 0);
  const window = setting.window ?? WINDOW;
  tcb.rcv = { nxt: point(received), wnd: window, told: point(received) };
  tcb.finReceived = FIN_RECEIVED.includes(state);
  if (state === 'SYN-RECEIVED') {
    tcb.snd = {
      ...tcb.snd,
      nxt: point(ISS + 1),
      wnd: setting.sendWindow ?? WINDOW,
      maxWnd: WINDOW,
      wl1: point(IRS),
      wl2: point(ISS),
    };
    return { ...tcb, sent: [sent(ISS, 0, SYN | ACK)], deadlines: running(tcb) };
  }
  return synchronized(tcb, state, setting);
}

function synchronized(tcb: Tcb, state: OpenState, setting: Setting): Tcb {
  const text = setting.unacknowledged ?? 0;
  const fin = FIN_SENT.includes(state);
  const finDone = setting.finAcknowledged ?? FIN_ACKNOWLEDGED.includes(state);
  const start = ISS + 1;
  const nxt = start + text + (fin ? 1 : 0);
  const una = finDone ? nxt : start;
  const entries = [];
  if (text > 0 && !finDone) entries.push(sent(start, text, ACK | PSH));
  if (fin && !finDone) entries.push(sent(start + text, 0, FIN | ACK));
  return {
    ...tcb,
    fin: fin ? 'sent' : 'none',
    snd: {
      una: point(una),
      nxt: point(nxt),
      wnd: setting.sendWindow ?? WINDOW,
      maxWnd: WINDOW,
      wl1: point(IRS),
      wl2: point(ISS + 1),
    },
    sent: entries,
    deadlines: {
      ...(entries.length > 0 ? running(tcb) : tcb.deadlines),
      timeWait: state === 'TIME-WAIT' ? NOW + 60_000 : Infinity,
    },
  };
}

function sent(seq: number, len: number, ctl: number): Tcb['sent'][number] {
  return { seq: point(seq), len, ctl, at: NOW - 100, times: 1, lost: false };
}

function running(tcb: Tcb): Tcb['deadlines'] {
  return { ...tcb.deadlines, retransmission: NOW + 900 };
}

/** A segment to arrive; numbers that are not given are the expected ones of a peer in order. */
export function segment(fields: {
  seq?: number;
  ack?: number | null;
  ctl: number;
  len?: number;
  foreign?: boolean;
}): Segment {
  return {
    seq: point(fields.seq ?? IRS + 1),
    ack: fields.ack === null || fields.ack === undefined ? null : point(fields.ack),
    ctl: fields.ctl,
    len: fields.len ?? 0,
    wnd: WINDOW,
    mss: (fields.ctl & SYN) !== 0 ? 1460 : null,
    again: false,
    ...(fields.foreign === true ? { foreign: true } : {}),
  };
}
