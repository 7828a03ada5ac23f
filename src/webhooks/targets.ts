import { BlockList, isIP } from "node:net";

/** Networks that no public server has (IANA's special-purpose registries): ours, a neighbour's, the machine itself. */
const notPublic = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, prefix] of [
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
  ] as const),
  ...([
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["192.168.0.0", 16],
  ] as const),
  ...([
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ] as const),
] as const)
  notPublic.ipv4.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  // Unspecified, loopback and IPv4 in IPv6's clothes; translation and tunnels; discard; documentation.
  ...([
    ["::", 96],
    ["::ffff:0:0", 96],
    ["64:ff9b::", 96],
    ["64:ff9b:1::", 48],
    ["100::", 64],
  ] as const),
  ...([
    ["2001::", 23],
    ["2001:db8::", 32],
    ["2002::", 16],
    ["3fff::", 20],
    ["5f00::", 16],
  ] as const),
  // Unique local, link-local, site-local, multicast.
  ...([
    ["fc00::", 7],
    ["fe80::", 10],
    ["fec0::", 10],
    ["ff00::", 8],
  ] as const),
] as const)
  notPublic.ipv6.addSubnet(network, prefix, "ipv6");

export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  // A list for each: BlockList would take ::ffff:0:0/96 for all of IPv4.
  return !notPublic[family].check(address, family);
}

/** Why an address may not be an endpoint's, or null when it may. What its name resolves to is checked when sending. */
export function whyRefused(text: string, privateTargets: boolean): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return "not an http address";
  if (url.username !== "" || url.password !== "") return "holds a user name or password";
  if (url.hash !== "") return "holds a fragment";
  if (privateTargets) return null;
  if (url.protocol !== "https:") return "not https";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : "not a public address";
  const local = !host.includes(".") || /\.(localhost|local|internal|intranet|lan|home\.arpa)\.?$/.test(host);
  return local ? "not a public name" : null;
}
