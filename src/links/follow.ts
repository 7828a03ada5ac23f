import type { Clock } from "#db";
import { isPublicAddress } from "#public-address";
import { type LeadOn, leadsOnIn } from "./read-page.ts";
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
  /** The stop that led here, by its place from 0; null: what was asked. A page may lead on in more than one way. */
  from: number | null;
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
/** As long as what is asked about may be; of a longer one its beginning is kept, and it is not followed. */
export const longestUrl = 2000;
const mostBytes = 65_536;
const wholeMs = 10_000;
const oneMs = 4_000;
const lookupMs = 3_000;

/** Nobody knows what lies behind these; the other ways of a page are followed all the same. */
const deadEnds: readonly FollowEnd[] = ["unresolved", "no_answer", "port", "no_tls", "not_followed"];

/** The stops that led to a stop, itself the first. */
function pathTo(hops: readonly Hop[], from: number | null): Hop[] {
  const path: Hop[] = [];
  for (let at = from; at !== null; at = hops[at]?.from ?? null) path.push(hops[at] as Hop);
  return path;
}

/**
 * Follows an address to where it leads: redirects, refresh headers, a page's own refresh and plain scripts. Bounded in
 * stops, bytes and time. Each stop is screened before anybody is asked for it, and asked at the address that its name
 * had when it was looked at: a name that changes its mind in between reaches nobody else. Where a page leads on in more
 * than one way, one after the other is followed, and what is worst of them is the end.
 */
export async function followUrl(
  network: FollowNetwork,
  clock: Clock,
  asked: { url: string; lists: Lists; rule: FollowRule },
): Promise<Followed> {
  const hops: Hop[] = [];
  const until = clock.now().getTime() + wholeMs;
  const left = (): number => until - clock.now().getTime();
  let dead: FollowEnd | null = null;
  const next: (LeadOn & Pick<Hop, "from">)[] = [{ url: asked.url, by: "asked", from: null }];
  for (let lead = next.shift(); lead !== undefined; lead = next.shift()) {
    const { url, from } = lead;
    const path = pathTo(hops, from);
    const seen = path.some((one) => one.url === url);
    // Another way has led there already, or the stops are used up by other ways.
    if (!seen && hops.some((one) => one.url === url)) continue;
    if (path.length < mostHops && hops.length >= mostHops) return { hops, ended: "not_followed" };
    const hop: Hop = { ...lead, url: url.slice(0, longestUrl), address: null, status: null };
    hops.push(hop);
    if (seen) return { hops, ended: "loop" };
    if (path.length >= mostHops) return { hops, ended: "too_many" };
    if (left() <= 0) return { hops, ended: "out_of_time" };
    const stop: Step =
      url.length > longestUrl ? { ended: "not_followed" } : await step(network, hop, { ...asked, left });
    if ("ended" in stop && !deadEnds.includes(stop.ended)) return { hops, ended: stop.ended };
    if ("ended" in stop) {
      dead ??= stop.ended;
      continue;
    }
    const at = hops.length - 1;
    hops[at] = { ...hop, address: stop.address, status: stop.answer.status };
    next.unshift(...leadsOnIn(new URL(url), stop.answer).map((one) => ({ ...one, from: at })));
  }
  return { hops, ended: dead ?? "page" };
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
