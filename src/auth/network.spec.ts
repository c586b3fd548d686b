import { expect, it } from '@jest/globals';
import { networkOf } from './network.js';

it('two hosts of one IPv6 /64 are one network, those of two are two', () => {
  expect(networkOf('2001:db8:1:2::1')).toBe(networkOf('2001:0db8:1:2:ffff:ffff:ffff:ffff'));
  expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'));
});

it('an IPv4 address is one of its own, also when it is written as IPv6', () => {
  expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(networkOf('192.0.2.7')).not.toBe(networkOf('192.0.2.8'));
});

it('what is no address stands for itself', () => {
  expect(networkOf('fe80::1%eth0x y')).toBe('fe80::1%eth0x y');
});
