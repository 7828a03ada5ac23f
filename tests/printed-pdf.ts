import { decodePDFRawStream, PDFArray, PDFDocument, PDFRawStream } from "@cantoo/pdf-lib";
import { type PrintedSheet, readModules, type Square } from "./printed-sheet.ts";

type Matrix = readonly [number, number, number, number, number, number];
type State = { matrix: Matrix; fill: string; stroke: string };
type Shape = { colour: string; paths: readonly (readonly { x: number; y: number }[])[] };
type Text = { said: string; x: number; y: number };

const times = ([a, b, c, d, e, f]: Matrix, [A, B, C, D, E, F]: Matrix): Matrix => [
  ...([a * A + b * C, a * B + b * D, c * A + d * C] as const),
  ...([c * B + d * D, e * A + f * C + E, e * B + f * D + F] as const),
];
const colourOf = (parts: readonly number[]): string =>
  `#${parts
    .map((one) =>
      Math.round(one * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;

/** Plays the page's content stream: what is painted where, and what is written where. */
function play(content: string, height: number): { shapes: Shape[]; texts: Text[] } {
  const shapes: Shape[] = [];
  const texts: Text[] = [];
  const kept: State[] = [];
  let state: State = { matrix: [1, 0, 0, 1, 0, 0], fill: "", stroke: "" };
  let paths: { x: number; y: number }[][] = [];
  let held: string[] = [];
  let at = { x: 0, y: 0 };
  const numbers = () => held.map(Number);
  const point = (x = 0, y = 0) => {
    const [, , , , e, f] = times([1, 0, 0, 1, x, y], state.matrix);
    return { x: e, y: height - f };
  };
  const paint = (...colours: string[]) => {
    for (const colour of colours) shapes.push({ colour, paths });
    paths = [];
  };
  const pairs = () => numbers().flatMap((one, i, all) => (i % 2 === 0 ? [point(one, all[i + 1])] : []));
  const operators: Readonly<Record<string, () => void>> = {
    q: () => kept.push(state),
    Q: () => {
      state = kept.pop() as State;
    },
    cm: () => {
      state = { ...state, matrix: times(numbers() as unknown as Matrix, state.matrix) };
    },
    rg: () => {
      state = { ...state, fill: colourOf(numbers()) };
    },
    RG: () => {
      state = { ...state, stroke: colourOf(numbers()) };
    },
    m: () => paths.push(pairs()),
    l: () => paths.at(-1)?.push(...pairs()),
    c: () => paths.at(-1)?.push(...pairs()),
    f: () => paint(state.fill),
    S: () => paint(state.stroke),
    B: () => paint(state.fill, state.stroke),
    Tm: () => {
      at = point(...(numbers().slice(4) as [number, number]));
    },
    Tj: () => {
      const bytes = Buffer.from((held[0] ?? "").slice(1, -1), "hex");
      texts.push({ said: bytes.swap16().toString("utf16le"), ...at });
    },
  };
  for (const [token] of content.matchAll(/<[0-9A-Fa-f]*>|\[[^\]]*\]|[^\s<>[\]]+/g)) {
    if (/^[<[/\d.-]/.test(token)) held.push(token);
    else {
      operators[token]?.();
      held = [];
    }
  }
  return { shapes, texts };
}

type Box = { x: number; y: number; width: number; height: number };

function boxOf(points: readonly { x: number; y: number }[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The modules of a shape that is a code: many squares of one size; else null. */
function modulesOf({ paths }: Shape): Square[] | null {
  const boxes = paths.map(boxOf);
  const [first] = boxes;
  const near = (one: number, other: number) => Math.abs(one - other) < 0.001;
  if (!first || boxes.length < 100 || paths.some((one) => one.length !== 4)) return null;
  if (boxes.some((one) => !near(one.width, first.width) || !near(one.height, first.width))) return null;
  return boxes.map(({ x, y, width }) => ({ x, y, side: width }));
}

export async function readPdfSheet(bytes: Uint8Array): Promise<PrintedSheet> {
  const page = (await PDFDocument.load(bytes)).getPage(0);
  const streams = page.node.Contents();
  const all = streams instanceof PDFArray ? streams.asArray().map((_, i) => streams.lookup(i)) : [streams];
  const content = all.map((one) => {
    if (!(one instanceof PDFRawStream)) throw new Error("A page's content is streams.");
    return Buffer.from(decodePDFRawStream(one).decode()).toString("latin1");
  });
  const { shapes, texts } = play(content.join("\n"), page.getHeight());
  const codes: (string | null)[] = [];
  const marks: (Box & { colours: string[] })[] = [];
  for (const shape of shapes) {
    const modules = modulesOf(shape);
    if (modules) codes.push(readModules(modules));
    if (modules) continue;
    const box = boxOf(shape.paths.flat());
    const around = marks.find(
      ({ x, y, width, height }) =>
        box.x >= x && box.y >= y && box.x + box.width <= x + width && box.y + box.height <= y + height,
    );
    if (around) around.colours.push(shape.colour);
    else marks.push({ ...box, colours: [shape.colour] });
  }
  return { codes, texts, marks };
}
