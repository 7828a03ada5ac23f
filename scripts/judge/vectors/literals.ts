/** A constant as Go, Java and JavaScript write it: a text, perhaps in pieces joined by +, a list, or named members. */
export type Literal = string | readonly Literal[] | { readonly [name: string]: Literal };

/** A test file does not hold what it should hold. */
export class VectorFault extends Error {}

const space = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const word = /[\w.-]+/y;
const closing: Readonly<Record<string, string>> = { "{": "}", "[": "]" };
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** The constant that follows the marks, which come one after the other in the file's text. */
export function literalAfter(text: string, ...marks: readonly string[]): Literal {
  let at = 0;
  for (const mark of marks) {
    const found = text.indexOf(mark, at);
    if (found === -1) throw new VectorFault(`holds no ${JSON.stringify(mark)}`);
    at = found + mark.length;
  }
  return new Reader(text, at).value();
}

/** The same, when it has to be a text. */
export function textAfter(text: string, ...marks: readonly string[]): string {
  const value = literalAfter(text, ...marks);
  if (typeof value !== "string") throw new VectorFault(`has no text after ${JSON.stringify(marks.at(-1))}`);
  return value;
}

/** The same, when it has to be named members. */
export function membersAfter(text: string, ...marks: readonly string[]): Readonly<Record<string, Literal>> {
  const value = literalAfter(text, ...marks);
  if (typeof value === "string" || isList(value))
    throw new VectorFault(`has no members after ${JSON.stringify(marks.at(-1))}`);
  return value;
}

function isList(value: Literal): value is readonly Literal[] {
  return Array.isArray(value);
}

class Reader {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  value(): Literal {
    const opening = this.#next();
    if (opening === "{") return this.#members();
    if (opening === "[") return this.#list();
    let text = this.#piece(opening);
    while (this.#next() === "+") {
      this.#at += 1;
      text += this.#piece(this.#next());
    }
    return text;
  }

  #next(): string {
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
    return this.#text[this.#at] ?? "";
  }

  #piece(quote: string): string {
    if (quote !== '"' && quote !== "'" && quote !== "`") throw this.#fault("a text");
    let text = "";
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const sign = this.#text[at] ?? "";
      if (sign === quote) {
        this.#at = at + 1;
        return text;
      }
      if (sign !== "\\" || quote === "`") text += sign;
      else text += this.#escaped(++at);
    }
    throw this.#fault("the end of a text");
  }

  #escaped(at: number): string {
    const sign = this.#text[at] ?? "";
    return escapes[sign] ?? sign;
  }

  #members(): Literal {
    const members: Record<string, Literal> = {};
    this.#each("{", () => {
      const name = this.#name();
      if (this.#next() !== ":") throw this.#fault(`a colon after ${name}`);
      this.#at += 1;
      members[name] = this.value();
    });
    return members;
  }

  #list(): Literal {
    const items: Literal[] = [];
    this.#each("[", () => void items.push(this.value()));
    return items;
  }

  #each(opening: "{" | "[", read: () => void): void {
    this.#at += 1;
    while (this.#next() !== closing[opening]) {
      read();
      if (this.#next() === ",") this.#at += 1;
      else if (this.#next() !== closing[opening]) throw this.#fault(`a comma or ${closing[opening]}`);
    }
    this.#at += 1;
  }

  #name(): string {
    const sign = this.#next();
    if (sign === '"' || sign === "'") return this.#piece(sign);
    word.lastIndex = this.#at;
    const name = word.exec(this.#text)?.[0];
    if (name === undefined) throw this.#fault("a name");
    this.#at += name.length;
    return name;
  }

  #fault(wanted: string): VectorFault {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    return new VectorFault(`line ${line} should have ${wanted}`);
  }
}
