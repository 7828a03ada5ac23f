import type { Drawing } from "../pictures.ts";

const stitches = [132, 176, 244, 288].map((y) => `<path d="M112 ${y}h26"/>`).join("");

const notebook = `
<ellipse cx="206" cy="342" rx="116" ry="12" fill="#000" opacity=".14"/>
<path d="m124 98 178-8 8 246-178 8Z" fill="#efe6d2"/><path d="m118 92 178-4 6 246-178 6Z" fill="#e2d6bb"/>
<rect x="112" y="82" width="176" height="252" rx="3" fill="#2f4a63"/>
<path d="M112 85a3 3 0 0 1 3-3h23v252h-23a3 3 0 0 1-3-3Z" fill="#3b5a77"/>
<g stroke="#e9dfc8" stroke-width="4" fill="none"><path d="M138 84v248"/>${stitches}</g>
<rect x="208" y="108" width="52" height="132" fill="#f3ead7"/>
<g fill="none" stroke="#2c2a27" stroke-width="5">
<path d="M222 132h24M234 124v28M222 152c8 2 18 2 26 0M222 176h26M234 168v26M222 196h26M226 214c6 4 14 4 20 0"/></g>
<rect x="246" y="298" width="22" height="22" rx="3" fill="#b3402c"/>
<path d="M252 304v10M262 304v10M252 309h10" stroke="#f7e6dd" stroke-width="2.500" fill="none"/>`;

const brush = (x: number, shaft: string, tuft: string, length: number): string => `
<g transform="translate(${x} 0)"><path d="M-2 60c0-12 4-12 4 0" fill="none" stroke="#8a2f22" stroke-width="4"/>
<rect x="-9" y="66" width="18" height="${length}" rx="5" fill="${shaft}"/>
<rect x="-9" y="66" width="6" height="${length}" rx="3" fill="#fff" opacity=".18"/>
<rect x="-11" y="${58 + length}" width="22" height="16" rx="3" fill="#3a2b21"/>
<path d="M-10 ${74 + length}h20c4 22-6 42-10 58-4-16-14-36-10-58Z" fill="${tuft}"/>
<path d="M-4 ${110 + length}c2 10 4 16 4 22 0-6 2-12 4-22Z" fill="#2b2624"/></g>`;

const brushes = `
<path d="M84 52h232" stroke="#6b4a31" stroke-width="12"/>
<path d="M100 52v276M300 52v276" stroke="#7d583b" stroke-width="12"/>
<path d="M78 330h44M278 330h44" stroke="#5a3d28" stroke-width="14"/>
${brush(146, "#a9824f", "#e7d9bd", 132)}${brush(200, "#7b3b2c", "#d9c6a0", 154)}
${brush(254, "#55704d", "#efe5cf", 116)}`;

const ribs = [146, 172, 228, 254].map((x) => `<path d="M200 110C${x} 130 ${x} 262 200 282"/>`).join("");

const lantern = `
<path d="M200 20v62" stroke="#7d583b" stroke-width="5"/>
<ellipse cx="200" cy="196" rx="118" ry="94" fill="#c43d2c"/>
<path d="M200 102c-66 0-118 42-118 94s52 94 118 94c-44-22-66-52-66-94s22-72 66-94Z" fill="#d5553f"/>
<g fill="none" stroke="#8f2a1d" stroke-width="3.500" opacity=".6"><path d="M200 104v184M88 196h224"/>${ribs}</g>
<rect x="156" y="82" width="88" height="26" rx="8" fill="#d9a441"/>
<rect x="156" y="284" width="88" height="24" rx="8" fill="#d9a441"/>
<circle cx="200" cy="196" r="40" fill="#f0c668"/>
<g fill="none" stroke="#9c3324" stroke-width="6"><path d="M184 182h32M184 210h32M192 170v52M208 170v52"/></g>
<path d="M200 308v22" stroke="#b3402c" stroke-width="5"/>
<g stroke="#d9a441" stroke-width="4"><path d="M188 330v46M196 330v52M204 330v52M212 330v46"/></g>
<rect x="184" y="324" width="32" height="12" rx="5" fill="#b3402c"/>`;

export const paperPictures: Readonly<Record<string, Drawing>> = {
  notebook: { ground: "#d9e1e6", glow: "#e8eef1", table: "#a58a6a", inner: notebook },
  brushes: { ground: "#ece4d4", glow: "#f6f0e4", table: "#b49674", inner: brushes },
  lantern: { ground: "#2f3c4d", glow: "#46546a", table: "#263241", inner: lantern },
};
