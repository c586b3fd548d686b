// W13 and W14: hostile URLs and names that rebind reach nobody. Where the machine allows it (Linux, unshare and ip), the
// proof runs in a network of its own, in which private addresses and the metadata service's are at hand as canaries;
// elsewhere other addresses of 127.0.0.0/8 play them, and it says so.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { EgressClient } from '../../../dist/webhooks/egress.js';
import { exactly } from './lab.mjs';

const REBINDINGS = 100;
const PORTS_TRIED = 50;
const PUBLIC = '93.184.216.34';
const METADATA = '169.254.169.254';
const CORPUS = new URL('../../../test/data/hostile-urls/', import.meta.url);
/** Who is allowed, in a range of its own, and who is not. */
const OWN_NETWORK = {
  open: '10.1.0.7',
  range: '10.1.0.0/16',
  shut: ['127.0.0.1', '::1', '10.0.0.1', METADATA],
};
const LOOPBACK = { open: '127.1.0.7', range: '127.1.0.0/16', shut: ['127.0.0.1', '::1', '127.2.0.1'] };
const never = new AbortController().signal;

export async function guard() {
  const set = ['ip link set lo up', `ip addr add ${OWN_NETWORK.open}/32 dev lo`];
  const rest = OWN_NETWORK.shut.slice(2).map((address) => `ip addr add ${address}/32 dev lo`);
  const node = `exec "${process.execPath}" "${fileURLToPath(import.meta.url)}"`;
  const { status, stdout } = spawnSync('unshare', ['-rn', 'sh', '-c', [...set, ...rest, node].join(' && ')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (status === 0) return JSON.parse(stdout);
  console.log(
    'W13: no network of its own here (unshare, ip): addresses of 127.0.0.0/8 play the private ones',
  );
  return watch(LOOPBACK);
}

async function watch({ open, range, shut }) {
  let touched = [];
  const canaries = [];
  let port = 0;
  const listen = async (address) => {
    const canary = createServer((socket) => {
      touched.push(socket.localAddress);
      socket.on('error', () => undefined); // A client that goes away is not what is watched.
      socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'));
    });
    canary.listen(port, address);
    await once(canary, 'listening');
    ({ port } = canary.address());
    canaries.push(canary);
  };
  // A port that is free at one address may be in use at another: then another port is taken.
  for (let tries = 1; canaries.length <= shut.length; tries++) {
    try {
      for (const address of [open, ...shut]) await listen(address);
    } catch (error) {
      for (const canary of canaries.splice(0)) canary.close();
      port = 0;
      if (error.code !== 'EADDRINUSE' || tries === PORTS_TRIED) throw error;
    }
  }
  const hits = () => touched.splice(0);
  const at = (address) => `http://${address.includes(':') ? `[${address}]` : address}:${port}/`;
  const withClient = async (options, use) => {
    const client = new EgressClient({
      allow: [],
      ownHosts: ['lastack.example.edu', 'postgres.example.edu', 'postgres'],
      ...options,
    });
    await use(client);
    await client.close();
  };

  const hostile = corpus();
  let saved = 0;
  let dialled = 0;
  for (const { url, resolves } of hostile) {
    await withClient({ resolve: async () => resolves }, async (client) => {
      saved += Number((await client.refusal(url)) === null);
      const answer = await client.post(url, {}, '{}', never);
      dialled += Number(!answer.error?.startsWith('refused: '));
      const aimed = url.replace(/^https?(:\/\/[^/?#]*?)(:\d+)?(?=[/?#]|$)/i, `http$1:${port}`);
      await client.post(aimed, {}, '{}', never);
    });
  }
  const ofCorpus = hits().length;

  let lookups = 0;
  const answers = [
    [[open], [shut[0]]],
    [[open], ['::1']],
    [[open, shut[0]], [open]],
    [[shut[0], open]],
    [[open], [open, '::1']],
  ];
  for (let run = 0; run < REBINDINGS; run++) {
    const said = answers[run % answers.length];
    let asked = 0;
    const resolve = async () => said[Math.min(asked++, said.length - 1)];
    await withClient({ allow: [range], resolve }, (client) =>
      client.post(`http://rebinding-${run}.example:${port}/`, {}, '{}', never),
    );
    lookups += asked;
  }
  const ofRebinding = hits();

  await withClient({ allow: [range] }, async (client) => {
    for (const address of [open, ...shut]) await client.post(at(address), {}, '{}', never);
  });
  const ofRange = hits();
  await withClient({ allow: ['0.0.0.0/0', '::/0'] }, async (client) => {
    for (const address of [open, ...shut]) await client.post(at(address), {}, '{}', never);
  });
  const ofAll = hits();
  for (const canary of canaries) canary.close();
  return [
    { what: 'W13 hostile URLs', seen: hostile.length, promised: '>= 150', holds: hostile.length >= 150 },
    exactly('W13 of them not refused when saved', saved, 0),
    exactly('W13 of them not refused when dialled', dialled, 0),
    exactly(`W13 connections that ${shut.join(', ')} saw`, ofCorpus, 0),
    exactly(`W13 with ${range} allowed, reached`, ofRange.join(), open),
    exactly(
      'W13 canaries that can be reached at all',
      ofAll.length,
      1 + shut.filter((address) => address !== METADATA).length,
    ),
    exactly('W14 addresses dialled in 100 rebindings', [...new Set(ofRebinding)].join(), open),
    exactly('W14 lookups in them', lookups, REBINDINGS),
  ];
}

function corpus() {
  return readdirSync(CORPUS).flatMap((file) =>
    JSON.parse(readFileSync(new URL(file, CORPUS), 'utf8')).map((entry) =>
      typeof entry === 'string' ? { url: entry, resolves: [PUBLIC] } : entry,
    ),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(await watch(OWN_NETWORK)));
