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

export function xmlV2(fields: V2Fields): string {
  const inner = Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${cdata(value)}]]></${name}>`);
  return `<xml>${inner.join("")}</xml>`;
}

const cdata = (text: string): string => text.replaceAll("]]>", "]] >");
const element = /\s*<([a-zA-Z_][\w.-]*)>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([^<]*))<\/\1>/y;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** One flat level, no declarations of entities, no name twice; null for anything else. */
export function readXmlV2(text: string): V2Fields | null {
  const inner = /^\s*(?:<\?xml[^>]*\?>)?\s*<xml>([\s\S]*)<\/xml>\s*$/.exec(text)?.[1];
  if (inner === undefined) return null;
  const fields: Record<string, string> = Object.create(null);
  element.lastIndex = 0;
  let end = 0;
  for (let found = element.exec(inner); found; found = element.exec(inner)) {
    const [, name = "", raw, escaped = ""] = found;
    if (name in fields) return null;
    fields[name] = raw ?? escaped.replace(/&(lt|gt|amp|quot|apos);/g, (_, word: string) => entities[word] ?? "");
    end = element.lastIndex;
  }
  return inner.slice(end).trim() === "" ? fields : null;
}
