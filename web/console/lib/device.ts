const browsers = [
  ["Edg/", "Edge"],
  ["MicroMessenger/", "WeChat"],
  ["OPR/", "Opera"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["HeadlessChrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;
const systems = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["CrOS", "ChromeOS"],
  ["Linux", "Linux"],
] as const;

/** "Chrome 156 · Linux" of what a browser says of itself; what says neither is shown as it came, cut. */
export function deviceOf(agent: string): string {
  const found = browsers.find(([mark]) => agent.includes(mark));
  const system = systems.find(([mark]) => agent.includes(mark))?.[1];
  const version = found && /^\d+/.exec(agent.slice(agent.indexOf(found[0]) + found[0].length))?.[0];
  const browser = found && (version && found[0] !== "Safari/" ? `${found[1]} ${version}` : found[1]);
  return [browser, system].filter(Boolean).join(" · ") || agent.slice(0, 60) || "—";
}
