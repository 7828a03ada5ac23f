import {
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFOperator,
  PDFOperatorNames,
  type PDFPage,
  rgb,
} from "@cantoo/pdf-lib";
import { markPlaces, page as paper, places, type Sheet } from "./sheet.ts";

const fontName = PDFName.of("Song");

/**
 * The same sheet as PDF. The font is one of the CJK fonts that every PDF reader brings along (STSong-Light under
 * UniGB-UTF16-H), so that no font file of megabytes lies in a print or in this repository.
 */
export async function sheetPdf(sheet: Sheet, at: Date): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.setTitle(sheet.title);
  document.setProducer("Hutong");
  document.setCreationDate(at);
  document.setModificationDate(at);
  const page = document.addPage([paper.width, paper.height]);
  page.node.setFontDictionary(fontName, songOf(document));
  centre(page, sheet.title, places.title);
  centre(page, sheet.line, places.line);
  matrix(page, sheet.code, places.code);
  if (sheet.amount !== null) centre(page, sheet.amount, places.amount);
  const spots = markPlaces(sheet.wallets.length);
  sheet.wallets.forEach((one, index) => {
    const { x, y } = spots[index] ?? { x: 0, y: 0 };
    drawMark(page, one.svg, x, y);
    text(page, one.name, x + places.marks.size / 2 - widthOf(one.name, 14) / 2, y + places.marks.size + 20, 14);
  });
  matrix(page, sheet.emv, places.emv);
  text(page, sheet.small, places.small.x, places.small.y, places.small.size);
  centre(page, sheet.foot, places.foot);
  return Buffer.from(await document.save({ useObjectStreams: false }));
}

function songOf(document: PDFDocument) {
  const { context } = document;
  const descriptor = context.obj({
    ...{ Type: "FontDescriptor", FontName: "STSong-Light", Flags: 6, FontBBox: [-25, -254, 1000, 880] },
    ...{ ItalicAngle: 0, Ascent: 880, Descent: -120, CapHeight: 880, StemV: 93 },
  });
  const descendant = context.obj({
    ...{ Type: "Font", Subtype: "CIDFontType0", BaseFont: "STSong-Light", DW: 1000 },
    CIDSystemInfo: context.obj({
      Registry: PDFHexString.fromText("Adobe"),
      Ordering: PDFHexString.fromText("GB1"),
      Supplement: 4,
    }),
    FontDescriptor: context.register(descriptor),
    // Latin glyphs of this font are half as wide.
    W: [1, 95, 500],
  });
  return context.register(
    context.obj({
      ...{ Type: "Font", Subtype: "Type0", BaseFont: "STSong-Light", Encoding: "UniGB-UTF16-H" },
      DescendantFonts: [context.register(descendant)],
    }),
  );
}

/** Half a square for Latin letters, a whole one for the rest: what the font does. */
const widthOf = (said: string, size: number): number =>
  [...said].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) < 0x80 ? 0.5 : 1), 0) * size;

function centre(page: PDFPage, said: string, at: { y: number; size: number }): void {
  // A long name is written smaller, never cut.
  const size = Math.min(at.size, (at.size * (paper.width - 60)) / Math.max(1, widthOf(said, at.size)));
  text(page, said, (paper.width - widthOf(said, size)) / 2, at.y, size);
}

function text(page: PDFPage, said: string, x: number, y: number, size: number): void {
  const bytes = Buffer.from(said.replace(/\p{Cc}/gu, " "), "utf16le").swap16();
  const number = (value: number) => PDFNumber.of(value);
  page.pushOperators(
    PDFOperator.of(PDFOperatorNames.BeginText),
    PDFOperator.of(PDFOperatorNames.SetFontAndSize, [fontName, number(size)]),
    PDFOperator.of(PDFOperatorNames.SetTextMatrix, [1, 0, 0, 1, x, paper.height - y].map(number)),
    PDFOperator.of(PDFOperatorNames.ShowText, [PDFHexString.of(bytes.toString("hex"))]),
    PDFOperator.of(PDFOperatorNames.EndText),
  );
}

function matrix(page: PDFPage, rows: Sheet["code"], at: { x: number; y: number; side: number }): void {
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const ink = { color: rgb(0.07, 0.07, 0.07), borderWidth: 0 };
  page.drawSvgPath(path.join(""), { x: at.x, y: paper.height - at.y, scale: at.side / rows.length, ...ink });
}

const shape = /<(rect|path)\b([^>]*)\/>/g;
const attribute = (all: string, name: string): string | null =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(all)?.[1] ?? null;

/** A wallet's mark, drawn again from the shapes of its SVG: ours, and therefore only rectangles and paths. */
function drawMark(page: PDFPage, svg: string, x: number, y: number): void {
  const scale = places.marks.size / 24;
  for (const [, kind, all = ""] of svg.matchAll(shape)) {
    const d =
      kind === "rect" ? "M5 0h14a5 5 0 0 1 5 5v14a5 5 0 0 1-5 5H5a5 5 0 0 1-5-5V5a5 5 0 0 1 5-5z" : attribute(all, "d");
    if (d === null) continue;
    const [fill, stroke] = [colour(attribute(all, "fill")), colour(attribute(all, "stroke"))];
    const width = Number.parseInt(attribute(all, "stroke-width") ?? "0", 10) || 1;
    page.drawSvgPath(d, {
      ...{ x, y: paper.height - y, scale },
      ...(fill ? { color: fill } : {}),
      ...(stroke ? { borderColor: stroke, borderWidth: width } : {}),
    });
  }
}

function colour(text: string | null) {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text ?? "")?.[1];
  if (!hex) return null;
  const pairs = hex.length === 3 ? [...hex].map((sign) => sign + sign) : (hex.match(/../g) ?? []);
  const [red = 0, green = 0, blue = 0] = pairs.map((pair) => Number.parseInt(pair, 16) / 255);
  return rgb(red, green, blue);
}
