// Which IP addresses the service may open connections to. Only global unicast passes (IANA's special-purpose
// registries, RFC 6890 and its updates, name the rest); an operator may open ranges, but never a metadata service.
import ipaddr from 'ipaddr.js';

/** Where clouds hand out credentials to whoever asks from inside. No allow-list opens these. */
const METADATA = [
  '169.254.0.0/16', // AWS, GCP, Azure, OpenStack, ECS tasks (.170.2), EKS pods (.170.23), and all other link-local
  '168.63.129.16/32', // Azure's host agent, a public address
  '100.100.100.200/32', // Alibaba
  '192.0.0.192/32', // Oracle
  'fe80::/10',
  'fd00:ec2::/32', // AWS
  'fd20:ce::/32', // GCP
];

/** Not global unicast. Of IPv6 only 2000::/3 is; what stands here is carved out of it. */
const SPECIAL = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
  '2001::/23', // protocol assignments: Teredo, ORCHID, benchmarks
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: an IPv4 address in disguise
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
];
const GLOBAL_IPV6 = '2000::/3';

/** The IPv6 addresses that stand for those of an IPv4 range a.b.c.d/n: NAT64, 6to4, IPv4-compatible. */
function disguises(range: string): string[] {
  const [address, bits] = ipaddr.parseCIDR(range);
  if (address.kind() === 'ipv6') return [];
  const [a = 0, b = 0, c = 0, d = 0] = address.toByteArray();
  const tail = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  return [`64:ff9b::${tail}/${96 + bits}`, `2002:${tail}::/${16 + bits}`, `::${tail}/${96 + bits}`];
}
/** An IPv4 address once more: whoever means it can write it. */
const MAPPED = '::ffff:0:0/96';

type Range = ReturnType<typeof ipaddr.parseCIDR>;
const parse = (ranges: readonly string[]): Range[] => ranges.map((range) => ipaddr.parseCIDR(range));
const never = parse([...METADATA, ...METADATA.flatMap(disguises), MAPPED]);
const special = parse(SPECIAL);
const global = parse([GLOBAL_IPV6]);

export class AddressPolicy {
  readonly #allowed: Range[];

  /** @param allowed CIDR ranges that the operator opens, such as 10.1.0.0/16 */
  constructor(allowed: readonly string[]) {
    this.#allowed = parse(allowed);
  }

  /**
   * `allowed` when the operator has opened the address, `public` when it is global unicast, else `refused`. An
   * IPv4-mapped IPv6 address is always refused, and so is any other that stands for a metadata service.
   */
  judge(text: string): 'allowed' | 'public' | 'refused' {
    if (!ipaddr.isValid(text)) return 'refused';
    const address = ipaddr.parse(text);
    if (isIn(address, never)) return 'refused';
    if (isIn(address, this.#allowed)) return 'allowed';
    if (isIn(address, special)) return 'refused';
    return address.kind() === 'ipv4' || isIn(address, global) ? 'public' : 'refused';
  }
}

function isIn(address: ReturnType<typeof ipaddr.parse>, ranges: Range[]): boolean {
  return ranges.some((range) => address.kind() === range[0].kind() && address.match(range));
}
