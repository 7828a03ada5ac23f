import jsQR from "jsqr";

/** What is on a printed sheet, in points from its upper left corner: what a payer's camera and eye get of it. */
export type PrintedSheet = {
  /** What a reader reads of each square of modules, as they are drawn. */
  codes: readonly (string | null)[];
  texts: readonly { said: string; x: number; y: number }[];
  /** Each wallet's mark: its corner, and the colours of its shapes in their order. */
  marks: readonly { x: number; y: number; colours: readonly string[] }[];
};

export type Square = { x: number; y: number; side: number };

/** As a camera that is near enough sees a module. */
const dotsAModule = 5;

/** Draws the dark modules of one code, its margin around it, and reads that as a camera would. */
export function readModules(modules: readonly Square[]): string | null {
  const least = (pick: (one: Square) => number) => modules.reduce((min, one) => Math.min(min, pick(one)), Infinity);
  const most = (pick: (one: Square) => number) => modules.reduce((max, one) => Math.max(max, pick(one)), -Infinity);
  const module = modules[0]?.side ?? 1;
  const margin = 4 * module;
  const [left, top] = [least(({ x }) => x) - margin, least(({ y }) => y) - margin];
  const dots = (points: number) => Math.round((points / module) * dotsAModule);
  const width = dots(most(({ x, side }) => x + side) + margin - left);
  const height = dots(most(({ y, side }) => y + side) + margin - top);
  const picture = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const { x, y, side } of modules)
    for (let row = dots(y - top); row < dots(y + side - top); row++)
      for (let at = dots(x - left); at < dots(x + side - left); at++)
        picture.fill(0, (row * width + at) * 4, (row * width + at) * 4 + 3);
  const read = jsQR as unknown as (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null;
  return read(picture, width, height)?.data ?? null;
}

/** `#abc` is `#aabbcc`. */
const long = (colour: string): string =>
  colour.length === 4 ? `#${[...colour.slice(1)].map((sign) => sign + sign).join("")}` : colour.toLowerCase();

/** The colours of a mark's shapes, what is filled before what is drawn. */
export const coloursOf = (svg: string): string[] =>
  [...svg.matchAll(/<(?:rect|path)\b[^>]*>/g)].flatMap(([shape]) =>
    ["fill", "stroke"].flatMap((name) => {
      const colour = new RegExp(`\\b${name}="(#[0-9a-f]+)"`, "i").exec(shape)?.[1];
      return colour ? [long(colour)] : [];
    }),
  );

const number = (text: string | undefined): number => Number(text);

export function readSvgSheet(svg: string): PrintedSheet {
  const drawn = /<path transform="translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+)\)" d="([^"]+)" fill="#111"\/>/g;
  const codes = [...svg.matchAll(drawn)].map(([, x, y, scale, path = ""]) => {
    const side = number(scale);
    const modules = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)];
    if (modules.map(([one]) => one).join("") !== path) throw new Error("A code is drawn of squares, each a module.");
    return readModules(
      modules.map(([, column, row]) => ({
        ...{ x: number(x) + number(column) * side, y: number(y) + number(row) * side, side },
      })),
    );
  });
  const texts = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)<\/text>/g)].map(
    ([, x, y, said = ""]) => ({
      said: said.replace(/&#(\d+);/g, (_, sign: string) => String.fromCodePoint(number(sign))),
      ...{ x: number(x), y: number(y) },
    }),
  );
  const nested = /<svg x="([\d.]+)" y="([\d.]+)" width="34" height="34" viewBox="0 0 24 24">(.*?)<\/svg>/g;
  const marks = [...svg.matchAll(nested)].map(([, x, y, inner = ""]) => ({
    ...{ x: number(x), y: number(y), colours: coloursOf(inner) },
  }));
  return { codes, texts, marks };
}
