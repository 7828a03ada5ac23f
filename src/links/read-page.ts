import type { FollowAnswer, Hop } from "./follow.ts";
import { type Tag, tagsIn } from "./read-html.ts";

/** The space that HTML means; what else looks like one is none to browsers. */
const spaces = /^[\t\n\f\r ]*/;
const withoutSpace = (text: string): string => text.slice(spaces.exec(text)?.[0].length ?? 0);

/**
 * "0; url='…'", as header and page write it and browsers read it (HTML, "shared declarative refresh steps"): a time,
 * a sign or a space, an address. A time alone reloads the page and leads nowhere. In one pass: a stranger writes it,
 * and a pattern with several runs of spaces is cubic in them.
 */
function refreshed(written: string): string | null {
  const text = withoutSpace(written);
  const time = /^[\d.]*/.exec(text)?.[0] ?? "";
  const rest = text.slice(time.length);
  if (time === "" || !/^[;,\t\n\f\r ]/.test(rest)) return null;
  let to = withoutSpace(rest);
  if (to.startsWith(";") || to.startsWith(",")) to = withoutSpace(to.slice(1));
  const named = /^url[\t\n\f\r ]*=[\t\n\f\r ]*/i.exec(to);
  to = to.slice(named?.[0].length ?? 0);
  const quote = to.startsWith('"') || to.startsWith("'") ? to.charAt(0) : null;
  return quote === null ? to : (to.slice(1).split(quote, 1)[0] ?? null);
}

/** Where a script sends its page as it is loaded. Of one space each: runs of them are put together first. */
const scripted = new RegExp(
  [
    /\blocation ?(?:\. ?href ?|\[ ?["']href["'] ?\] ?)?/,
    /(?:=(?!=)|\. ?(?:replace|assign) ?\() ?(?:"([^"]{1,2000})"|'([^']{1,2000})'|`([^`$]{1,2000})`)/,
  ]
    .map((one) => one.source)
    .join(""),
);

function scriptedIn(script: string): string | null {
  const found = scripted.exec(script.replace(/\s+/g, " "));
  const written = found?.[1] ?? found?.[2] ?? found?.[3] ?? null;
  // "https:\/\/…", "\x68ttps://…": as people write it, and as people hide it.
  return (
    written?.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/gi, (_, two?: string, four?: string, one?: string) =>
      one === undefined ? String.fromCharCode(Number.parseInt(two ?? four ?? "", 16)) : one,
    ) ?? null
  );
}

/** What runs by itself when a page is there. */
const ownScripts = ["onload", "onpageshow", "onerror"] as const;

type Leads = { base: string | null; meta: string | null; script: string | null };

/** The first of each kind, as browsers take it. */
function leadsWithin(page: string): Leads {
  const leads: Leads = { base: null, meta: null, script: null };
  for (const { name, attributes, text } of tagsIn(page)) {
    if (name === "base") leads.base ??= attributes.get("href") ?? null;
    if (name === "meta") leads.meta ??= metaOf(attributes);
    const own = name === "script" ? text : null;
    for (const run of [own, ...ownScripts.map((one) => attributes.get(one) ?? null)])
      if (run !== null) leads.script ??= scriptedIn(run);
  }
  return leads;
}

function metaOf(attributes: Tag["attributes"]): string | null {
  if (attributes.get("http-equiv")?.toLowerCase() !== "refresh") return null;
  return refreshed(attributes.get("content") ?? "");
}

export type LeadOn = Pick<Hop, "url" | "by">;

/**
 * Where an answer leads on: by its headers, or by what the page does by itself. Which of a page's ways comes first
 * hangs on the browser and on the moment, so each is told, a script's before the others. None: it is a page that stays.
 */
export function leadsOnIn(from: URL, answer: FollowAnswer): readonly LeadOn[] {
  const lead = (text: string | null, by: Hop["by"], base: URL = from): LeadOn[] => {
    const url = text === null || text.trim() === "" ? null : URL.parse(text.trim(), base);
    // A page that loads itself anew stays; a redirect to itself never ends.
    return url === null || (url.href === from.href && by !== "location") ? [] : [{ url: url.href, by }];
  };
  if (answer.status >= 300 && answer.status < 400) return lead(answer.location, "location");
  const byHeader = lead(answer.refresh === null ? null : refreshed(answer.refresh), "refresh");
  if (!/html|xml|^$/i.test(answer.contentType)) return byHeader;
  const { base, meta, script } = leadsWithin(answer.body);
  const on = (base === null ? null : URL.parse(base, from)) ?? from;
  const all = [...lead(script, "script", on), ...byHeader, ...lead(meta, "meta", on)];
  return all.filter((one, n) => all.findIndex((other) => other.url === one.url) === n);
}
