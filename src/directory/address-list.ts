import { BlockList, isIP } from "node:net";

const bits = { 4: 32, 6: 128 } as const;
type Version = keyof typeof bits;
type Network = { address: string; version: Version; prefix: number };

/** The IPv6 form of an IPv4 address, ::ffff:192.0.2.1 or ::ffff:c000:201, whatever way it is written. */
const mapped = new BlockList();
mapped.addSubnet("::ffff:0:0", 96, "ipv6");

function versionOf(address: string): Version | null {
  const version = isIP(address);
  return version === 4 || version === 6 ? version : null;
}

/** The 8 groups of an IPv6 address, the last two of them written as IPv4 or not. */
function groupsOf(address: string): number[] {
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const numbers = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((part) => Number.parseInt(part, 16));
  const [front, back] = [numbers(head), numbers(tail ?? "")];
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back];
}

/**
 * An address as it is compared: without a zone, and IPv4 where IPv6 only wraps it. Null for what is no address, such
 * as a name, or an address with a port.
 */
export function foldAddress(text: string): string | null {
  const address = text.trim().replace(/%.*$/, "");
  const version = versionOf(address);
  if (version !== 6) return version === null ? null : address;
  if (!mapped.check(address, "ipv6")) return new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [high = 0, low = 0] = groupsOf(address).slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

function readNetwork(text: string): Network | null {
  const [, given = "", length] = /^([^/]+?)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const written = versionOf(given);
  const address = foldAddress(given);
  if (written === null || address === null) return null;
  const asked = length === undefined ? bits[written] : Number(length);
  const version = versionOf(address) ?? written;
  const prefix = written === version ? asked : asked - 96;
  return prefix < 0 || asked > bits[written] ? null : { address, version, prefix };
}

const bytesOf = ({ address, version }: Network): number[] =>
  version === 4 ? address.split(".").map(Number) : groupsOf(address).flatMap((group) => [group >> 8, group & 255]);

/** True where no bit stands behind the prefix: 10.0.0.0/8, not 10.1.2.3/8, which may as well be a slip. */
function isWhole(network: Network): boolean {
  return bytesOf(network).every((byte, i) => {
    const kept = Math.min(8, Math.max(0, network.prefix - 8 * i));
    return (byte & (255 >> kept)) === 0;
  });
}

/**
 * A list as it is kept: each entry in its shortest form, none twice, in the order given. `wrong`: the entries that are
 * neither an address nor a network without a host's bits.
 */
export function readAddressList(given: readonly string[]): { list: string[]; wrong: string[] } {
  const read = given.map((text) => ({ text, network: readNetwork(text) }));
  const wrong = read.filter(({ network }) => network === null || !isWhole(network)).map(({ text }) => text);
  const list = read.flatMap(({ network }) => (network ? [textOf(network)] : []));
  return { list: [...new Set(list)], wrong };
}

function textOf({ address, version, prefix }: Network): string {
  return prefix === bits[version] ? address : `${address}/${prefix}`;
}

/** As the database says them: a single address comes back as a network of its own. */
export function shortAddress(cidr: string): string {
  return cidr.replace(cidr.includes(":") ? /\/128$/ : /\/32$/, "");
}

/** One for each version: Node's own would find every IPv4 address within ::/0. */
type Lists = Readonly<Record<Version, BlockList>>;
const made = new WeakMap<readonly string[], Lists>();
const kinds = { 4: "ipv4", 6: "ipv6" } as const;

function listsOf(list: readonly string[]): Lists {
  const known = made.get(list);
  if (known) return known;
  const fresh: Lists = { 4: new BlockList(), 6: new BlockList() };
  for (const text of list) {
    const network = readNetwork(text);
    if (network) fresh[network.version].addSubnet(network.address, network.prefix, kinds[network.version]);
  }
  made.set(list, fresh);
  return fresh;
}

/** Whether an address is one of a list's. An empty list admits everybody; what is no address is in no list. */
export function isListed(list: readonly string[], text: string): boolean {
  if (list.length === 0) return true;
  const address = foldAddress(text);
  const version = address === null ? null : versionOf(address);
  if (address === null || version === null) return false;
  return listsOf(list)[version].check(address, kinds[version]);
}
