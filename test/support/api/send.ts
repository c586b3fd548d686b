// Sends the request of an operation, with ids in the place of the names in its path.
import type { Answer, Api } from '../service.js';
import { filled, type Operation } from './document.js';
import type { Request } from './requests.js';
import type { World } from './world.js';

export function send<T>(
  world: World,
  who: Api,
  { method, path }: Operation,
  { ids, query = '', headers, body, version }: Request,
): Promise<Answer<T>> {
  const type = typeof body === 'string' ? 'text/csv' : 'application/json';
  return who.request<T>(filled(path, { ...world.ids, ...ids }) + query, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': type }),
      ...(version !== undefined && { 'if-match': `"${version}"` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}
