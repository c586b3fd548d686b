// What a start prints, and what somebody does with it who reads it.
import { spawnSync } from 'node:child_process';
import { run } from './run.js';
import type { ServiceProcess } from './service-process.js';

export interface Introduction {
  tokens: string[];
  requests: string[];
}

export async function introduction(service: ServiceProcess): Promise<Introduction> {
  await service.ready;
  const text = service.output();
  return { tokens: text.match(/^ .*\blak_\w{36}$/gm) ?? [], requests: text.match(/^ +curl .*$/gm) ?? [] };
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) console.warn('There is no curl here: the printed requests are sent by other means.');

/** Runs a printed request as somebody who pastes it into a shell. */
export async function paste(request: string): Promise<unknown> {
  if (!hasCurl) return send(request);
  const { status, stdout, stderr } = await run('bash', ['-c', request]);
  if (status !== 0 || stderr) throw new Error(`${request} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

async function send(request: string): Promise<unknown> {
  const headers = [...request.matchAll(/-H '([\w-]+): ([^']*)'/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  const [, body] = /-d '([^']*)'/.exec(request) ?? [];
  const url = /http:\S+$/.exec(request)?.[0] ?? '';
  const answer = await fetch(url, {
    method: body ? 'POST' : 'GET',
    body,
    headers: Object.fromEntries(headers) as Record<string, string>,
  });
  return answer.json();
}
