// Reads the URL of a webhook receiver. Parse first, compare after: the URL parser turns hexadecimal, octal, short
// and full-width hosts into plain addresses, and these are what is judged, here and again when one is dialled.
import { isIP } from 'node:net';

const VISIBLE_ASCII = /^[!-~]+$/;
const LENGTH_LIMIT = 2000;

/** Names under which clouds serve credentials, wherever they resolve to. */
const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.com',
  'metadata.azure.internal',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'metadata.tencentyun.com',
  'instance-data',
  'instance-data.ec2.internal',
]);

/** Ports at which something else than HTTP listens, though they are not privileged. */
const FOREIGN_PORTS = new Set([
  1433, 1521, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5672, 5900, 5984, 6379, 6443, 6666, 6667,
  8500, 9042, 9092, 9200, 9300, 10250, 11211, 27017, 27018,
]);
const WEB_PORTS = new Set([80, 443]);
const FIRST_UNPRIVILEGED_PORT = 1024;

export interface ReceiverUrl {
  /** As the URL parser writes it. */
  href: string;
  secure: boolean;
  /** A name in lower case without a final dot, or an address without brackets. */
  host: string;
  /** The host is an address: nothing is to be resolved. */
  literal: boolean;
}

/** Says why, in words for the person who typed it. */
export interface Refused {
  refused: string;
}

/** @param ownHosts names and addresses of the service itself and of its database */
export function readReceiverUrl(text: string, ownHosts: readonly string[]): ReceiverUrl | Refused {
  if (text.length > LENGTH_LIMIT) return { refused: `the URL is longer than ${LENGTH_LIMIT} characters` };
  if (!VISIBLE_ASCII.test(text) || text.includes('\\')) {
    return {
      refused:
        'the URL has spaces, control characters, backslashes or other than ASCII; write a name in its xn-- form',
    };
  }
  const url = URL.parse(text);
  if (!url || !/^https?:\/\/[^/]/i.test(text)) return { refused: 'it is not an http or https URL' };
  if (url.username || url.password || text.split(/[/?#]/)[2]?.includes('@'))
    return { refused: 'the URL holds a user or password' };
  if (url.hash || text.includes('#')) return { refused: 'the URL has a fragment, which is never sent' };
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (FOREIGN_PORTS.has(port) || (port < FIRST_UNPRIVILEGED_PORT && !WEB_PORTS.has(port)))
    return { refused: `port ${port} is not one of a web server` };
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (METADATA_NAMES.has(host)) return { refused: 'the host serves credentials of the cloud' };
  if (ownHosts.includes(host)) return { refused: 'the host is this service itself, or its database' };
  return { href: url.href, secure: url.protocol === 'https:', host, literal: isIP(host) !== 0 };
}
