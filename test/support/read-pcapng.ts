// Reads back the capture files we write, independently of how they are written: pcapng blocks, IP and TCP headers.
// Throws where a length, a checksum or the order of blocks is wrong.

export interface CapturedPacket {
  time_ns: bigint;
  comment: string | null;
  version: number;
  /** Of IPv4; 0 for IPv6. */
  identification: number;
  source: { address: string; port: number };
  destination: { address: string; port: number };
  seq: number;
  ack: number;
  flags: number;
  window: number;
  mss: number | null;
  text: string;
}

export interface Capture {
  application: string | null;
  interfaceName: string | null;
  resolution: number;
  packets: CapturedPacket[];
}

export function readPcapng(file: Uint8Array): Capture {
  const buffer = Buffer.from(file);
  const capture: Capture = { application: null, interfaceName: null, resolution: 6, packets: [] };
  for (let offset = 0; offset < buffer.length;) {
    const type = buffer.readUInt32LE(offset);
    const length = buffer.readUInt32LE(offset + 4);
    if (length % 4 !== 0 || buffer.readUInt32LE(offset + length - 4) !== length)
      throw new Error(`block at ${offset}: bad length`);
    readBlock(type, buffer.subarray(offset + 8, offset + length - 4), capture);
    offset += length;
  }
  return capture;
}

function readBlock(type: number, body: Buffer, capture: Capture): void {
  if (type === 0x0a0d0d0a) {
    if (body.readUInt32LE(0) !== 0x1a2b3c4d) throw new Error('bad byte-order magic');
    capture.application = readOptions(body.subarray(16)).get(4)?.toString() ?? null;
  } else if (type === 1) {
    if (body.readUInt16LE(0) !== 101) throw new Error('not raw IP');
    const options = readOptions(body.subarray(8));
    capture.interfaceName = options.get(2)?.toString() ?? null;
    capture.resolution = options.get(9)?.[0] ?? 6;
  } else if (type === 6) {
    const [captured, original] = [body.readUInt32LE(12), body.readUInt32LE(16)];
    if (captured !== original) throw new Error('a packet was cut');
    const stamp = (BigInt(body.readUInt32LE(4)) << 32n) | BigInt(body.readUInt32LE(8));
    const options = readOptions(body.subarray(20 + Math.ceil(captured / 4) * 4));
    const time_ns = stamp * 10n ** BigInt(9 - capture.resolution);
    const comment = options.get(1)?.toString() ?? null;
    capture.packets.push({ time_ns, comment, ...readPacket(body.subarray(20, 20 + captured)) });
  } else {
    throw new Error(`unknown block ${type}`);
  }
}

function readOptions(bytes: Buffer): Map<number, Buffer> {
  const options = new Map<number, Buffer>();
  let offset = 0;
  for (;;) {
    const [code, length] = [bytes.readUInt16LE(offset), bytes.readUInt16LE(offset + 2)];
    if (code === 0) break;
    options.set(code, bytes.subarray(offset + 4, offset + 4 + length));
    offset += 4 + Math.ceil(length / 4) * 4;
  }
  if (offset + 4 !== bytes.length) throw new Error('octets after the end of the options');
  return options;
}

function readPacket(packet: Buffer): Omit<CapturedPacket, 'time_ns' | 'comment'> {
  const version = packet.readUInt8(0) >> 4;
  const headerLength = version === 4 ? (packet.readUInt8(0) & 15) * 4 : 40;
  const stated = version === 4 ? packet.readUInt16BE(2) : packet.readUInt16BE(4) + 40;
  if (stated !== packet.length) throw new Error('IP length is not the length of the packet');
  if (version === 4 && onesSum(packet.subarray(0, headerLength)) !== 0xffff)
    throw new Error('bad IP checksum');
  if (packet.readUInt8(version === 4 ? 9 : 6) !== 6) throw new Error('not TCP');
  const addresses = version === 4 ? packet.subarray(12, 20) : packet.subarray(8, 40);
  const tcp = packet.subarray(headerLength);
  const pseudo = Buffer.concat([addresses, Buffer.from([0, 0, tcp.length >> 8, tcp.length & 255, 0, 6])]);
  if (onesSum(Buffer.concat([pseudo, tcp])) !== 0xffff) throw new Error('bad TCP checksum');
  const half = addresses.length / 2;
  const dataOffset = (tcp.readUInt8(12) >> 4) * 4;
  const options = tcp.subarray(20, dataOffset);
  return {
    version,
    identification: version === 4 ? packet.readUInt16BE(4) : 0,
    source: { address: addresses.subarray(0, half).toString('hex'), port: tcp.readUInt16BE(0) },
    destination: { address: addresses.subarray(half).toString('hex'), port: tcp.readUInt16BE(2) },
    seq: tcp.readUInt32BE(4),
    ack: tcp.readUInt32BE(8),
    flags: tcp.readUInt8(13),
    window: tcp.readUInt16BE(14),
    mss: options.length === 0 ? null : options.readUInt16BE(2),
    text: tcp.subarray(dataOffset).toString(),
  };
}

/** 16-bit ones' complement sum; 0xffff when a checksum field inside is right. */
function onesSum(bytes: Buffer): number {
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from([0])]);
  let sum = 0;
  for (let k = 0; k < even.length; k += 2) {
    sum += even.readUInt16BE(k);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return sum;
}
