import { describe, expect, test } from '@jest/globals';
import { canonicalIp, forbiddenRange, ranges, retryDelayMs } from '../src/index.js';

/** One address in each range, and one just outside where there is one. */
const samples: Record<string, [inside: string, outside: string]> = {
  thisNetwork: ['0.1.2.3', '1.0.0.0'],
  privateTen: ['10.255.0.1', '11.0.0.1'],
  carrierGradeNat: ['100.64.0.1', '100.128.0.1'],
  loopback: ['127.5.5.5', '128.0.0.1'],
  linkLocal: ['169.254.169.254', '169.253.0.1'],
  privateOneSevenTwo: ['172.31.0.1', '172.32.0.1'],
  ietfProtocols: ['192.0.0.8', '192.0.1.1'],
  documentation: ['203.0.113.9', '203.0.112.1'],
  sixToFourRelay: ['192.88.99.1', '192.88.98.1'],
  privateOneNineTwo: ['192.168.1.1', '192.169.0.1'],
  benchmarking: ['198.19.0.1', '198.20.0.1'],
  multicast: ['224.0.0.1', '223.255.0.1'],
  classE: ['255.255.255.255', '223.0.0.1'],
  loopback6: ['::1', '2606:4700::1'],
  unspecified6: ['::', '2606:4700::1'],
  v4Compatible6: ['::7f00:1', '2606:4700::1'],
  v4Translated6: ['::ffff:0:7f00:1', '2606:4700::1'],
  nat64: ['64:ff9b::a00:1', '2606:4700::1'],
  discard6: ['100::1', '2606:4700::1'],
  teredoAndOthers6: ['2001:0:1::1', '2606:4700::1'],
  documentation6: ['2001:db8::1', '2606:4700::1'],
  sixToFour6: ['2002:a00:1::', '2606:4700::1'],
  uniqueLocal6: ['fd00::1', '2606:4700::1'],
  siteLocal6: ['fec0::1', '2606:4700::1'],
  linkLocal6: ['fe80::1', '2606:4700::1'],
  multicast6: ['ff02::1', '2606:4700::1'],
};

describe('addresses a callback must not reach', () => {
  test('every range has its sample', () => expect(Object.keys(samples).sort()).toEqual(Object.keys(ranges).sort()));
  test.each(Object.entries(samples))('%s', (name, [inside, outside]) => {
    expect(ranges[name]?.(inside)).toBe(true);
    expect(ranges[name]?.(outside)).toBe(false);
  });
  test.each([
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['0:0:0:0:0:FFFF:7f00:0001', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback6'],
    ['[fe80::1%eth0]', 'linkLocal6'],
    ['nonsense', 'notAnAddress'],
    ['8.8.8.8', null],
    ['2606:4700:4700::1111', null],
  ])('%s: %s', (address, range) => expect(forbiddenRange(address)).toBe(range));
  test('mapped addresses are read as what they map', () => expect(canonicalIp('::ffff:0a00:0001')).toBe('10.0.0.1'));
});

describe('trying again', () => {
  test('waits longer each time, honours a wish within bounds, and ends', () => {
    const waits = Array.from({ length: 10 }, (_, i) => retryDelayMs(i + 1, 0.5));
    expect(waits.slice(0, 3)).toEqual([5000, 300_000, 1_800_000]);
    expect(waits.at(-1)).toBeNull();
    expect(retryDelayMs(1, 0.5, 7000)).toBe(7000);
    expect(retryDelayMs(1, 0.5, 1_000_000)).toBe(10_000);
    expect(retryDelayMs(1, 0.5, 1)).toBe(5000);
  });
});
