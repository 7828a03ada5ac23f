// Plain JavaScript for whatever Node (20 or newer) the machine has: it runs before any package is there, ahead of every
// npm script. Installs the packages when they are missing or not those of the lockfile, else returns within 100 ms.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const production = process.argv.includes("--production");
const chinese = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "");
const say = (en, zh) => console.error(chinese ? zh : en);

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return null;
  }
}

/** npm writes what it installed into node_modules/.package-lock.json, as its last step. */
function stale() {
  const wanted = readPackages("package-lock.json");
  const found = readPackages("node_modules/.package-lock.json");
  if (wanted === null || found === null) return true;
  for (const [path, entry] of Object.entries(wanted)) {
    // Optional ones are for other machines; production may leave the development's out.
    if (path === "" || entry.link || (!found[path] && (entry.optional || entry.devOptional))) continue;
    if (production && entry.dev && !found[path]) continue;
    if (found[path]?.version !== entry.version) return true;
  }
  return Object.keys(found).some((path) => !wanted[path]);
}

/** The pinned Node 24 is first on the PATH of npm scripts; without it the sources cannot be run by an older one. */
function nodeIsFit() {
  return existsSync(join(root, "node_modules", ".bin", "node")) || Number.parseInt(process.versions.node, 10) >= 24;
}

function install() {
  say("Installing packages (about a minute, once) …", "正在安装依赖（约一分钟，仅此一次）…");
  const options = ["ci", "--no-audit", "--no-fund", "--loglevel=error", ...(production ? ["--omit=dev"] : [])];
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const run = spawnSync(npm, options, { cwd: root, stdio: ["ignore", 2, 2] });
  if (run.status === 0) return;
  const why = run.error ? run.error.message : `npm ci: ${run.status ?? run.signal}`;
  say(
    `The packages could not be installed (${why}). Check the network, \`npm config get registry\` and the right to write in ${root}, then start again.`,
    `依赖安装失败（${why}）。请检查网络、\`npm config get registry\` 以及 ${root} 的写权限，然后重新启动。`,
  );
  process.exit(1);
}

if (Number.parseInt(process.versions.node, 10) < 20) {
  say(
    `Node ${process.versions.node} is too old: install Node 20 or newer.`,
    `Node ${process.versions.node} 版本过旧：请安装 Node 20 或更新版本。`,
  );
  process.exit(1);
}
if (stale()) install();
if (!nodeIsFit()) {
  say(
    "Node 24 is missing: install it, or install the development packages, which bring it (npm ci).",
    "缺少 Node 24：请安装，或安装自带它的开发依赖（npm ci）。",
  );
  process.exit(1);
}
