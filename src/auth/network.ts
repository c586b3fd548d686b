// Whom an address stands for where requests are counted.
import ipaddr from 'ipaddr.js';

/** Of an IPv6 address, what a network has to itself (RFC 6177): its hosts are as many as they like. */
const NETWORK_PARTS = 4;

/** An IPv4 address itself, also when it is written as IPv6; of an IPv6 address its /64. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, NETWORK_PARTS).join(':') : parsed.toString();
}
