import { BlockList, isIP } from "node:net";

/** Networks that no stranger may make us talk to (IANA's special-purpose registries; RFC 6890, RFC 8190). */
const kept = new BlockList();
const four: readonly (readonly [string, number])[] = [
  ...([["0.0.0.0", 8] as const, ["10.0.0.0", 8] as const, ["100.64.0.0", 10] as const] as const),
  ...([["127.0.0.0", 8] as const, ["169.254.0.0", 16] as const, ["172.16.0.0", 12] as const] as const),
  ...([["192.0.0.0", 24] as const, ["192.0.2.0", 24] as const, ["192.88.99.0", 24] as const] as const),
  ...([["192.168.0.0", 16] as const, ["198.18.0.0", 15] as const, ["198.51.100.0", 24] as const] as const),
  ...([["203.0.113.0", 24] as const, ["224.0.0.0", 4] as const, ["240.0.0.0", 4] as const] as const),
  // A cloud's machines ask these about themselves: Alibaba Cloud's metadata lies in the shared range above.
  ["168.63.129.16", 32],
];
for (const [net, bits] of four) kept.addSubnet(net, bits, "ipv4");

/**
 * Only what is given out to the public internet at all is let through: no loopback, unique local, link-local or
 * multicast address, no IPv4 in IPv6's clothes (::ffff:0:0/96), no translation (64:ff9b::/96). Of that, not these.
 */
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");
const carrying4: readonly (readonly [string, number])[] = [
  ...([["2001::", 23] as const, ["2001:db8::", 32] as const, ["2002::", 16] as const] as const),
  ["3fff::", 20],
];
for (const [net, bits] of carrying4) kept.addSubnet(net, bits, "ipv6");

/** Whether an address is one of the public internet: no loopback, link-local, private, shared, or metadata address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  // A scope ("fe80::1%eth0") is never public.
  if (family === 0 || address.includes("%")) return false;
  if (family === 4) return !kept.check(address, "ipv4");
  return global6.check(address, "ipv6") && !kept.check(address, "ipv6");
}
