/** A tag of a page. `text`: what an element holds that holds no tags, such as a script; null where it never ends. */
export type Tag = { name: string; attributes: ReadonlyMap<string, string>; text: string | null };

const space = /[\t\n\f\r ]*/y;
const spaceOrSlash = /[\t\n\f\r /]*/y;
const tagName = /[a-z][^\t\n\f\r />]*/iy;
/** Its first sign may be "=" (HTML, "before attribute name state"). */
const attributeName = /[^\t\n\f\r />][^\t\n\f\r />=]*/y;
const bareValue = /[^\t\n\f\r >]*/y;
const endOfComment = /--!?>/g;

/** In these a tag is only text. So it is in noscript where scripts run, which not every reader does: it is read. */
const plainTexts = new Set(["style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"]);

type Page = { text: string; at: number };

function take(page: Page, pattern: RegExp): string {
  pattern.lastIndex = page.at;
  const found = pattern.exec(page.text)?.[0] ?? "";
  page.at += found.length;
  return found;
}

/** Behind the next of these signs; at the page's end where there is none. */
function skipPast(page: Page, sign: string): void {
  const to = page.text.indexOf(sign, page.at);
  page.at = to < 0 ? page.text.length : to + sign.length;
}

const references: Readonly<Record<string, string>> = {
  ...{ amp: "&", quot: '"', lt: "<", gt: ">", apos: "'", colon: ":", sol: "/", period: ".", quest: "?", equals: "=" },
  ...{ num: "#", semi: ";", comma: ",", percnt: "%", commat: "@", lowbar: "_", bsol: "\\", tab: "\t", newline: "\n" },
};

/** Numbers with or without their ";", and the names of ASCII's signs: all that an address needs. */
function plain(text: string): string {
  if (!text.includes("&")) return text;
  return text
    .replace(/&#(?:x([0-9a-f]{1,8})|(\d{1,9}));?/gi, (_, hex: string | undefined, ten: string | undefined) => {
      const code = hex === undefined ? Number.parseInt(ten ?? "", 10) : Number.parseInt(hex, 16);
      const isLetter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      return isLetter ? String.fromCodePoint(code) : "\ufffd";
    })
    .replace(/&([a-z]{2,7});/gi, (whole, name: string) => references[name.toLowerCase()] ?? whole);
}

/** Null: the page ends within the tag, and browsers drop it. */
function attributesAt(page: Page): Map<string, string> | null {
  const all = new Map<string, string>();
  for (;;) {
    take(page, spaceOrSlash);
    if (page.at >= page.text.length) return null;
    if (page.text[page.at] === ">") {
      page.at += 1;
      return all;
    }
    const name = take(page, attributeName).toLowerCase();
    take(page, space);
    let value = "";
    if (page.text[page.at] === "=") {
      page.at += 1;
      take(page, space);
      const read = valueAt(page);
      if (read === null) return null;
      value = read;
    }
    // The first of a name holds.
    if (!all.has(name)) all.set(name, plain(value));
  }
}

function valueAt(page: Page): string | null {
  const quote = page.text[page.at];
  if (quote !== '"' && quote !== "'") return take(page, bareValue);
  const to = page.text.indexOf(quote, page.at + 1);
  if (to < 0) return null;
  const value = page.text.slice(page.at + 1, to);
  page.at = to + 1;
  return value;
}

/** Behind a comment, a declaration or what only looks like a tag; false where a tag stands. */
function skipNoTag(page: Page): boolean {
  const { text, at } = page;
  if (text.startsWith("<!--", at)) {
    // "<!-->" and "<!--->" are over as soon as they begin.
    const over = /^<!---?>/.exec(text.slice(at, at + 6))?.[0];
    page.at = over === undefined ? endOfCommentFrom(text, at + 4) : at + over.length;
    return true;
  }
  const next = text[at + 1] ?? "";
  if (next === "!" || next === "?" || (next === "/" && !/[a-z]/i.test(text[at + 2] ?? ""))) {
    skipPast(page, ">");
    return true;
  }
  if (next === "/" || /[a-z]/i.test(next)) return false;
  page.at += 1;
  return true;
}

function endOfCommentFrom(text: string, from: number): number {
  endOfComment.lastIndex = from;
  return endOfComment.exec(text) === null ? text.length : endOfComment.lastIndex;
}

/** What an element holds that holds no tags, up to its end tag. */
function textOf(page: Page, name: string): string | null {
  const from = page.at;
  const end = new RegExp(`</${name}(?=[\\t\\n\\f\\r />])`, "gi");
  end.lastIndex = from;
  const to = name === "plaintext" ? -1 : (end.exec(page.text)?.index ?? -1);
  page.at = to < 0 ? page.text.length : to;
  return to < 0 ? null : page.text.slice(from, to);
}

/** In a script a comment's beginning hides the next script's end: old pages wrote their scripts so. */
function scriptAt(page: Page): string | null {
  const from = page.at;
  const signs = /<!---*>|<!--|-->|<(\/?)script(?=[\t\n\f\r />])/gi;
  signs.lastIndex = from;
  let state: "plain" | "hidden" | "within" = "plain";
  for (let sign = signs.exec(page.text); sign !== null; sign = signs.exec(page.text)) {
    const [text, closes] = sign;
    if (text === "<!--") state = state === "plain" ? "hidden" : state;
    else if (text === "-->") state = "plain";
    else if (closes === "" && state === "hidden") state = "within";
    else if (closes === "/" && state === "within") state = "hidden";
    else if (closes === "/") {
      page.at = sign.index;
      return page.text.slice(from, sign.index);
    }
  }
  page.at = page.text.length;
  return null;
}

/**
 * The tags of a page in their order, as browsers take it apart (HTML, "Tokenization"; remembered, not verified), in one
 * pass: a stranger writes it, and it must not cost more than its length. No tree is built: of what stands in a drawing
 * (svg, math), where titles and styles may hold tags, the tags are told too.
 */
export function* tagsIn(text: string): Generator<Tag> {
  const page: Page = { text, at: 0 };
  let drawing = 0;
  for (;;) {
    page.at = text.indexOf("<", page.at);
    if (page.at < 0) return;
    if (skipNoTag(page)) continue;
    const ends = text[page.at + 1] === "/";
    page.at += ends ? 2 : 1;
    const name = take(page, tagName).toLowerCase();
    const attributes = attributesAt(page);
    if (attributes === null) return;
    if (name === "svg" || name === "math") drawing = Math.max(0, drawing + (ends ? -1 : 1));
    if (ends) continue;
    // In a drawing "<script/>" is over at once, and titles and styles hold tags.
    const isOver = drawing > 0 && (text[page.at - 2] === "/" || name !== "script");
    const holdsText = !isOver && (name === "script" || plainTexts.has(name));
    yield { name, attributes, text: !holdsText ? null : name === "script" ? scriptAt(page) : textOf(page, name) };
  }
}
