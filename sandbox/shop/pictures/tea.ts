import type { Drawing } from "../pictures.ts";

const wall = { ground: "#e3ebdc", glow: "#eff4e8", table: "#c9b08b" };

const leaf = (x: number, y: number, turn: number, fill: string): string =>
  `<path d="M0 0c14-20 40-24 58-10C46 10 20 16 0 0Z" fill="${fill}" transform="translate(${x} ${y}) rotate(${turn})"/>`;

const longjing = `
<ellipse cx="200" cy="340" rx="112" ry="13" fill="#000" opacity=".14"/>
<path d="M128 132h144v196a12 12 0 0 1-12 12H140a12 12 0 0 1-12-12Z" fill="#3f6b4f"/>
<path d="M128 132h40v208h-28a12 12 0 0 1-12-12Z" fill="#4c7c5d"/>
<path d="M140 92h120a8 8 0 0 1 8 8v36H132v-36a8 8 0 0 1 8-8Z" fill="#2f5440"/>
<path d="M132 122h136v14H132Z" fill="#c8a45a"/>
<rect x="156" y="178" width="88" height="112" rx="4" fill="#f6efdf"/>
<g fill="none" stroke="#2f5440" stroke-width="5"><path d="M180 214c12-16 28-16 40 0M200 204v54M182 236h36"/></g>
<path d="M172 276h56" stroke="#b3402c" stroke-width="6"/>
${leaf(276, 330, -14, "#5f8f4e")}${leaf(292, 344, 8, "#79a863")}${leaf(72, 344, -8, "#6d9c58")}`;

const gaiwan = `
<ellipse cx="200" cy="336" rx="140" ry="14" fill="#000" opacity=".14"/>
<path d="M84 296h232c-8 30-54 42-116 42S92 326 84 296Z" fill="#7fa394"/>
<ellipse cx="200" cy="296" rx="116" ry="16" fill="#a9c6b8"/>
<path d="M106 178h188c0 62-34 112-66 120h-56c-32-8-66-58-66-120Z" fill="#b8d3c5"/>
<path d="M106 178h60c0 56 6 104 22 120h-16c-32-8-66-58-66-120Z" fill="#cbe0d4"/>
<ellipse cx="200" cy="178" rx="94" ry="15" fill="#8fb3a3"/>
<path d="M118 168c8-34 42-52 82-52s74 18 82 52c-40 12-124 12-164 0Z" fill="#c2dacd"/>
<path d="M118 168c8-34 42-52 82-52-34 12-46 32-46 60-16-2-28-4-36-8Z" fill="#d6e8de"/>
<path d="M178 116c0-14 44-14 44 0Z" fill="#8fb3a3"/><ellipse cx="200" cy="106" rx="26" ry="8" fill="#a9c6b8"/>
<g fill="none" stroke="#5f8a78" stroke-width="4" opacity=".8">
<path d="M232 246c12-18 26-24 40-26M244 252c4-10 12-16 22-18M240 262c12 0 20-4 26-10"/></g>
<g fill="none" stroke="#fff" stroke-width="5" opacity=".65">
<path d="M172 82c-10-12 10-20 0-34M228 82c-10-12 10-20 0-34"/></g>`;

const teapot = `
<ellipse cx="204" cy="336" rx="134" ry="14" fill="#000" opacity=".16"/>
<path d="M300 196c50-18 66 70-4 82" fill="none" stroke="#6f3b2a" stroke-width="18"/>
<path d="M112 250c-34-4-46-34-66-58 24-8 52 0 74 24Z" fill="#7d4531"/>
<path d="M104 246c0-64 42-96 100-96s102 32 102 96c0 54-40 90-102 90s-100-36-100-90Z" fill="#8a4d37"/>
<path d="M104 246c0-64 42-96 100-96-42 20-58 52-58 98 0 38 14 68 40 86-50-6-82-40-82-88Z" fill="#9c5b43"/>
<path d="M146 160c14-26 34-34 58-34s44 8 58 34c-30 12-86 12-116 0Z" fill="#7d4531"/>
<path d="M146 160c30 12 86 12 116 0" fill="none" stroke="#63331f" stroke-width="5"/>
<circle cx="204" cy="116" r="15" fill="#8a4d37"/><circle cx="199" cy="111" r="5" fill="#b3745a"/>
<g fill="none" stroke="#63331f" stroke-width="4" opacity=".75">
<path d="M196 214v76M220 214v76M190 238h40M190 266h40"/></g>`;

export const teaPictures: Readonly<Record<string, Drawing>> = {
  longjing: { ...wall, inner: longjing },
  gaiwan: { ground: "#e8e1d3", glow: "#f3eee3", table: "#a98e6d", inner: gaiwan },
  teapot: { ground: "#ead9c9", glow: "#f4e8dc", table: "#b99774", inner: teapot },
};
