// What Node refuses before there is a request: no HTTP at all, too many headers, or too slow. It is answered as any other
// fault is, on the bare socket, which is then closed.
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { type ProblemDetails, type ProblemName, PROBLEMS, typeOf } from './problems.js';

const REFUSALS: Record<string, [ProblemName, string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'Send the headers within 10 s, and all of it within 30 s.'],
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'The headers may have up to 16 KiB.'],
};
const UNREADABLE: [ProblemName, string] = ['bad-request', 'This is not HTTP.'];

export function refuseBroken(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(answerTo(error.code ?? ''));
  socket.destroy(error);
}

function answerTo(code: string): string {
  const [problem, detail] = REFUSALS[code] ?? UNREADABLE;
  const { status, title } = PROBLEMS[problem];
  const id = randomUUID();
  const said: ProblemDetails = {
    type: typeOf(problem),
    title,
    status,
    detail,
    instance: `urn:request:${id}`,
  };
  const body = JSON.stringify(said);
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${id}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
