// Socket options and sysctls by their Linux names, as scenarios give them.

import type { Rules } from './rules.js';
import type { Options } from './tcb.js';

const SECOND = 1000;

/** The names that have an effect here; a scenario may carry others. */
export const KNOWN_SETTINGS: ReadonlySet<string> = new Set([
  'SO_KEEPALIVE',
  'TCP_KEEPIDLE',
  'TCP_KEEPINTVL',
  'TCP_KEEPCNT',
  'TCP_NODELAY',
  'TCP_USER_TIMEOUT',
  'TCP_SYNCNT',
  'TCP_LINGER2',
  'TCP_QUICKACK',
  'tcp_syn_retries',
  'tcp_syn_linear_timeouts',
  'tcp_synack_retries',
  'tcp_retries2',
  'tcp_orphan_retries',
  'tcp_fin_timeout',
  'tcp_keepalive_time',
  'tcp_keepalive_intvl',
  'tcp_keepalive_probes',
  'tcp_invalid_ratelimit',
  'tcp_rfc1337',
  'tcp_retrans_collapse',
  'SO_RCVBUF',
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
    default:
      return rules;
  }
}
