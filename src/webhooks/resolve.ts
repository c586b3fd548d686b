// Names to addresses by DNS alone. getaddrinfo would block one of Node's few threads for as long as a name server
// keeps silent, and two such names would hold up every other delivery.
import { Resolver } from 'node:dns/promises';

const QUERY_TIMEOUT_MS = 2_000;
const QUERY_TRIES = 2;

/** Every address of a name, in the order to dial; empty when there is none. */
export type Resolve = (name: string) => Promise<string[]>;

export const resolveByDns: Resolve = async (name) => {
  // RFC 6761, section 6.3: never asked of a name server.
  if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1'];
  const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES });
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
};
