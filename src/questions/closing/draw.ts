// What is drawn of a close: times, delay, MSL, lengths; and of the segment that comes late.
import type { Random } from '../../random.js';
import type { Host, ProfileName, Trace } from '../../tcp/index.js';
import { drawIsns, drawLengths } from '../draws.js';
import { HOSTS, observeClose } from './observe.js';
import type { ClosePlot, Closing, Late } from './plot.js';

const TEXTBOOK_MSL_S = [15, 20, 30, 45, 60, 90, 120];
const MSL_S = { rfc9293: 120, linux: 30 };
/** None of them is Linux's 1 MSL or 2 MSL. */
const FIN_TIMEOUT_S = [10, 15, 20, 25, 40, 45];
/** Of late segments, those that come before the wait is over, in percent. */
const IN_TIME = 65;

/** @param msl_s undefined: what the profile says, or drawn */
export function drawClosing(
  profile: ProfileName,
  msl_s: number | undefined,
  plot: ClosePlot,
  random: Random,
): Closing {
  const times = random.field('times');
  const delay_ms = 5 * times.int(2, 10);
  const begin = 10 * times.int(60, 90);
  // Within the delay the FINs cross; else the second user closes when the first FIN is long acknowledged.
  const after =
    plot === 'both at once' ? 5 * times.int(0, delay_ms / 5 - 1) : 2 * delay_ms + 10 * times.int(6, 40);
  const first: Host =
    plot === 'client first'
      ? 'client'
      : plot === 'server first'
        ? 'server'
        : random.field('first').pick(HOSTS);
  const second: Host = first === 'client' ? 'server' : 'client';
  const [client = 0, server = 0] = drawLengths(random, 2);
  const drawn = profile === 'textbook' ? random.field('msl').pick(TEXTBOOK_MSL_S) : MSL_S[profile];
  return {
    profile,
    isn: drawIsns(random, 'standard'),
    delay_ms,
    msl_s: msl_s ?? drawn,
    finTimeout_s: profile === 'linux' ? random.field('fin-timeout').pick(FIN_TIMEOUT_S) : null,
    octets: { client, server },
    close_ms: { [first]: begin, [second]: begin + after } as Record<Host, number>,
    lost: plot === 'last ACK lost' ? first : null,
  };
}

/** One that arrives at a whole second, at an end that waits or has waited. @param trace the exchange without it */
export function drawLate({ profile }: Closing, trace: Trace, random: Random): Late {
  const seen = observeClose(trace);
  const field = random.field('late');
  const to = field.pick(HOSTS.filter((host) => seen[host].waits));
  const [from, until] = [seen[to].wait.value ?? 0, seen[to].closed.value ?? 0];
  // A server goes on listening in Linux, so an end that is closed would answer for the listener.
  const inTime = field.chance(IN_TIME) || (profile === 'linux' && to === 'server');
  const reopens = profile !== 'textbook' && to === 'server' && !seen.client.waits && inTime;
  const kind = field.pick(['data', 'fin', 'old SYN', ...(reopens ? (['new SYN'] as const) : [])] as const);
  const tenth = Math.floor((until - from) / 10);
  const t_ms = inTime ? field.int(from + tenth, until - tenth) : field.int(until + tenth, until + 10 * tenth);
  return { kind, to, t_ms: 1_000 * Math.round(t_ms / 1_000) };
}
