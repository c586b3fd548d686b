// Socket options and sysctls by their Linux names, as scenarios give them.

import type { Rules } from './rules.js';
import type { Options } from './tcb.js';

const SECOND = 1000;

/** As in C: all but 0 is true. */
const FLAG = [0, 2 ** 31 - 1] as const;
const COUNT = [0, 255] as const;
/** The kernel's own bound on keepalive times, in seconds. */
const SECONDS = [0, 32_767] as const;
const MILLISECONDS = [0, 864_000_000] as const;

/** The names that have an effect here, each with its least and greatest value; a scenario may carry others. */
export const KNOWN_SETTINGS: ReadonlyMap<string, readonly [least: number, greatest: number]> = new Map<
  string,
  readonly [least: number, greatest: number]
>([
  ['SO_KEEPALIVE', FLAG],
  ['TCP_KEEPIDLE', [1, 32_767]],
  ['TCP_KEEPINTVL', [1, 32_767]],
  ['TCP_KEEPCNT', [1, 127]],
  ['TCP_NODELAY', FLAG],
  ['TCP_USER_TIMEOUT', MILLISECONDS],
  ['TCP_SYNCNT', COUNT],
  ['TCP_LINGER2', SECONDS],
  ['TCP_QUICKACK', FLAG],
  ['tcp_syn_retries', COUNT],
  ['tcp_syn_linear_timeouts', COUNT],
  ['tcp_synack_retries', COUNT],
  ['tcp_retries2', COUNT],
  ['tcp_orphan_retries', COUNT],
  ['tcp_fin_timeout', SECONDS],
  ['tcp_keepalive_time', SECONDS],
  ['tcp_keepalive_intvl', [1, 32_767]],
  ['tcp_keepalive_probes', COUNT],
  ['tcp_invalid_ratelimit', MILLISECONDS],
  ['tcp_rfc1337', FLAG],
  ['tcp_retrans_collapse', FLAG],
  ['SO_RCVBUF', [0, 2 ** 30]],
  // FreeBSD's net.inet.tcp.msl, in milliseconds.
  ['msl', [1, 432_000_000]],
]);

/** The options that `set` names, over those in force. Unknown names are kept out. */
export function withOptions(options: Options, set: Readonly<Record<string, number>>): Options {
  const next = { ...options };
  for (const [name, value] of Object.entries(set)) {
    switch (name) {
      case 'SO_KEEPALIVE':
        next.keepalive = value !== 0;
        break;
      case 'TCP_KEEPIDLE':
        next.keepIdle_ms = value * SECOND;
        break;
      case 'TCP_KEEPINTVL':
        next.keepInterval_ms = value * SECOND;
        break;
      case 'TCP_KEEPCNT':
        next.keepProbes = value;
        break;
      case 'TCP_NODELAY':
        next.nodelay = value !== 0;
        break;
      case 'TCP_USER_TIMEOUT':
        next.userTimeout_ms = value === 0 ? null : value;
        break;
      case 'TCP_SYNCNT':
        next.synRetries = value;
        break;
      case 'TCP_LINGER2':
        next.finWait2_ms = value * SECOND;
        break;
      case 'TCP_QUICKACK':
        next.quickAck = value !== 0;
        break;
      default:
        break;
    }
  }
  return next;
}

/** Host-wide settings, and the two socket options that change what a host can hold. */
export function withSysctls(rules: Rules, set: Readonly<Record<string, number>>): Rules {
  let next = rules;
  for (const [name, value] of Object.entries(set)) next = withSysctl(next, name, value);
  return next;
}

function withSysctl(rules: Rules, name: string, value: number): Rules {
  const retries = (change: Partial<Rules['retries']>): Rules => ({
    ...rules,
    retries: { ...rules.retries, ...change },
  });
  const keepalive = (change: Partial<Rules['keepalive']>): Rules => ({
    ...rules,
    keepalive: { ...rules.keepalive, ...change },
  });
  switch (name) {
    case 'tcp_syn_retries':
      return retries({ syn: value });
    case 'tcp_syn_linear_timeouts':
      return retries({ synLinear: value });
    case 'tcp_synack_retries':
      return retries({ synAck: value });
    case 'tcp_retries2':
      return retries({ data: value });
    case 'tcp_orphan_retries':
      return retries({ orphan: value === 0 ? 8 : value });
    case 'tcp_fin_timeout':
      return { ...rules, finWait2_ms: value * SECOND };
    case 'tcp_keepalive_time':
      return keepalive({ idle_ms: value * SECOND });
    case 'tcp_keepalive_intvl':
      return keepalive({ interval_ms: value * SECOND });
    case 'tcp_keepalive_probes':
      return keepalive({ probes: value });
    case 'tcp_invalid_ratelimit':
      return { ...rules, ack: { ...rules.ack, invalidLimit_ms: value } };
    case 'tcp_rfc1337':
      return { ...rules, rfc1337: value !== 0 };
    case 'tcp_retrans_collapse':
      return { ...rules, collapse: value !== 0 };
    case 'SO_RCVBUF':
      return { ...rules, receiveWindow: Math.min(65535, value) };
    case 'msl':
      // In Linux the length of TIME-WAIT is a constant.
      return rules.profile === 'linux' ? rules : { ...rules, msl_ms: value };
    default:
      return rules;
  }
}
