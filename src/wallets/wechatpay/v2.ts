import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The older protocol, which code payments still use: flat XML, signed under a shared key of its own. */
export type V2Fields = Readonly<Record<string, string>>;
export type V2Sign = "MD5" | "HMAC-SHA256";

/** Upper hex over the sorted, non-empty fields and the key. */
export function signV2(fields: V2Fields, key: string, how: V2Sign): string {
  const pairs = Object.entries(fields).filter(([name, value]) => name !== "sign" && value !== "");
  pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  const text = `${pairs.map(([name, value]) => `${name}=${value}`).join("&")}&key=${key}`;
  const digest = how === "MD5" ? createHash("md5").update(text) : createHmac("sha256", key).update(text);
  return digest.digest("hex").toUpperCase();
}

export function provenV2(fields: V2Fields, key: string, how: V2Sign): boolean {
  const [ours, theirs] = [Buffer.from(signV2(fields, key, how)), Buffer.from(fields["sign"] ?? "")];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

export function xmlV2(fields: V2Fields, outer: "xml" | "root" = "xml"): string {
  const inner = Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${cdata(value)}]]></${name}>`);
  return `<${outer}>${inner.join("")}</${outer}>`;
}

const cdata = (text: string): string => text.replaceAll("]]>", "]] >");
const element = /\s*<([a-zA-Z_][\w.-]*)(?:\s*\/>|>(?:\s*<!\[CDATA\[([\s\S]*?)\]\]>\s*|([^<]*))<\/\1>)/y;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The five names that XML itself has, and signs by their number: no other entity is known. */
function plainSign(whole: string, word?: string, number?: string): string {
  if (number === undefined) return entities[word ?? ""] ?? whole;
  const code = number.startsWith("x") ? Number.parseInt(number.slice(1), 16) : Number.parseInt(number, 10);
  return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
}

/** One flat level under <xml>, or <root> where it was sealed; no entity declared, no name twice; else null. */
export function readXmlV2(text: string): V2Fields | null {
  const inner = /^(?:<\?xml[^>]*\?>\s*)?<(xml|root)>([\s\S]*)<\/\1>$/.exec(text.trim())?.[2];
  if (inner === undefined) return null;
  const fields: Record<string, string> = Object.create(null);
  element.lastIndex = 0;
  let end = 0;
  for (let found = element.exec(inner); found; found = element.exec(inner)) {
    const [, name = "", raw, escaped = ""] = found;
    if (name in fields) return null;
    fields[name] = raw ?? escaped.replace(/&(?:(lt|gt|amp|quot|apos)|#(\d{1,7}|x[\da-fA-F]{1,6}));/g, plainSign);
    end = element.lastIndex;
  }
  return inner.slice(end).trim() === "" ? fields : null;
}
