// A server with keepalive and a client that falls silent (RFC 9293 section 3.8.4): for good, until its network is back, or
// because its host crashed, which answers again once it is up. What is simulated, and what is seen of it.
import type { Host, Scenario, Step, Trace } from '../../tcp/index.js';
import type { CellValue } from '../kind.js';
import { type Call, connect, listen, scenarioOf, send } from '../scenario.js';

export const PROBING_NAMES = ['silent', 'back', 'rebooted'] as const;
export type ProbingName = (typeof PROBING_NAMES)[number];

export interface Settings {
  idle_s: number;
  interval_s: number;
  probes: number;
}

export interface Probing extends Settings {
  story: ProbingName;
  isn: Record<Host, number>;
  /** What each side sends before the silence. */
  octets: Record<Host, number>;
  /** Probes without an answer before the one that is answered; nothing in `silent`. */
  unanswered: number;
}

/** When the client's last data arrive, and when it falls silent. */
const HEARD = 1_000;
export const SILENT = 2_000;

/** Without delay, so that a time is a sum of the settings alone. */
export function probingScenario({ story, isn, octets, unanswered, ...settings }: Probing): Scenario {
  const { idle_s, interval_s, probes } = settings;
  const opts = { SO_KEEPALIVE: 1, TCP_KEEPIDLE: idle_s, TCP_KEEPINTVL: interval_s, TCP_KEEPCNT: probes };
  const reachable_ms = HEARD + 1_000 * (idle_s + (unanswered - 0.5) * interval_s);
  const ends: Record<ProbingName, Call[]> = {
    silent: [],
    back: [wire(reachable_ms, 'unblock')],
    rebooted: [{ t_ms: SILENT, host: 'client', call: 'vanish', args: {} }, wire(reachable_ms, 'unblock')],
  };
  const scenario = scenarioOf('keepalive', isn, [
    listen(),
    connect(),
    { t_ms: 50, host: 'server', call: 'setopt', args: { opts } },
    send('server', 500, octets.server),
    send('client', HEARD, octets.client),
    wire(SILENT, 'block'),
    ...ends[story],
  ]);
  return { ...scenario, link: { ...scenario.link, delay_ms: { client: 0, server: 0 } } };
}

function wire(t_ms: number, call: 'block' | 'unblock'): Call {
  return { t_ms, host: 'wire', call, args: { frm: 'client' } };
}

export interface Observed {
  value: CellValue;
  because: string[];
}

/** By cell; times are from the arrival of the client's last data. What does not happen is not in it. */
export function observeProbing(trace: Trace): Map<string, Observed> {
  const server = trace.steps.filter(({ host, t_ms }) => host === 'server' && t_ms > SILENT);
  const probing = server.filter(({ cause, sent }) => cause.kind === 'timer' && sent.length > 0);
  const answer = server.find(({ cause }) => cause.kind === 'segment');
  const end = server.find(({ before, after }) => after === 'CLOSED' && before !== 'CLOSED');
  const segmentOf = (step: Step | undefined) => trace.segments[step?.sent[0] ?? -1];
  const seen = new Map<string, Observed>();
  const see = (id: string, step: Step | undefined, value: CellValue | undefined) => {
    if (step !== undefined && value !== undefined) seen.set(id, { value, because: step.because });
  };
  const since = (step: Step | undefined) => step && step.t_ms - HEARD;
  const answered = probing.findLast(({ t_ms }) => answer !== undefined && t_ms <= answer.t_ms);
  const next = probing.find(({ t_ms }) => answer !== undefined && t_ms > answer.t_ms);
  const reply = answer?.cause.kind === 'segment' ? trace.segments[answer.cause.segment] : undefined;
  see('first', probing[0], since(probing[0]));
  see('second', probing[1], since(probing[1]));
  see('seq', probing[0], segmentOf(probing[0])?.seq);
  see('end', end, since(end));
  see('answered', answered, since(answered));
  see('reply', answer, reply?.flags.join('+'));
  see('next', next, since(next));
  see('state', answer, answer?.after);
  see('hears', end, hearsIn(trace));
  return seen;
}

/** What the server's application is told in the end. */
function hearsIn({ events }: Trace): string {
  const error = events.findLast(({ host, event }) => host === 'server' && event.startsWith('error '));
  return error?.event.slice('error '.length) ?? 'none';
}

/** What came before the silence: all that a question shows. */
export function beforeSilence(trace: Trace): Trace {
  const { segments, states } = trace;
  const early = <T extends { t_ms: number }>(all: readonly T[]) => all.filter(({ t_ms }) => t_ms < SILENT);
  return { ...trace, segments: early(segments), states: early(states), events: [], steps: [] };
}
