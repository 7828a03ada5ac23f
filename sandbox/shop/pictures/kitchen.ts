import type { Drawing } from "../pictures.ts";

const berry = (n: number): string => {
  const [x, y] = [104 + n * 40, 298 - n * 46];
  return `<circle cx="${x}" cy="${y}" r="33" fill="#c3262b"/>
<circle cx="${x}" cy="${y}" r="33" fill="none" stroke="#f2a79b" stroke-width="3" opacity=".55"/>
<path d="M${x - 18} ${y - 8}c2-10 8-16 18-18" fill="none" stroke="#fff" stroke-width="6" opacity=".8"/>
<path d="M${x + 8} ${y + 14}h.5M${x - 4} ${y + 20}h.5" stroke="#7d1418" stroke-width="5"/>`;
};

const tanghulu = `
<path d="M58 350 340 26" stroke="#d9b67c" stroke-width="9"/>
${[0, 1, 2, 3, 4].map(berry).join("")}
<path d="M276 84c14-2 22-12 24-22" fill="none" stroke="#fff" stroke-width="3" opacity=".6"/>
<g fill="none" stroke="#e9a23b" stroke-width="3" opacity=".7">
<path d="M146 290c18 6 26 14 28 26M226 198c18 6 26 14 28 24"/></g>`;

const flake = (x: number, y: number, turn: number): string =>
  `<path d="M0 0c10-8 24-6 30 4-12 6-24 4-30-4Z" fill="#e2502e" transform="translate(${x} ${y}) rotate(${turn})"/>`;

const chilli = `
<ellipse cx="200" cy="340" rx="106" ry="12" fill="#000" opacity=".14"/>
<path d="M122 138h156c16 14 24 34 24 60v118a24 24 0 0 1-24 24H122
a24 24 0 0 1-24-24V198c0-26 8-46 24-60Z" fill="#a52a17"/>
<path d="M98 232c40-14 164-14 204 0v84a24 24 0 0 1-24 24H122a24 24 0 0 1-24-24Z" fill="#7d1c0e"/>
<path d="M122 138h30c-18 18-26 40-26 66v112c0 10 4 18 8 24h-12
a24 24 0 0 1-24-24V198c0-26 8-46 24-60Z" fill="#fff" opacity=".18"/>
${flake(128, 210, 10)}${flake(236, 206, -16)}${flake(184, 216, 24)}${flake(252, 232, 30)}
<rect x="116" y="96" width="168" height="44" rx="10" fill="#caa14b"/>
<path d="M116 118h168" stroke="#a37c2e" stroke-width="4"/>
<rect x="138" y="232" width="124" height="84" rx="6" fill="#f6ead2"/>
<path d="M176 296c-8-24 8-44 38-48-4 30-14 46-38 48Z" fill="#c9321d"/>
<path d="M214 248c4-8 10-10 16-8" fill="none" stroke="#4f7f41" stroke-width="6"/>`;

const cake = (x: number, y: number): string => `
<circle cx="${x}" cy="${y}" r="50" fill="#b87431"/><circle cx="${x}" cy="${y}" r="42" fill="#d2924a"/>
<circle cx="${x}" cy="${y}" r="42" fill="none" stroke="#9c5d22" stroke-width="4" stroke-dasharray="13 9"/>
<g fill="none" stroke="#9c5d22" stroke-width="5">
<path d="M${x - 16} ${y - 12}h32M${x} ${y - 22}v44M${x - 18} ${y + 4}h36M${x - 12} ${y + 20}h24"/></g>`;

const mooncakes = `
<path d="M62 70h276a12 12 0 0 1 12 12v244a14 14 0 0 1-14 14H64a14 14 0 0 1-14-14V82a12 12 0 0 1 12-12Z" fill="#8f2a1d"/>
<rect x="68" y="88" width="264" height="234" rx="8" fill="#f3dfb4"/>
<path d="M200 88v234M68 205h264" stroke="#c8963e" stroke-width="6"/>
${cake(134, 146)}${cake(266, 146)}${cake(134, 264)}${cake(266, 264)}`;

const knot = `
<path d="M200 24v60" stroke="#b3261e" stroke-width="7"/>
<g fill="none" stroke="#c8322a" stroke-width="15"><path d="m200 78 78 78-78 78-78-78Z"/>
<path d="m174 104 78 78M148 130l78 78M226 104l-78 78M252 130l-78 78"/>
<path d="M278 156c34-24 34 34 0 18M122 156c-34-24-34 34 0 18M246 118c34-34-4-44-16-16M154 118c-34-34 4-44 16-16"/></g>
<circle cx="200" cy="252" r="17" fill="#5f9a7c"/><circle cx="200" cy="252" r="6" fill="#e8efe0"/>
<path d="M200 270v18" stroke="#b3261e" stroke-width="7"/>
<rect x="182" y="284" width="36" height="16" rx="6" fill="#d9a441"/>
<g stroke="#c8322a" stroke-width="5"><path d="M186 300v66M194 300v74M202 300v76M210 300v74M216 300v66"/></g>`;

export const kitchenPictures: Readonly<Record<string, Drawing>> = {
  tanghulu: { ground: "#f3dcd0", glow: "#faeae1", table: "#e3bfae", inner: tanghulu },
  chilli: { ground: "#f3e2c3", glow: "#faf0dc", table: "#c9a36c", inner: chilli },
  mooncakes: { ground: "#e5dfcf", glow: "#f0ebdf", table: "#b59a72", inner: mooncakes },
  knot: { ground: "#f0e6d6", glow: "#f8f1e6", table: "#f0e6d6", inner: knot },
};
