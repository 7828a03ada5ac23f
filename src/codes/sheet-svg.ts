import { markPlaces, page, places, type Sheet } from "./sheet.ts";

const plain = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`).replace(/\p{Cc}/gu, " ");

function matrix(rows: Sheet["code"], at: { x: number; y: number; side: number }): string {
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const scale = at.side / rows.length;
  return `<path transform="translate(${at.x} ${at.y}) scale(${scale})" d="${path.join("")}" fill="#111"/>`;
}

const middle = (text: string, at: { y: number; size: number }, weight = 400): string =>
  `<text x="${page.width / 2}" y="${at.y}" font-size="${at.size}" font-weight="${weight}" text-anchor="middle">` +
  `${plain(text)}</text>`;

/** The sheet as a drawing that any browser prints; every text is escaped, nothing is loaded from elsewhere. */
export function sheetSvg(sheet: Sheet): string {
  const { marks, small } = places;
  const spots = markPlaces(sheet.wallets.length);
  const wallets = sheet.wallets.map((one, index) => {
    const { x, y } = spots[index] ?? { x: 0, y: 0 };
    // Only the outer size: the shapes inside have sizes of their own.
    const at = `<svg x="${x}" y="${y}" width="${marks.size}" height="${marks.size}" viewBox="0 0 24 24">`;
    const mark = one.svg.replace(/^<svg [^>]*>/, at);
    const centre = x + marks.size / 2;
    return `${mark}<text x="${centre}" y="${y + marks.size + 20}" font-size="14" text-anchor="middle">${plain(one.name)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${page.width} ${page.height}" `,
    `width="210mm" height="297mm" font-family="'PingFang SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif" fill="#111">`,
    `<rect width="${page.width}" height="${page.height}" fill="#fff"/>`,
    middle(sheet.title, places.title, 700),
    middle(sheet.line, places.line),
    matrix(sheet.code, places.code),
    ...(sheet.amount === null ? [] : [middle(sheet.amount, places.amount, 700)]),
    ...wallets,
    matrix(sheet.emv, places.emv),
    `<text x="${small.x}" y="${small.y}" font-size="${small.size}">${plain(sheet.small)}</text>`,
    middle(sheet.foot, places.foot),
    "</svg>",
  ].join("");
}
