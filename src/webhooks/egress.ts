// The one place where the service makes HTTP requests of its own. A name is resolved once, every address it has is
// judged, and exactly a judged one is dialled; addresses typed into the URL are judged as well. Nothing that the
// receiver does can hurt: no redirects, no decompression, a total deadline, a cap on headers and body.
import { isIP, type Socket } from 'node:net';
import { callbackify } from 'node:util';
import { Agent, buildConnector, request } from 'undici';
import { AddressPolicy } from './addresses.js';
import { readReceiverUrl, type ReceiverUrl } from './receiver-url.js';
import { type Resolve, resolveByDns } from './resolve.js';

export const DEADLINE_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;
const ADDRESSES_DIALLED = 3;
/** How long saving an endpoint waits for the name servers. */
const CHECK_TIMEOUT_MS = 3_000;
export const READ_LIMIT_BYTES = 64 * 1024;
export const KEPT_LIMIT_BYTES = 4 * 1024;
const HEADERS_LIMIT_BYTES = 16 * 1024;

/** What came back: an answer, of which the first 4 KiB are kept, or the reason why there is none. */
export type Egress =
  | { status: number; answer: string; retryAfter: string | null; durationMs: number }
  | { error: string; durationMs: number };

export interface EgressOptions {
  /** CIDR ranges that the operator opens. */
  allow: readonly string[];
  /** Names and addresses of the service itself and of its database. */
  ownHosts?: readonly string[];
  resolve?: Resolve;
  deadlineMs?: number;
}

/** Thrown through undici, which hands it back unchanged. */
class RefusedError extends Error {}

type Target = Pick<ReceiverUrl, 'host' | 'literal' | 'secure'>;
type Connect = ReturnType<typeof buildConnector>;
type ConnectOptions = Parameters<Connect>[0];

export class EgressClient {
  readonly #addresses: AddressPolicy;
  readonly #ownHosts: readonly string[];
  readonly #resolve: Resolve;
  readonly #deadlineMs: number;
  readonly #agent: Agent;
  readonly #connect: Connect;

  constructor({ allow, ownHosts = [], resolve = resolveByDns, deadlineMs = DEADLINE_MS }: EgressOptions) {
    this.#addresses = new AddressPolicy(allow);
    this.#ownHosts = ownHosts;
    this.#resolve = resolve;
    this.#deadlineMs = deadlineMs;
    this.#connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false, maxCachedSessions: 0 });
    const dial = callbackify((options: ConnectOptions) => this.#dial(options));
    this.#agent = new Agent({
      maxHeaderSize: HEADERS_LIMIT_BYTES,
      pipelining: 1,
      connect: (options, callback) =>
        dial(options, (error, socket) => (error ? callback(error, null) : callback(null, socket))),
    });
  }

  /**
   * Why the URL may not be a receiver; null when it may. A name that does not resolve (yet) passes: it is judged
   * again whenever it is dialled.
   */
  async refusal(text: string): Promise<string | null> {
    const url = readReceiverUrl(text, this.#ownHosts);
    if ('refused' in url) return url.refused;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string[]>((resolve) => {
      timer = setTimeout(() => resolve([]), CHECK_TIMEOUT_MS);
    });
    const addresses = await Promise.race([this.#addressesOf(url), late]);
    clearTimeout(timer);
    return this.#judge(url, addresses);
  }

  /** POSTs a JSON body. Whatever the receiver does is a value; nothing is thrown. */
  async post(
    text: string,
    headers: Record<string, string>,
    body: string,
    stop: AbortSignal,
  ): Promise<Egress> {
    const begun = performance.now();
    const durationMs = () => Math.round(performance.now() - begun);
    const url = readReceiverUrl(text, this.#ownHosts);
    if ('refused' in url) return { error: `refused: ${url.refused}`, durationMs: durationMs() };
    const deadline = AbortSignal.timeout(this.#deadlineMs);
    try {
      const response = await request(url.href, {
        method: 'POST',
        dispatcher: this.#agent,
        headers: { 'content-type': 'application/json', 'user-agent': 'LastAck-Webhooks/1', ...headers },
        body,
        signal: AbortSignal.any([deadline, stop]),
      });
      const retryAfter = response.headers['retry-after'];
      const answer = await firstPart(response.body);
      return {
        status: response.statusCode,
        answer,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
        durationMs: durationMs(),
      };
    } catch (error) {
      const why = deadline.aborted ? `no full answer within ${this.#deadlineMs / 1000} s` : reason(error);
      return { error: why, durationMs: durationMs() };
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #addressesOf({ host, literal }: Target): Promise<string[]> {
    return literal ? [host] : await this.#resolve(host);
  }

  /** One refused address among many refuses them all: which one is dialled must not be the receiver's choice. */
  #judge({ secure }: Target, addresses: string[]): string | null {
    const verdicts = addresses.map((address) => this.#addresses.judge(address));
    if (verdicts.includes('refused')) return 'the host is not at a public address';
    if (!secure && verdicts.includes('public')) return 'a public host must be called by https';
    return null;
  }

  /** undici calls this for every new connection, whatever the host looks like. */
  async #dial(options: ConnectOptions): Promise<Socket> {
    const host = options.hostname.replace(/\.$/, '');
    const target = { host, literal: isIP(host) !== 0, secure: options.protocol === 'https:' };
    const addresses = await this.#addressesOf(target);
    if (addresses.length === 0) throw new Error('the name of the host does not resolve');
    const refused = this.#judge(target, addresses);
    if (refused) throw new RefusedError(refused);
    const faults: unknown[] = [];
    for (const address of addresses.slice(0, ADDRESSES_DIALLED)) {
      try {
        return await this.#open(options, target, address);
      } catch (error) {
        faults.push(error); // The next address may answer; if none does, the first fault is told.
      }
    }
    throw new Error(reason(faults[0]));
  }

  /** Connects to the address itself; the name is for the certificate alone. */
  #open(options: ConnectOptions, { host, literal, secure }: Target, address: string): Promise<Socket> {
    const servername = secure && !literal ? { servername: host } : { servername: undefined };
    return new Promise((resolve, reject) => {
      this.#connect({ ...options, ...servername, hostname: address }, (error, socket) => {
        if (error) reject(error);
        else resolve(socket);
      });
    });
  }
}

/** Reads up to 64 KiB of a body, hangs up on more, and keeps the first 4 KiB as text that a jsonb or text column takes. */
async function firstPart(body: AsyncIterable<Uint8Array>): Promise<string> {
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  let readBytes = 0;
  for await (const chunk of body) {
    if (keptBytes < KEPT_LIMIT_BYTES) {
      const part = chunk.subarray(0, KEPT_LIMIT_BYTES - keptBytes);
      kept.push(part);
      keptBytes += part.length;
    }
    readBytes += chunk.length;
    if (readBytes > READ_LIMIT_BYTES) break;
  }
  return Buffer.concat(kept).toString('utf8').replaceAll('\0', '\uFFFD');
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof RefusedError) return `refused: ${error.message}`;
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  return `${code}${error.message}`.slice(0, 500);
}
