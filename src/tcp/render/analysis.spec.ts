import { describe, expect, it } from '@jest/globals';
import { recordedTrace } from '../../../test/support/recorded-trace.js';
import type { Host } from '../trace.js';
import { observe, type Observed } from './analysis.js';

const marked = (name: string, host: Host, mark: Exclude<keyof Observed, 'segment'>): number[] =>
  observe(recordedTrace('linux', name), host)
    .filter((seen) => seen[mark])
    .map((seen) => seen.segment);

describe('an observer of one interface', () => {
  it('sees a FIN sent again as a retransmission, and the ACK of it as a duplicate', () => {
    expect(marked('loss_last_ack', 'server', 'retransmission')).toEqual([7]);
    expect(marked('loss_last_ack', 'client', 'duplicate_ack')).toEqual([8]);
  });

  it('sees one number below the next as a keepalive, not as a retransmission', () => {
    expect(marked('keepalive_vanished', 'client', 'keep_alive')).toEqual([3, 4, 5]);
    expect(marked('keepalive_vanished', 'client', 'retransmission')).toEqual([]);
  });

  it('sees an ACK repeated for out-of-order data as a duplicate', () => {
    expect(marked('loss_data_first_of_3', 'server', 'duplicate_ack')).toEqual([6, 7]);
    expect(marked('loss_data_first_of_3', 'client', 'retransmission')).toEqual([8]);
  });

  it('takes a SYN with another number for a new incarnation', () => {
    expect(marked('tw_syn_higher_isn', 'client', 'retransmission')).toEqual([]);
  });

  it('is not deceived by sequence numbers that wrap', () => {
    expect(marked('wrap_data', 'client', 'retransmission')).toEqual([]);
  });

  it('does not report what the network copied', () => {
    expect(
      observe(recordedTrace('linux', 'dup_synack_network'), 'server').map((seen) => seen.segment),
    ).toEqual([1]);
  });
});
