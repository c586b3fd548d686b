// The one place where the service makes HTTP requests of its own: no redirects, a total deadline, a capped answer.
import { Agent, request } from 'undici';

const DEADLINE_MS = 15_000;
const ANSWER_LIMIT_BYTES = 64 * 1024;
const HEADERS_LIMIT_BYTES = 16 * 1024;

export type Egress = { status: number; durationMs: number } | { error: string; durationMs: number };

const agent = new Agent({ maxHeaderSize: HEADERS_LIMIT_BYTES, connections: 4, pipelining: 1 });

/** POSTs a JSON body. Whatever the receiver does is a value; nothing is thrown. */
export async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  stop: AbortSignal,
): Promise<Egress> {
  const begun = performance.now();
  const durationMs = () => Math.round(performance.now() - begun);
  try {
    const answer = await request(url, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/json', 'user-agent': 'LastAck-Webhooks/1', ...headers },
      body,
      signal: AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), stop]),
    });
    await answer.body.dump({ limit: ANSWER_LIMIT_BYTES });
    return { status: answer.statusCode, durationMs: durationMs() };
  } catch (error) {
    return { error: reason(error), durationMs: durationMs() };
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${DEADLINE_MS / 1000} s`;
  const code = 'code' in error ? `${String(error.code)}: ` : '';
  return `${code}${error.message}`.slice(0, 500);
}
