import { wellFormed } from "./plain-text.ts";
import type { ShownBody, ShownCall, WireCall, Withheld } from "./wire-call.ts";

/**
 * What may be kept of a wallet's messages. A list names what is shown; all else is withheld and only its type told, so
 * a field that a wallet adds tomorrow is withheld before anybody has heard of it.
 */
export type ShownList = {
  /** Dotted paths of texts, numbers and flags that are shown as they are. A list counts as what stands in it. */
  values: readonly string[];
  /** Dotted paths of free texts (a wallet's error message): shown without what looks like a number or a name in it. */
  words?: readonly string[];
  /** Fields, by their last name, that are withheld for a reason which is worth telling. */
  secrets: readonly string[];
  persons: readonly string[];
};

type Node = { shows: "value" | "words" | null; inner: Map<string, Node>; name: string };
type Held = { texts: Set<string>; secrets: ReadonlySet<string>; persons: ReadonlySet<string> };

/** Makes of a list what shows by it, as JSON text. `texts` collects what was withheld. */
export function makeShower(list: ShownList) {
  const tree: Node = { shows: null, inner: new Map(), name: "" };
  for (const path of list.values) place(tree, path).shows = "value";
  for (const path of list.words ?? []) place(tree, path).shows = "words";
  const [secrets, persons] = [new Set(list.secrets), new Set(list.persons)];
  return (value: unknown, texts: Set<string>): string => walk(tree, value, { texts, secrets, persons });
}

function place(tree: Node, path: string): Node {
  let at = tree;
  for (const name of path.split(".")) {
    const next = at.inner.get(name) ?? { shows: null, inner: new Map(), name: `${JSON.stringify(name)}:` };
    at.inner.set(name, next);
    at = next;
  }
  return at;
}

const listMax = 60;
const namesMax = 80;
const valueMax = 300;

/** JSON text is written straight away: what is looked at once a month is made a thousand times a second. */
function walk(node: Node, value: unknown, held: Held): string {
  if (typeof value === "string") {
    if (value === "") return '""';
    if (node.shows === null) return withhold(value, null, held);
    if (node.shows === "words") return JSON.stringify(wordsOf(value, held.texts));
    return value.length > valueMax ? hidden("text") : JSON.stringify(wellFormed(value));
  }
  if (value === null) return "null";
  if (typeof value === "object") return inside(node, value, held);
  return node.shows === null || value === undefined ? withhold(value, null, held) : JSON.stringify(value);
}

function inside(node: Node, value: object, held: Held): string {
  if (Array.isArray(value)) {
    const items: unknown[] = value.length > listMax ? value.slice(0, listMax) : value;
    return `[${items.map((one) => walk(node, one, held)).join(",")}]`;
  }
  if (node.inner.size === 0) return withhold(value, null, held);
  let [text, names] = ["", 0];
  for (const name in value) {
    if (++names > namesMax) break;
    const one = (value as Readonly<Record<string, unknown>>)[name];
    const known = node.inner.get(name);
    const shown = known ? walk(known, one, held) : withhold(one, name, held);
    text += `${text === "" ? "" : ","}${known ? known.name : `${JSON.stringify(nameText(name))}:`}${shown}`;
  }
  return `{${text}}`;
}

export const hidden = (why: Withheld): string => `{"$hidden":"${why}"}`;

/** Only its type, or why; its texts are remembered. An empty value tells nothing and is shown. */
function withhold(value: unknown, name: string | null, held: Held): string {
  if (value === null) return "null";
  if (value === "") return '""';
  const secret = name !== null && held.secrets.has(name);
  const person = name !== null && held.persons.has(name);
  // A name may be two signs long; what is merely not needed is looked for only where it can hardly be a common word.
  remember(value, held.texts, secret || person ? 2 : 5, 0);
  return hidden(secret ? "secret" : person ? "person" : typeName(value));
}

function typeName(value: unknown): Withheld {
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "object" ? "object" : "text";
}

const rememberedMax = 200;

function remember(value: unknown, texts: Set<string>, shortest: number, depth: number): void {
  if (texts.size >= rememberedMax || depth > 6) return;
  if (typeof value === "string" || typeof value === "number") {
    const text = String(value);
    if (text.length >= shortest && text.length <= wordsRead) texts.add(wellFormed(text));
  } else if (typeof value === "object" && value !== null)
    for (const one of Object.values(value)) remember(one, texts, shortest, depth + 1);
}

/** A name that no protocol has (long, or with strange signs) may itself hold what it should not. */
export function nameText(name: string): string {
  return /^[\w.$-]{1,48}$/.test(name) && !/\d{6}/.test(name) ? name : "(…)";
}

const wordsMax = 160;
/** So much of a text is looked through: what lies behind is not shown either. */
const wordsRead = 1000;
/** Runs that may be a telephone, a card, an id; tokens of mixed letters; addresses of mail. */
const numbers = /\d[\d*xX -]{5,}[\dxX]|\d{6,}/g;
const tokens = /(?=[\w-]*[a-z\d])(?=[\w-]*[A-Z\d])[\w-]{16,}/g;
const mails = /[^\s@]+@[^\s@]+/g;

/** Free words, without what was withheld elsewhere and without what may name somebody. */
export function wordsOf(text: string, withheld: ReadonlySet<string>): string {
  let said = wellFormed(text.slice(0, wordsRead));
  for (const one of withheld) if (said.includes(one)) said = said.replaceAll(one, "…");
  said = said.replace(mails, "…").replace(tokens, "…").replace(numbers, "…");
  const signs = [...said];
  return signs.length > wordsMax ? `${signs.slice(0, wordsMax).join("")}…` : said;
}

export const nothing: ShownBody = { form: "none", bytes: 0, json: "null" };

/** A body of which nothing can be read: that there was one, and how long. */
export function unreadable(body: Buffer | string): ShownBody {
  return { form: "text", bytes: Buffer.byteLength(body), json: hidden("unreadable") };
}

/** No message about a payment is nearly so long. */
const bodyMax = 65_536;

/** A body through its reader and its shower; what no reader understands is withheld whole. */
export function shownBody(
  body: Buffer | string | null,
  form: ShownBody["form"],
  read: (text: string) => unknown,
  show: (value: unknown) => string,
): ShownBody {
  if (body === null || body.length === 0) return nothing;
  if (body.length > bodyMax) return unreadable(body);
  let value: unknown;
  try {
    value = read(body.toString());
  } catch {
    return unreadable(body);
  }
  if (typeof value !== "object" || value === null) return unreadable(body);
  return { form, bytes: Buffer.byteLength(body), json: show(value) };
}

/** Our own plain word in answer to a notice. */
export function ownReply(call: WireCall): ShownBody {
  const body = call.response?.body;
  if (body === undefined || body.length === 0) return nothing;
  return { form: "text", bytes: body.length, json: JSON.stringify(wordsOf(body.toString(), new Set())) };
}

/** Path and query apart. */
export function splitPath(path: string): { pathname: string; search: URLSearchParams } {
  const at = path.indexOf("?");
  return at < 0
    ? { pathname: wellFormed(path), search: new URLSearchParams() }
    : { pathname: wellFormed(path.slice(0, at)), search: new URLSearchParams(path.slice(at + 1)) };
}

/** Fields of a form; a name that comes twice keeps its first value. */
export function formFields(text: string): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) fields[name] ??= value;
  return fields;
}

/** Of a wallet without a list, or whose list fails: that a call was made, and nothing of what was said. */
export function withheldCall(call: WireCall): ShownCall {
  return {
    path: splitPath(call.path).pathname,
    request: call.request === null || call.request.length === 0 ? nothing : unreadable(call.request),
    response: !call.response || call.response.body.length === 0 ? nothing : unreadable(call.response.body),
  };
}
