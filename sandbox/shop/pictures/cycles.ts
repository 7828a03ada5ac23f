import type { Drawing } from "../pictures.ts";

const bell = `
<ellipse cx="200" cy="340" rx="104" ry="12" fill="#000" opacity=".14"/>
<rect x="176" y="262" width="48" height="64" rx="8" fill="#4a4f55"/>
<rect x="154" y="312" width="92" height="28" rx="14" fill="#35393e"/>
<path d="M84 244c0-78 50-126 116-126s116 48 116 126Z" fill="#d3a33f"/>
<path d="M84 244c0-78 50-126 116-126-50 18-72 62-72 126Z" fill="#e6bf63"/>
<path d="M74 242h252a10 10 0 0 1 0 24H74a10 10 0 0 1 0-24Z" fill="#b58628"/>
<circle cx="200" cy="112" r="16" fill="#b58628"/><circle cx="195" cy="107" r="5" fill="#f0d48d"/>
<path d="M150 158c-18 14-28 34-32 58" fill="none" stroke="#fff3cf" stroke-width="10" opacity=".75"/>
<path d="M300 282c26 0 44 12 44 24s-14 14-26 8" fill="none" stroke="#4a4f55" stroke-width="12"/>
<g fill="none" stroke="#8a6a20" stroke-width="6" opacity=".55">
<path d="M60 176c-10-18-10-38 0-56M340 176c10-18 10-38 0-56"/>
<path d="M38 190c-18-28-18-58 0-86M362 190c18-28 18-58 0-86"/></g>`;

const weave = [0, 1, 2, 3].map((row) => {
  const y = 196 + row * 32;
  const inset = 6 + row * 7;
  const colour = row % 2 ? "#a87c48" : "#c79a62";
  return `<path d="M${80 + inset} ${y}h${240 - 2 * inset}" stroke="${colour}" stroke-width="20"/>`;
});
const staves = [0, 1, 2, 3, 4, 5].map((n) => {
  const top = 98 + n * 41;
  return `<path d="M${top} 178 ${200 + (top - 200) * 0.84} 322" stroke="#8d6436" stroke-width="7"/>`;
});

const basket = `
<ellipse cx="200" cy="340" rx="118" ry="12" fill="#000" opacity=".14"/>
<g fill="#5f8f4e"><path d="M128 172c-26-40-8-80 6-94 18 22 28 58 14 96Z"/>
<path d="M168 172c-8-44 10-84 30-100 16 30 14 70-4 102Z" fill="#79a863"/>
<path d="M214 174c-6-36 12-64 34-76 10 26 4 56-14 78Z"/></g>
<g fill="none" stroke="#e8762d" stroke-width="22"><path d="M270 174c4-24 12-42 22-56"/></g>
<g fill="none" stroke="#4f7f41" stroke-width="6"><path d="M292 116c-4-18 0-28 8-38M294 116c8-12 18-18 28-20"/></g>
<path d="M80 180h240l-34 148a12 12 0 0 1-12 8H126a12 12 0 0 1-12-8Z" fill="#b98a53"/>
${weave.join("")}${staves.join("")}
<rect x="70" y="164" width="260" height="26" rx="13" fill="#d3a86f"/>
<path d="M150 164v26M200 164v26M250 164v26" stroke="#a87c48" stroke-width="5"/>`;

const lamp = `
<path d="M246 150 400 70v240L246 236Z" fill="#ffe9a8" opacity=".28"/>
<path d="M246 162 400 116v148L246 224Z" fill="#ffeeb9" opacity=".38"/>
<ellipse cx="180" cy="340" rx="96" ry="11" fill="#000" opacity=".3"/>
<path d="M168 238v72" stroke="#5b6570" stroke-width="22"/>
<rect x="112" y="308" width="112" height="30" rx="15" fill="#454e58"/>
<path d="M102 192c0-50 34-84 92-84h34v170h-34c-58 0-92-36-92-86Z" fill="#3e7f78"/>
<path d="M102 192c0-50 34-84 92-84-38 18-52 44-52 84 0 42 14 70 52 86-58 0-92-36-92-86Z" fill="#57a098"/>
<ellipse cx="230" cy="193" rx="30" ry="88" fill="#dfe6ea"/><ellipse cx="234" cy="193" rx="22" ry="70" fill="#fff4cf"/>
<ellipse cx="236" cy="193" rx="10" ry="32" fill="#ffdc74"/>
<path d="M150 108c0-20 40-20 40 0Z" fill="#2f625d"/>
<g fill="#f5efd8"><circle cx="60" cy="64" r="3"/><circle cx="110" cy="40" r="2"/>
<circle cx="300" cy="36" r="3"/><circle cx="352" cy="72" r="2"/><circle cx="40" cy="140" r="2"/></g>`;

export const cyclesPictures: Readonly<Record<string, Drawing>> = {
  bell: { ground: "#dce4ea", glow: "#ebf0f4", table: "#9aa5ae", inner: bell },
  basket: { ground: "#e6e9d8", glow: "#f2f4e8", table: "#b3a585", inner: basket },
  lamp: { ground: "#28344a", glow: "#33425b", table: "#1f2939", inner: lamp },
};
