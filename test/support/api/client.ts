// A client generated from the service's own OpenAPI document: what it cannot say, the document does not.
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from '../../../src/generated/api.js';

export type TypedClient = Client<paths>;
export type Schemas = components['schemas'];

export function typedClient(baseUrl: string, token?: string): TypedClient {
  return createClient<paths>({ baseUrl, headers: token ? { authorization: `Bearer ${token}` } : {} });
}

/** The body of an answer that has to be a good one. */
export async function done<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked;
  if (!response.ok) throw new Error(`${response.status} ${response.url}: ${JSON.stringify(error)}`);
  return data as T;
}
