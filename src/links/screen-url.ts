import { isIP } from "node:net";
import { below, hostApps } from "./host-apps.ts";
import { differsInOne, mixesScripts, oneApart, readable, registrable, skeleton, withoutEnd } from "./host-names.ts";
import type { Told } from "./types.ts";

/** What screening goes by: all of it data of the marketplace. */
export type Lists = {
  /** Hosts that are known to be good, with what lies below them. */
  allowed: readonly string[];
  /** Hosts that are kept out, with why. */
  blocked: ReadonlyMap<string, Told>;
  /** Hosts of the wallets that this house speaks: worth posing as, too. */
  wallets?: readonly string[];
};
/** `suspect`: nothing proven; people are asked first. `refused`: does not open, whatever any opening says. */
export type Screened = { verdict: "clear" | "suspect" | "refused"; reasons: readonly Told[] };

type Finding = { verdict: "suspect" | "refused"; told: Told };

const said = (verdict: Finding["verdict"], code: string, zh: string, en: string): Finding => ({
  verdict,
  told: { code, zh, en },
});
const findings = {
  unreadable: said("refused", "url_unreadable", "这不是有效的网址。", "This is no valid web address."),
  scheme: said("refused", "scheme_refused", "只打开 http 与 https 网址。", "Only http and https addresses open."),
  hidden: said(
    "refused",
    "hidden_characters",
    "网址含有隐藏或改变方向的字符。",
    "The address holds hidden or turning characters.",
  ),
  user: said(
    "refused",
    "user_in_url",
    "网址中“@”之前的内容会冒充域名。",
    'What stands before "@" poses as the site\'s name.',
  ),
  number: said("refused", "host_is_number", "网址用数字代替了域名。", "The address has a number in place of a name."),
  alike: said(
    "refused",
    "look_alike",
    "域名与知名网站相似，但并不是它。",
    "The name looks like a known site's, and is not it.",
  ),
  inside: said(
    "refused",
    "brand_in_name",
    "域名里夹带知名网站的名字，但不属于它。",
    "The name holds a known site's name, and is not its own.",
  ),
  mixed: said(
    "refused",
    "mixed_scripts",
    "域名混用了不同文字的相似字母。",
    "The name mixes letters of different scripts.",
  ),
  chain: said("refused", "too_many_redirects", "跳转次数过多。", "It is redirected too many times."),
  loop: said("refused", "redirect_loop", "跳转形成了循环。", "Its redirects go round in a circle."),
  short: said(
    "suspect",
    "short_address",
    "短网址看不出最终去向，请先展开。",
    "A shortened address hides where it leads: expand it first.",
  ),
  near: said(
    "suspect",
    "near_name",
    "域名与知名网站只差一个字母，请确认。",
    "The name is one letter off a known site's: make sure it is what you want.",
  ),
  port: said("suspect", "odd_port", "网址使用了不常见的端口。", "The address uses an unusual port."),
  carried: said("suspect", "carries_address", "网址会转向另一个网址。", "The address carries another one to go on to."),
} as const;

const shorteners = [
  ...["t.cn", "url.cn", "dwz.cn", "suo.im", "mrw.so", "0x9.me", "u.nu", "bit.ly", "t.co", "goo.gl", "tinyurl.com"],
  ...["is.gd", "ow.ly", "rb.gy", "cutt.ly", "dlvr.it", "reurl.cc", "w.url.cn", "c7.gg", "mtw.so", "sourl.cn"],
];
/** Hosts whose names are worth posing as. */
const brands = [...hostApps.flatMap((one) => one.hosts), "pinduoduo.com"];
const mostHops = 5;
const deepest = 3;
/** Of addresses within one address no honest one has more; each is looked at, and strangers write thousands. */
const mostCarried = 20;

/** Screens an address and, given its redirects in their order, each of them. Pure; asks nobody. */
export function screenUrl(text: string, lists: Lists, redirects: readonly string[] = []): Screened {
  const all = [text, ...redirects];
  // Somebody has expanded it: where it leads was looked at. Unless it led to another short one.
  const kept = all.flatMap((one, n) =>
    findIn(one, lists, 0).filter((finding) => n === redirects.length || finding !== findings.short),
  );
  if (redirects.length > mostHops) kept.push(findings.chain);
  if (new Set(all).size < all.length) kept.push(findings.loop);
  const reasons = [...new Map(kept.map(({ told }) => [told.code, told])).values()];
  if (kept.length === 0) return { verdict: "clear", reasons };
  return { verdict: kept.some((one) => one.verdict === "refused") ? "refused" : "suspect", reasons };
}

/** Invisible, turning or control characters, and tags: nothing that an address needs. */
const hiddenCharacters = /[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164]|\ufe0f/u;

function findIn(text: string, lists: Lists, depth: number): Finding[] {
  const trimmed = text.trim();
  if (hiddenCharacters.test(trimmed)) return [findings.hidden];
  // A backslash is a slash to browsers and a letter to some readers: the host would depend on who reads.
  if (trimmed.includes("\\")) return [findings.unreadable];
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null) return [findings.unreadable];
  if (url.protocol !== "https:" && url.protocol !== "http:") return [findings.scheme];
  const host = withoutEnd(url.hostname, ".");
  if (host === "") return [findings.unreadable];
  const found: Finding[] = [];
  if (url.username !== "" || url.password !== "") found.push(findings.user);
  if (url.port !== "") found.push(findings.port);
  found.push(...aboutHost(host, lists));
  if (depth < deepest) found.push(...carriedIn(url, lists, depth));
  return found;
}

function aboutHost(host: string, lists: Lists): Finding[] {
  for (const [blocked, told] of lists.blocked) if (below(host, blocked)) return [{ verdict: "refused", told }];
  if (lists.allowed.some((zone) => below(host, zone))) return [];
  if (isIP(host.replace(/^\[|\]$/g, "")) !== 0) return [findings.number];
  if (shorteners.some((zone) => below(host, zone))) return [findings.short];
  if ([...brands, ...(lists.wallets ?? [])].some((zone) => below(host, zone))) return [];
  if (mixesScripts(host)) return [findings.mixed];
  return posesAs(host, lists);
}

type Known = { whole: string; name: string };

function knownAs(zone: string): Known {
  const registered = registrable(zone);
  return { whole: skeleton(registered), name: skeleton(registered.split(".")[0] ?? "") };
}

/** Names of known sites, worked out once for each list: screening is asked often. */
const knownSites = new WeakMap<readonly string[], readonly Known[]>();

function sitesOf(hosts: readonly string[]): readonly Known[] {
  const sites = knownSites.get(hosts) ?? hosts.map(knownAs);
  knownSites.set(hosts, sites);
  return sites;
}

/** Why a name is taken for a known site's. A near miss of one site never hides that it poses as another. */
function posesAs(host: string, { allowed, wallets = [] }: Lists): Finding[] {
  const own = registrable(readable(host));
  const mine = { whole: skeleton(own), name: skeleton(own.split(".")[0] ?? "") };
  const rest = skeleton(readable(host).slice(0, -own.length).replaceAll(".", "-"));
  const sites = [...sitesOf(allowed), ...sitesOf(brands), ...sitesOf(wallets)];
  let near = false;
  for (const { whole, name } of sites) {
    if (mine.whole === whole) return [findings.alike];
    // Short names are near to too many honest ones.
    if (name.length >= 5 && mine.name === name) return [findings.alike];
    // Another letter may be another honest name; a letter more, less or swapped is somebody's slip of the finger.
    if (name.length >= 5 && oneApart(mine.name, name)) {
      if (!differsInOne(mine.name, name)) return [findings.alike];
      near = true;
    }
    if (name.length >= 5 && (mine.name.includes(name) || rest.includes(name))) return [findings.inside];
    if (rest.includes(skeleton(whole.replaceAll(".", "-")))) return [findings.inside];
  }
  return near ? [findings.near] : [];
}

/** Another address in the query or fragment: an open redirect leads there. */
function carriedIn(url: URL, lists: Lists, depth: number): Finding[] {
  const values = [...url.searchParams.values(), url.hash.slice(1)];
  let carried = 0;
  return values.flatMap((value) => {
    if (carried > mostCarried) return [];
    let text = value;
    for (let turn = 0; turn < deepest; turn += 1) {
      const match = /(?:https?:)?\/\/[^\s"'<>]+|(?:javascript|data|vbscript):/i.exec(text);
      if (match) {
        carried += 1;
        if (carried > mostCarried) return [findings.chain];
        const inner = findIn(match[0].startsWith("//") ? `https:${match[0]}` : match[0], lists, depth + 1);
        const allowed = inner.length === 0 && isAllowed(match[0], lists);
        return allowed ? [] : [findings.carried, ...inner];
      }
      try {
        text = decodeURIComponent(text);
      } catch {
        return [];
      }
    }
    return [];
  });
}

/** Whether a host is one that people know: the marketplace's own, a host app's, a wallet's. */
export const isKnownHost = (host: string, { allowed, wallets = [] }: Lists): boolean =>
  [...allowed, ...brands, ...wallets].some((zone) => below(withoutEnd(host, "."), zone));

/** Whether an address is a web address on one of these hosts or below. Screening says whether it is a safe one. */
export function isAllowed(target: string, lists: Pick<Lists, "allowed">): boolean {
  const url = URL.parse(target.startsWith("//") ? `https:${target}` : target);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return false;
  return lists.allowed.some((zone) => below(withoutEnd(url.hostname, "."), zone));
}
