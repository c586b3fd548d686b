// Wireshark's opinion of capture files: one tshark process for many, which may simply be put end to end.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Dissected {
  /** Wireshark calls it out of order when it follows new text within an RTT; where it was sent both are the same. */
  retransmission: boolean;
  duplicate_ack: boolean;
  keep_alive: boolean;
  zero_window: boolean;
  zero_window_probe: boolean;
  malformed: boolean;
  tcpChecksumGood: boolean;
  /** null: IPv6 has none. */
  ipChecksumGood: boolean | null;
}

const FIELDS = [
  'tcp.analysis.retransmission',
  'tcp.analysis.out_of_order',
  'tcp.analysis.duplicate_ack',
  'tcp.analysis.keep_alive',
  'tcp.analysis.zero_window',
  'tcp.analysis.zero_window_probe',
  '_ws.malformed',
  'tcp.checksum.status',
  'ip.checksum.status',
];

export function tsharkVersion(): string | null {
  const run = spawnSync('tshark', ['--version'], { encoding: 'utf8' });
  return run.status === 0 ? (run.stdout.split('\n')[0] ?? null) : null;
}

/** One entry per packet, in the order of the files. */
export function dissect(files: Uint8Array[]): Dissected[] {
  return tsharkFields(files, FIELDS, ['tcp.check_checksum:TRUE', 'ip.check_checksum:TRUE']).map(readLine);
}

const FORMAT = ['-T', 'fields', '-E', 'separator=|'];

/** The values of `fields` as tshark prints them, one row per packet, in the order of the files. */
export function tsharkFields(
  files: Uint8Array[],
  fields: readonly string[],
  preferences: readonly string[] = [],
): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'lastack-'));
  try {
    const path = join(folder, 'all.pcapng');
    writeFileSync(path, Buffer.concat(files));
    const options = preferences.flatMap((preference) => ['-o', preference]);
    const run = spawnSync(
      'tshark',
      ['-n', '-r', path, ...options, ...FORMAT, ...fields.flatMap((field) => ['-e', field])],
      { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 120_000 },
    );
    if (run.status !== 0) throw new Error(`tshark ended with ${run.status}: ${run.stderr}`);
    return run.stdout
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => line.split('|'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readLine(fields: string[]): Dissected {
  const [retransmission, disordered, duplicate, keepAlive, zeroWindow, probe, malformed, tcp, ip] = fields;
  return {
    retransmission: retransmission !== '' || disordered !== '',
    duplicate_ack: duplicate !== '',
    keep_alive: keepAlive !== '',
    zero_window: zeroWindow !== '',
    zero_window_probe: probe !== '',
    malformed: malformed !== '',
    tcpChecksumGood: tcp === '1',
    ipChecksumGood: ip === '' ? null : ip === '1',
  };
}
