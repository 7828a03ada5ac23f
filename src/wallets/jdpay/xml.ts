import type { KeyObject } from "node:crypto";
import { openHex, sealHex } from "./seal.ts";
import { signText, verifyText } from "./sign.ts";

/** Fields of a message by name; only texts, one level deep. */
export type Fields = Readonly<Record<string, string>>;

const head = '<?xml version="1.0" encoding="UTF-8"?>';

/** The text that is signed: the declaration, then <jdpay>; "result.code" and "result.desc" make one <result>. */
export function xmlText(fields: Fields): string {
  const own = Object.entries(fields).filter(([name]) => !name.includes("."));
  const result = Object.entries(fields).filter(([name]) => name.startsWith("result."));
  const inner = elements(result.map(([name, value]) => [name.slice("result.".length), value]));
  return `${head}<jdpay>${inner === "" ? "" : `<result>${inner}</result>`}${elements(own)}</jdpay>`;
}

function elements(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `<${name}>${escaped(value)}</${name}>`).join("");
}

const signs: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
const plain = new Map(Object.entries(signs).map(([sign, entity]) => [entity, sign]));

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}

/**
 * Reads <jdpay> and its children; null for anything else. A child may hold children of its own (<result>): they come as
 * "result.code". No document type, no attribute, no entity but the five: nothing of XML that a message needs not.
 */
export function readXml(text: string): Fields | null {
  const body = /^\s*(?:<\?xml[^>]*\?>)?\s*<jdpay>([\s\S]*)<\/jdpay>\s*$/.exec(text)?.[1];
  return body === undefined ? null : readChildren(body, "");
}

function readChildren(body: string, within: string): Record<string, string> | null {
  const fields: Record<string, string> = Object.create(null);
  let rest = body.trim();
  while (rest !== "") {
    const found = /^<([A-Za-z][A-Za-z0-9]*)(?:\/>|>([\s\S]*?)<\/\1>)\s*/.exec(rest);
    if (!found) return null;
    const [whole, name = "", inside = ""] = found;
    const path = within + name;
    if (path in fields) return null;
    if (inside.includes("<")) {
      const inner = within === "" ? readChildren(inside, `${path}.`) : null;
      if (!inner) return null;
      Object.assign(fields, inner);
    } else fields[path] = inside.replace(/&(amp|lt|gt|quot|apos);/g, (entity) => plain.get(entity) ?? entity);
    rest = rest.slice(whole.length);
  }
  return fields;
}

const pair = /<sign>([^<]*)<\/sign>/;

/** Adds <sign> and seals the whole: the content of <encrypt>. */
export function sealMessage(fields: Fields, key: KeyObject, secret: Buffer): string {
  const open = xmlText(fields);
  const signed = open.replace("</jdpay>", `<sign>${signText(open, key)}</sign></jdpay>`);
  return Buffer.from(sealHex(signed, secret)).toString("base64");
}

/** What a sealed message says, once its signature over the very text without <sign> is proven; else why not. */
export function openMessage(encrypt: string, key: KeyObject, secret: Buffer): { fields: Fields } | { why: string } {
  const text = openHex(Buffer.from(encrypt, "base64").toString(), secret);
  if (text === null) return { why: "the seal does not open" };
  const sign = pair.exec(text)?.[1];
  if (sign === undefined || !verifyText(text.replace(pair, ""), sign, key))
    return { why: "the signature does not fit" };
  const fields = readXml(text);
  return fields ? { fields } : { why: "the message is no <jdpay>" };
}
