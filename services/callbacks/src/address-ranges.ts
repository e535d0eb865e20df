/** Addresses that a callback must not reach: our own machine and networks, and what is reserved. Each range by its name. */
import { BlockList, isIP, isIPv6 } from 'node:net';

type Family = 'ipv4' | 'ipv6';
const range = (family: Family, ...nets: [string, number][]): ((ip: string) => boolean) => {
  const list = new BlockList();
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, family);
  return (ip) => isIPv6(ip) === (family === 'ipv6') && list.check(ip, family);
};

export const ranges: Readonly<Record<string, (ip: string) => boolean>> = {
  thisNetwork: range('ipv4', ['0.0.0.0', 8]),
  privateTen: range('ipv4', ['10.0.0.0', 8]),
  carrierGradeNat: range('ipv4', ['100.64.0.0', 10]),
  loopback: range('ipv4', ['127.0.0.0', 8]),
  linkLocal: range('ipv4', ['169.254.0.0', 16]),
  privateOneSevenTwo: range('ipv4', ['172.16.0.0', 12]),
  ietfProtocols: range('ipv4', ['192.0.0.0', 24]),
  documentation: range('ipv4', ['192.0.2.0', 24], ['198.51.100.0', 24], ['203.0.113.0', 24]),
  sixToFourRelay: range('ipv4', ['192.88.99.0', 24]),
  privateOneNineTwo: range('ipv4', ['192.168.0.0', 16]),
  benchmarking: range('ipv4', ['198.18.0.0', 15]),
  multicast: range('ipv4', ['224.0.0.0', 4]),
  classE: range('ipv4', ['240.0.0.0', 4]),
  loopback6: range('ipv6', ['::1', 128]),
  unspecified6: range('ipv6', ['::', 128]),
  v4Compatible6: range('ipv6', ['::', 96]),
  v4Translated6: range('ipv6', ['::ffff:0:0:0', 96]),
  nat64: range('ipv6', ['64:ff9b::', 96], ['64:ff9b:1::', 48]),
  discard6: range('ipv6', ['100::', 64]),
  teredoAndOthers6: range('ipv6', ['2001::', 23]),
  documentation6: range('ipv6', ['2001:db8::', 32], ['3fff::', 20]),
  sixToFour6: range('ipv6', ['2002::', 16]),
  uniqueLocal6: range('ipv6', ['fc00::', 7]),
  siteLocal6: range('ipv6', ['fec0::', 10]),
  linkLocal6: range('ipv6', ['fe80::', 10]),
  multicast6: range('ipv6', ['ff00::', 8]),
};

/** `::ffff:127.0.0.1` and `::ffff:7f00:1` are 127.0.0.1; `%eth0` is not part of an address. */
export function canonicalIp(ip: string): string {
  const bare = ip.replace(/^\[|\]$/g, '').split('%')[0] ?? '';
  if (!isIPv6(bare)) return bare;
  // The URL parser knows one spelling of each address.
  const short = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
  if (!hex?.[1] || !hex[2]) return short;
  const [a, b] = [Number.parseInt(hex[1], 16), Number.parseInt(hex[2], 16)];
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
}

/** The name of the forbidden range an address lies in; null when callbacks may go there. */
export function forbiddenRange(address: string): string | null {
  const ip = canonicalIp(address);
  if (isIP(ip) === 0) return 'notAnAddress';
  return Object.entries(ranges).find(([, contains]) => contains(ip))?.[0] ?? null;
}
