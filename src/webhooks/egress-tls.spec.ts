// A public receiver is reached by TLS alone, and only as the one its URL names. Its certificate in test/data/tls is of an
// authority whose key was thrown away.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { EgressClient } from './egress.js';

const read = (name: string) => readFileSync(`test/data/tls/${name}`);
const never = new AbortController().signal;
const usual = getCACertificates('default');

let server: Server;
let egress: EgressClient;
let heard: (string | undefined)[] = [];
const url = (host: string) => `https://${host}:${(server.address() as AddressInfo).port}/`;

beforeAll(async () => {
  server = createServer({ key: read('receiver.key'), cert: read('receiver.crt') }, (request, response) => {
    heard.push(request.headers.host?.split(':')[0]);
    response.writeHead(204, { connection: 'close' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  egress = new EgressClient({ allow: ['127.0.0.1/32'], resolve: async () => ['127.0.0.1'] });
});
afterAll(async () => {
  await egress.close();
  server.closeAllConnections();
  server.close();
});

it('a receiver whose authority nobody knows hears nothing', async () => {
  expect(await egress.post(url('lms.example.edu'), {}, '{}', never)).toMatchObject({
    error: expect.stringMatching(/unable to verify the first certificate|self-signed/),
  });
  expect(heard).toEqual([]);
});

describe('with an authority that is known', () => {
  beforeAll(() => setDefaultCACertificates([...usual, read('authority.crt').toString()]));
  afterAll(() => setDefaultCACertificates(usual));

  it('the receiver that the certificate names is reached, at the address that was judged', async () => {
    heard = [];
    for (const host of ['lms.example.edu', 'LMS.example.edu', 'lms.example.edu.'])
      expect(await egress.post(url(host), {}, '{}', never)).toMatchObject({ status: 204 });
    expect(heard).toEqual(['lms.example.edu', 'lms.example.edu', 'lms.example.edu.']);
  });

  it.each(['other.example.edu', 'sub.lms.example.edu', 'example.edu', '127.0.0.1'])(
    'another one, %s, hears nothing',
    async (host) => {
      heard = [];
      const sent = await egress.post(url(host), {}, '{}', never);
      expect(sent).toMatchObject({ error: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') });
      expect(heard).toEqual([]);
    },
  );
});
