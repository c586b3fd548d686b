// Why a concept is needed: the run beside which the same scenario goes wrong without the mechanism. A concept is shown by
// a run when what `observe` sees of it differs under the changed rules.
import { type MutationName, type Scenario, simulate, type Trace } from '../../tcp/index.js';
import type { Text } from '../kind.js';
import { type Scene, withoutKeepalive } from './scenes.js';

export interface Proof {
  /** Where it shows. */
  scene: Scene;
  rules: readonly MutationName[];
  without?: (scenario: Scenario) => Scenario;
  /** What goes wrong without it. */
  says: Text;
  observe(trace: Trace): unknown;
}

export const PROFILE = 'textbook';

const isReset = (trace: Trace) => trace.segments.some(({ flags }) => flags.includes('RST'));
const fins = (trace: Trace, from: 'client' | 'server') =>
  trace.segments.filter((segment) => segment.from === from && segment.flags.includes('FIN'));
/** The server holds open what the client does not. */
const heldAlone = (client: 'CLOSED' | 'SYN-SENT') => (trace: Trace) =>
  trace.states.some((state) => state.server === 'ESTABLISHED' && state.client === client);
const probes = (trace: Trace) =>
  trace.steps.filter(
    ({ cause, sent }) => cause.kind === 'timer' && cause.timer === 'keepalive' && sent.length > 0,
  );

/** By question and concept; bonus concepts have none. */
export const PROOFS: Readonly<Record<string, Readonly<Record<string, Proof>>>> = {
  'time-wait': {
    A: {
      scene: 'last-ack-lost',
      rules: ['no-time-wait'],
      says: {
        en: 'Without TIME-WAIT nobody is there for the FIN that comes again: the server is answered by a reset.',
        zh: '没有 TIME-WAIT，重传的 FIN 到达时已无人应答，服务器收到的是 RST。',
      },
      observe: (trace) => trace.name === 'last-ack-lost' && isReset(trace),
    },
    B: {
      scene: 'late-copy',
      rules: ['no-time-wait'],
      says: {
        en: 'Without TIME-WAIT the same connection is opened anew, and the late copy is taken for its data.',
        zh: '没有 TIME-WAIT，同样的连接又建立起来，迟到的副本被当作新连接的数据。',
      },
      observe: (trace) =>
        trace.events.filter(({ host, event }) => host === 'server' && event.startsWith('recv')).length,
    },
  },
  'two-way': {
    A: {
      scene: 'old-syn',
      rules: ['two-way-handshake'],
      says: {
        en: 'With two segments the old SYN alone opens a connection at the server.',
        zh: '若只用两次握手，仅凭旧的 SYN 服务器就建立了连接。',
      },
      observe: heldAlone('CLOSED'),
    },
    B: {
      scene: 'old-syn',
      rules: ['two-way-handshake'],
      says: {
        en: 'With two segments the server is in ESTABLISHED while the client knows of nothing.',
        zh: '若只用两次握手，服务器处于 ESTABLISHED，而客户端对此一无所知。',
      },
      observe: heldAlone('CLOSED'),
    },
    C: {
      scene: 'synack-lost',
      rules: ['two-way-handshake'],
      says: {
        en: 'With two segments the server believes that its SYN-ACK arrived and sends data, which the client cannot place.',
        zh: '若只用两次握手，服务器以为 SYN-ACK 已送达便开始发送数据，而客户端无法接收。',
      },
      observe: heldAlone('SYN-SENT'),
    },
  },
  'four-way': {
    A: {
      scene: 'data-in-close-wait',
      rules: ['three-segment-close'],
      says: {
        en: 'If one FIN closed both directions, the client would get nothing any more from the server.',
        zh: '若一个 FIN 就关闭两个方向，客户端再也收不到服务器的数据。',
      },
      observe: (trace) =>
        trace.events.some(
          ({ host, event, t_ms }) => host === 'client' && t_ms > 200 && event.startsWith('recv'),
        ),
    },
    B: {
      scene: 'data-in-close-wait',
      rules: ['three-segment-close'],
      says: {
        en: 'If the FIN had to go with the ACK, what the server still has to send would be lost.',
        zh: '若 FIN 必须与 ACK 一起发送，服务器尚未发完的数据就丢失了。',
      },
      observe: (trace) => fins(trace, 'server')[0]?.t_ms,
    },
  },
  keepalive: {
    A: {
      scene: 'silent-peer',
      rules: [],
      without: withoutKeepalive,
      says: {
        en: 'Without the timer the server waits for ever in ESTABLISHED.',
        zh: '没有保活计时器，服务器会一直停留在 ESTABLISHED。',
      },
      observe: (trace) => trace.states.at(-1)?.server,
    },
    B: {
      scene: 'silent-peer',
      rules: ['keepalive-one-idle'],
      says: {
        en: 'Without probes a peer that only has nothing to say would be given up when the idle time is over.',
        zh: '若不发送探测，只是暂时无话可说的对方在空闲时间一到就会被放弃。',
      },
      observe: (trace) => probes(trace).length > 1,
    },
    C: {
      scene: 'silent-peer',
      rules: ['keepalive-one-probe-short'],
      says: {
        en: 'Who counts one probe less gives up 75 s earlier.',
        zh: '少数一个探测，就会提前 75 秒放弃。',
      },
      observe: (trace) => trace.states.at(-1)?.t_ms,
    },
  },
  consume: {
    A: {
      scene: 'fin-lost',
      rules: ['syn-takes-no-number', 'fin-takes-no-number'],
      says: {
        en: 'If SYN and FIN took no number, no acknowledgment number would move when they arrive.',
        zh: '若 SYN 和 FIN 不占序号，它们到达时确认号不会变化。',
      },
      observe: (trace) => trace.segments.map(({ seq, ack }) => [seq, ack]),
    },
    B: {
      scene: 'fin-lost',
      rules: ['fin-takes-no-number'],
      says: {
        en: 'If the FIN took no number, the ACK of the data and the ACK of the FIN would be the same: nobody could tell that the FIN was lost.',
        zh: '若 FIN 不占序号，对数据的确认与对 FIN 的确认相同，无法得知 FIN 已丢失。',
      },
      observe: (trace) =>
        new Set(trace.segments.filter((s) => s.from === 'server').map(({ ack }) => ack)).size,
    },
  },
};

/** The run that goes wrong. */
export function runWithout({ rules, without }: Proof, scenario: Scenario): Trace {
  return simulate(without?.(scenario) ?? scenario, { profile: PROFILE, rules });
}

/** Whether the scenario shows what the concept is needed for. */
export function shows(proof: Proof, scenario: Scenario): boolean {
  const seen = (trace: Trace) => JSON.stringify(proof.observe(trace));
  return seen(simulate(scenario, { profile: PROFILE })) !== seen(runWithout(proof, scenario));
}
