import type { FollowAnswer, Hop } from "./follow.ts";

const tags = /<meta\b[^>]{0,2000}>/gi;
const quoted = (name: string): RegExp => new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i");
const attribute = (tag: string, name: string): string | null => {
  const found = quoted(name).exec(tag);
  return found ? (found[1] ?? found[2] ?? found[3] ?? "") : null;
};
/**
 * "0; url='…'", as header and page write it and browsers read it; a number alone reloads the page and leads nowhere. In
 * one pass: a stranger writes it, and a pattern with several runs of spaces is cubic in them.
 */
function refreshed(written: string): string | null {
  const text = written.trim();
  const seconds = /^[\d.]*/.exec(text)?.[0].length ?? 0;
  const rest = text.slice(seconds);
  let to = rest.trimStart();
  // Browsers take a space for the sign between the two.
  let parted = seconds > 0 && to !== rest;
  if (to.startsWith(";") || to.startsWith(",")) [parted, to] = [true, to.slice(1).trimStart()];
  const named = /^url\s*=\s*/i.exec(to);
  if (named === null && !parted) return null;
  to = to.slice(named?.[0].length ?? 0);
  const quote = to.startsWith('"') || to.startsWith("'") ? to.charAt(0) : null;
  return quote === null ? to : (to.slice(1).split(quote, 1)[0] ?? null);
}
const scripted = new RegExp(
  [
    /\b(?:window\.|document\.|top\.|self\.)?location(?:\.href)?\s*/,
    /(?:=|\.(?:replace|assign)\()\s*["']([^"'\\]{1,2000})["']/,
  ]
    .map((one) => one.source)
    .join(""),
);
const entities: Readonly<Record<string, string>> = { amp: "&", quot: '"', lt: "<", gt: ">", apos: "'" };

const plain = (text: string): string =>
  text
    .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (whole, hex: string | undefined, ten: string | undefined) => {
      const code = hex === undefined ? Number.parseInt(ten ?? "", 10) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/&(amp|quot|lt|gt|apos);/gi, (_, name: string) => entities[name.toLowerCase()] ?? "");

/** In one pass: a page of nothing but openings must not cost more than its length. */
function withoutComments(page: string): string {
  const parts: string[] = [];
  for (let at = 0; ; ) {
    const from = page.indexOf("<!--", at);
    parts.push(page.slice(at, from < 0 ? page.length : from));
    const to = from < 0 ? -1 : page.indexOf("-->", from + 4);
    if (to < 0) return parts.join("");
    at = to + 3;
  }
}

/** Where an answer leads on: by its headers, or by what the page does by itself. Null: it is a page that stays. */
export function leadsOnIn(from: URL, answer: FollowAnswer): Pick<Hop, "url" | "by"> | null {
  const to = (text: string | null | undefined, by: Hop["by"]): Pick<Hop, "url" | "by"> | null => {
    const url = text === null || text === undefined || text.trim() === "" ? null : URL.parse(text.trim(), from);
    // A page that loads itself anew stays; a redirect to itself never ends.
    return url === null || (url.href === from.href && by !== "location") ? null : { url: url.href, by };
  };
  if (answer.status >= 300 && answer.status < 400) return to(answer.location, "location");
  const byHeader = to(answer.refresh === null ? null : refreshed(answer.refresh), "refresh");
  if (byHeader !== null || !/html|xml|^$/i.test(answer.contentType)) return byHeader;
  // What a browser does not run is no lead.
  const page = withoutComments(answer.body);
  for (const [tag] of page.matchAll(tags)) {
    if (attribute(tag, "http-equiv")?.trim().toLowerCase() !== "refresh") continue;
    const found = to(refreshed(plain(attribute(tag, "content") ?? "")), "meta");
    if (found !== null) return found;
  }
  return to(scripted.exec(page)?.[1], "script");
}
