// The three TCPs that can be simulated, as data. `textbook` is what courses draw, `rfc9293` what the standard
// says with its recommended options, `linux` what kernel 6.x was seen to do.

import { RIGHT, type ProfileName, type Rules } from './rules.js';

const SECOND = 1000;

const rfc9293: Rules = {
  profile: 'rfc9293',
  rto: {
    initial_ms: SECOND,
    min_ms: SECOND,
    minVariance_ms: 1,
    max_ms: 60 * SECOND,
    afterSynLoss_ms: 3 * SECOND,
    estimator: 'rfc6298',
    backoff: true,
  },
  retries: {
    syn: 7,
    synLinear: 0,
    synAck: 7,
    data: 8,
    orphan: 8,
    asTime: false,
    fin: true,
  },
  ack: { delay_ms: 200, everyFull: 2, adaptive: false, finAtOnce: true, invalidLimit_ms: 500 },
  keepalive: { idle_ms: 7200 * SECOND, interval_ms: 75 * SECOND, probes: 10, probeBehind: 1 },
  msl_ms: 120 * SECOND,
  finWait2_ms: Infinity,
  timeWaitLasts: '2 MSL',
  userTimeout_ms: Infinity,
  fireAt: (now, delay_ms) => now + delay_ms,
  receiveWindow: 65535,
  listenerStays: false,
  requestSocket: false,
  dropsSynFin: false,
  textOnSyn: 'queued',
  rstBehindFin: false,
  leftEdge: 'strict',
  abortCarriesAck: false,
  synAgainAfter_ms: 0,
  ackSynAckInSynReceived: false,
  resetOnUnread: true,
  resetAfterClose: true,
  resetFromAck: false,
  timeWaitAcceptsSyn: true,
  timeWaitReturns: true,
  miniTimeWait: false,
  rfc1337: false,
  refusesEarlySend: false,
  collapse: false,
  lastAckAtOnce: true,
  finOnText: true,
  initialWindow: Infinity,
  emptyProbe: false,
  nagle: true,
  nagleMinshall: false,
  repeatedSyn: 'ack',
  ackBitFirst: false,
  oldAckLimit: true,
  changed: RIGHT,
};

const textbook: Rules = {
  ...rfc9293,
  profile: 'textbook',
  ack: { ...rfc9293.ack, delay_ms: 0 },
  resetOnUnread: false,
  resetAfterClose: false,
  timeWaitAcceptsSyn: false,
  lastAckAtOnce: false,
  finOnText: false,
  nagle: false,
  repeatedSyn: 'syn-ack',
  oldAckLimit: false,
};

/** Linux keeps timers on a wheel: delays up to, and the width of the slots at whose ends they run out. */
const WHEEL: readonly (readonly [delay_ms: number, slot_ms: number])[] = [
  [252, 4],
  [2044, 32],
  [16_380, 256],
  [131_068, 2048],
  [Infinity, 16_384],
];

/** Where the slots begin relative to virtual time 0; any value is as good, but all timers share it. */
const WHEEL_PHASE_MS = 1.5;

function onWheel(now: number, delay_ms: number): number {
  const slot = WHEEL.find(([most]) => delay_ms < most)?.[1] ?? 1;
  return Math.ceil((now + delay_ms - WHEEL_PHASE_MS) / slot) * slot + WHEEL_PHASE_MS;
}

const linux: Rules = {
  ...rfc9293,
  profile: 'linux',
  rto: {
    initial_ms: SECOND,
    min_ms: 200,
    minVariance_ms: 200,
    max_ms: 120 * SECOND,
    afterSynLoss_ms: 3 * SECOND,
    estimator: 'linux',
    backoff: true,
  },
  retries: {
    syn: 6,
    synLinear: 4,
    synAck: 5,
    data: 15,
    orphan: 8,
    asTime: true,
    fin: true,
  },
  ack: { delay_ms: 40, everyFull: 1, adaptive: true, finAtOnce: false, invalidLimit_ms: 0 },
  keepalive: { idle_ms: 7200 * SECOND, interval_ms: 75 * SECOND, probes: 9, probeBehind: 1 },
  msl_ms: 30 * SECOND,
  finWait2_ms: 60 * SECOND,
  fireAt: onWheel,
  receiveWindow: 64240,
  listenerStays: true,
  requestSocket: true,
  dropsSynFin: true,
  textOnSyn: 'ignored',
  rstBehindFin: true,
  leftEdge: 'lax',
  abortCarriesAck: true,
  synAgainAfter_ms: 8,
  ackSynAckInSynReceived: true,
  resetFromAck: true,
  timeWaitReturns: false,
  miniTimeWait: true,
  refusesEarlySend: true,
  collapse: true,
  initialWindow: 10,
  emptyProbe: true,
  nagleMinshall: true,
  ackBitFirst: true,
};

export const PROFILES: Readonly<Record<ProfileName, Rules>> = { textbook, rfc9293, linux };
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];
