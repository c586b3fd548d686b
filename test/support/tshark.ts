// Wireshark's opinion of capture files: one tshark process for many, which may simply be put end to end.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Dissected {
  retransmission: boolean;
  duplicate_ack: boolean;
  keep_alive: boolean;
  zero_window: boolean;
  malformed: boolean;
  tcpChecksumGood: boolean;
  /** null: IPv6 has none. */
  ipChecksumGood: boolean | null;
}

const FIELDS = [
  'tcp.analysis.retransmission',
  'tcp.analysis.duplicate_ack',
  'tcp.analysis.keep_alive',
  'tcp.analysis.zero_window',
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
  const folder = mkdtempSync(join(tmpdir(), 'lastack-'));
  try {
    const path = join(folder, 'all.pcapng');
    writeFileSync(path, Buffer.concat(files));
    const options = [
      '-o',
      'tcp.check_checksum:TRUE',
      '-o',
      'ip.check_checksum:TRUE',
      '-T',
      'fields',
      '-E',
      'separator=|',
    ];
    const run = spawnSync(
      'tshark',
      ['-n', '-r', path, ...options, ...FIELDS.flatMap((field) => ['-e', field])],
      {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        timeout: 120_000,
      },
    );
    if (run.status !== 0) throw new Error(`tshark ended with ${run.status}: ${run.stderr}`);
    return run.stdout.trimEnd().split('\n').map(readLine);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readLine(line: string): Dissected {
  const [retransmission, duplicate, keepAlive, zeroWindow, malformed, tcp, ip] = line.split('|');
  return {
    retransmission: retransmission !== '',
    duplicate_ack: duplicate !== '',
    keep_alive: keepAlive !== '',
    zero_window: zeroWindow !== '',
    malformed: malformed !== '',
    tcpChecksumGood: tcp === '1',
    ipChecksumGood: ip === '' ? null : ip === '1',
  };
}
