// The wire between the two hosts: delay, and which segments it loses, doubles or holds back. Named segments are
// counted per host; random trouble comes from a seeded generator, so that the same seed makes the same wire.

import type { DropMatch, DropRule, Noise, Scenario } from './scenario.js';
import { ACK, FIN, RST, SYN, isPureAck, type Segment } from './segment.js';
import type { Host } from './trace.js';

/** What becomes of one segment: the delays of all copies that arrive. None: it is lost. */
export interface Fate {
  /** One-way delay of the segment itself, or null when it is lost. */
  delay_ms: number | null;
  /** Delay of a copy made by the network, or null. */
  copy_ms: number | null;
}

interface Counter {
  rule: DropRule;
  seen: number;
}

export class Network {
  private readonly counters: readonly Counter[];
  private readonly blocked: Record<Host, boolean> = { client: false, server: false };
  private readonly random: () => number;

  constructor(
    private readonly link: Scenario['link'],
    drops: readonly DropRule[],
    private readonly noise: Noise | null,
  ) {
    this.counters = drops.map((rule) => ({ rule, seen: 0 }));
    this.random = noise === null ? () => 1 : generator(noise.seed);
  }

  block(host: Host, on: boolean): void {
    this.blocked[host] = on;
  }

  /** Decides what happens to a segment of `from`, sent now. Every segment must be asked for once, in order. */
  carry(from: Host, seg: Segment, now: number): Fate {
    const fate: Fate = { delay_ms: this.link.delay_ms[from], copy_ms: null };
    for (const counter of this.counters) {
      if (counter.rule.from === from && matches(counter.rule.match, seg)) {
        counter.seen += 1;
        if (counter.rule.nth.length === 0 || counter.rule.nth.includes(counter.seen))
          apply(counter.rule, fate);
      }
    }
    if (this.noise !== null && now < this.noise.until_ms) this.disturb(fate, this.noise);
    if (this.blocked[from]) fate.delay_ms = fate.copy_ms = null;
    return fate;
  }

  private disturb(fate: Fate, noise: Noise): void {
    const [lost, doubled, held, far] = [this.random(), this.random(), this.random(), this.random()];
    if (fate.delay_ms === null) return;
    if (doubled < noise.duplicate) fate.copy_ms = fate.delay_ms + far * noise.reorder_ms;
    if (held < noise.reorder) fate.delay_ms += far * noise.reorder_ms;
    if (lost < noise.loss) fate.delay_ms = fate.copy_ms = null;
  }
}

function apply(rule: DropRule, fate: Fate): void {
  switch (rule.action) {
    case 'drop':
      fate.delay_ms = null;
      break;
    case 'dup':
      if (fate.delay_ms !== null) fate.copy_ms = fate.delay_ms + rule.ms;
      break;
    case 'delay':
      if (fate.delay_ms !== null) fate.delay_ms += rule.ms;
      break;
    default:
      rule.action satisfies never;
  }
}

export function matches(match: DropMatch, seg: Segment): boolean {
  switch (match) {
    case 'SYN':
      return (seg.ctl & (SYN | ACK)) === SYN;
    case 'SYN-ACK':
      return (seg.ctl & (SYN | ACK)) === (SYN | ACK);
    case 'FIN':
      return (seg.ctl & FIN) !== 0;
    case 'DATA':
      return seg.len > 0;
    case 'PURE-ACK':
      return isPureAck(seg);
    case 'RST':
      return (seg.ctl & RST) !== 0;
    case 'ANY':
      return true;
    default:
      return match satisfies never;
  }
}

/** sfc32 seeded by a string: good noise, no secret. Numbers 0 =< x < 1. */
export function generator(seed: string): () => number {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  for (let i = 0; i < seed.length; i += 1) a = Math.imul(a ^ seed.charCodeAt(i), 0x01000193);
  const next = (): number => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i += 1) next();
  return next;
}
