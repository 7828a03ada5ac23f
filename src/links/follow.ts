import type { Clock } from "#db";
import { isPublicAddress } from "#public-address";
import { leadsOnIn } from "./read-page.ts";
import { type Lists, screenUrl } from "./screen-url.ts";

/** What of the network a follower needs. Everything is handed in, so that a test sees each step that is taken. */
export type FollowNetwork = {
  /** All addresses of a name; throws where there is none, or no answer in time. Nothing goes on behind that. */
  lookup(host: string, timeoutMs: number): Promise<readonly string[]>;
  /**
   * One GET to that very address, whatever the name says by now: no cookies, no redirect followed, no more than
   * `mostBytes` of the body read. Throws on a time-out and a broken line.
   */
  get(asked: { url: URL; address: string; timeoutMs: number; mostBytes: number }): Promise<FollowAnswer>;
};
export type FollowAnswer = {
  status: number;
  location: string | null;
  refresh: string | null;
  contentType: string;
  /** As much as was read. */
  body: string;
};

/** What may be asked. `sandbox`: the machine itself under the name localhost, and nobody else. */
export type FollowRule = { where: "internet" | "sandbox"; tls: boolean };

export type Hop = {
  url: string;
  /** What led here: "asked" first; then a header or the page itself. */
  by: "asked" | "location" | "refresh" | "meta" | "script";
  /** Null: nobody was asked for it. */
  address: string | null;
  status: number | null;
};
export type FollowEnd =
  | "page"
  | "refused"
  | "loop"
  | "too_many"
  | "scheme"
  | "no_tls"
  | "port"
  | "unresolved"
  | "private_address"
  | "not_followed"
  | "no_answer"
  | "out_of_time";
export type Followed = { hops: readonly Hop[]; ended: FollowEnd };

const mostHops = 6;
const mostBytes = 65_536;
const wholeMs = 10_000;
const oneMs = 4_000;
const lookupMs = 3_000;

/**
 * Follows an address to where it leads: redirects, refresh headers, a page's own refresh and plain scripts. Bounded in
 * stops, bytes and time. Each stop is screened before anybody is asked for it, and asked at the address that its name
 * had when it was looked at: a name that changes its mind in between reaches nobody else.
 */
export async function followUrl(
  network: FollowNetwork,
  clock: Clock,
  asked: { url: string; lists: Lists; rule: FollowRule },
): Promise<Followed> {
  const hops: Hop[] = [];
  const until = clock.now().getTime() + wholeMs;
  let next: Pick<Hop, "url" | "by"> | null = { url: asked.url, by: "asked" };
  while (next !== null) {
    const hop: Hop = { ...next, address: null, status: null };
    const seen = hops.some((one) => one.url === hop.url);
    hops.push(hop);
    if (seen) return { hops, ended: "loop" };
    if (hops.length > mostHops) return { hops, ended: "too_many" };
    const left = (): number => until - clock.now().getTime();
    if (left() <= 0) return { hops, ended: "out_of_time" };
    const stop = await step(network, hop, { ...asked, left });
    if ("ended" in stop) return { hops, ended: stop.ended };
    hops[hops.length - 1] = { ...hop, address: stop.address, status: stop.answer.status };
    next = leadsOnIn(new URL(hop.url), stop.answer);
  }
  return { hops, ended: "page" };
}

type Step = { ended: FollowEnd } | { address: string; answer: FollowAnswer };

async function step(
  network: FollowNetwork,
  hop: Hop,
  { lists, rule, left }: { lists: Lists; rule: FollowRule; left: () => number },
): Promise<Step> {
  const url = URL.parse(hop.url);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return { ended: "scheme" };
  if (rule.tls && url.protocol !== "https:") return { ended: "no_tls" };
  const sandbox = rule.where === "sandbox";
  if (sandbox && url.hostname !== "localhost") return { ended: "not_followed" };
  // Ports of other services: who sends a house there wants it to speak with its own machines.
  if (!sandbox && url.port !== "") return { ended: "port" };
  if (screenUrl(hop.url, lists).verdict === "refused") return { ended: "refused" };
  const found = await addressOf(network, url.hostname, { sandbox, timeoutMs: Math.min(lookupMs, left()) });
  if ("ended" in found) return found;
  // Looking a name up is part of the time that a stop has.
  const timeoutMs = Math.min(oneMs, left());
  if (timeoutMs <= 0) return { ended: "out_of_time" };
  try {
    return { ...found, answer: await network.get({ url, address: found.address, timeoutMs, mostBytes }) };
  } catch {
    return { ended: "no_answer" };
  }
}

/** One that is not public among many is enough: the next look-up could choose it. */
async function addressOf(
  network: FollowNetwork,
  host: string,
  { sandbox, timeoutMs }: { sandbox: boolean; timeoutMs: number },
): Promise<{ ended: FollowEnd } | { address: string }> {
  const all = await network.lookup(host, timeoutMs).catch((): readonly string[] => []);
  const [first] = all;
  if (first === undefined) return { ended: "unresolved" };
  if (!sandbox && !all.every(isPublicAddress)) return { ended: "private_address" };
  return { address: first };
}
