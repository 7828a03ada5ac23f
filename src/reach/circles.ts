/** Two circles whose areas, and whose lens, are in the proportion of A, B and the overlap. Lengths in one unit. */
export type Circles = { a: number; b: number; distance: number };

/** The area that two circles share. */
export function lensArea(a: number, b: number, distance: number): number {
  if (distance >= a + b) return 0;
  const small = Math.min(a, b);
  if (distance <= Math.abs(a - b)) return Math.PI * small * small;
  const corner = (one: number, other: number): number =>
    Math.acos(Math.min(1, Math.max(-1, (distance * distance + one * one - other * other) / (2 * distance * one))));
  const [alpha, beta] = [corner(a, b), corner(b, a)];
  return a * a * (alpha - Math.sin(2 * alpha) / 2) + b * b * (beta - Math.sin(2 * beta) / 2);
}

/** The distance is found by halving: the lens shrinks as the circles part. */
export function circlesOf(a: number, b: number, overlap: number): Circles {
  const [one, two] = [Math.sqrt(a / Math.PI), Math.sqrt(b / Math.PI)];
  let [near, far] = [Math.abs(one - two), one + two];
  for (let i = 0; i < 100; i++) {
    const middle = (near + far) / 2;
    if (lensArea(one, two, middle) > overlap) near = middle;
    else far = middle;
  }
  return { a: one, b: two, distance: (near + far) / 2 };
}

export type CircleWords = { zh: string; en: string };
type Drawn = { a: number; b: number; overlap: number; names: { a: CircleWords; b: CircleWords }; locale: "zh" | "en" };

const width = 640;
const height = 360;
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const grouped = (n: number): string => `${n}`.replaceAll(/\B(?=(\d{3})+$)/g, ",");
const at = (n: number): string => `${Math.round(n * 100) / 100}`;

/** What the picture shows, in words: its text alternative. */
export function circlesInWords({ a, b, overlap, names, locale }: Drawn): string {
  const [one, two] = [names.a[locale], names.b[locale]];
  const [nA, nB, both, all] = [a, b, overlap, a + b - overlap].map(grouped);
  return locale === "zh"
    ? `${one} ${nA} 人，${two} ${nB} 人，重合 ${both} 人；合计可触达 ${all} 人。`
    : `${one}: ${nA} people; ${two}: ${nB}; both: ${both}. Together they reach ${all}.`;
}

/** An SVG of its own, without script or outside address: areas and lens are true to the figures. */
export function drawCircles(drawn: Drawn): string {
  const { a, b, overlap, names, locale } = drawn;
  const circles = circlesOf(a, b, overlap);
  const left = Math.max(circles.a, circles.b - circles.distance);
  const right = Math.max(circles.distance + circles.b, circles.a);
  const tall = 2 * Math.max(circles.a, circles.b);
  const scale = Math.min((width - 40) / (left + right || 1), (height - 100) / (tall || 1));
  const [x, y] = [(width - (left + right) * scale) / 2 + left * scale, height / 2 + 10];
  const words = circlesInWords(drawn);
  const circle = (cx: number, r: number, colour: string): string =>
    `<circle cx="${at(cx)}" cy="${at(y)}" r="${at(r * scale)}" fill="${colour}" fill-opacity="0.45" stroke="${colour}"/>`;
  const text = (tx: number, ty: number, what: string, anchor = "middle"): string =>
    `<text x="${at(tx)}" y="${at(ty)}" text-anchor="${anchor}" font-size="15" fill="currentColor">${escaped(what)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" lang="${locale}"`,
    ` aria-labelledby="circles-title" font-family="sans-serif"><title id="circles-title">${escaped(words)}</title>`,
    circle(x, circles.a, "#1677ff"),
    circle(x + circles.distance * scale, circles.b, "#07a35a"),
    text(20, 24, `${names.a[locale]} ${grouped(a)}`, "start"),
    text(width - 20, 24, `${names.b[locale]} ${grouped(b)}`, "end"),
    text(width / 2, height - 10, `A ∩ B = ${grouped(overlap)}    A ∪ B = ${grouped(a + b - overlap)}`),
    "</svg>",
  ].join("");
}
