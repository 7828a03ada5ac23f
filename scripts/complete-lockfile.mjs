// `npm run lockfile`: some registries (mirrors) lack packages for other machines. npm then leaves those optional
// packages out of the lockfile, and `npm ci` refuses such a lockfile. This writes the entries that npm would have
// written: exact version, optional, and for which machine. Never downloaded on a machine that they are not for.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const file = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "..", "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));

const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64", "wasm32"];
const pick = (parts, known) => known.filter((one) => parts.includes(one));

/** "@scope/binding-linux-arm-musleabihf" → os linux, cpu arm, libc musl. */
function machineOf(name) {
  const parts = name.slice(name.indexOf("/") + 1).split("-");
  const [os, cpu] = [pick(parts, systems), pick(parts, processors)];
  if (os.length !== 1 || cpu.length !== 1) return null;
  const libc = os[0] !== "linux" ? null : parts.some((part) => part.startsWith("musl")) ? "musl" : "glibc";
  return { os, cpu, ...(libc && parts.some((part) => /^(musl|gnu)/.test(part)) ? { libc: [libc] } : {}) };
}

const added = {};
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const machine = machineOf(name);
    const there = lock.packages[`${path}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`];
    if (there || !machine || !/^\d+\.\d+\.\d+[\w.+-]*$/.test(version)) continue;
    const { cpu, libc, os } = machine;
    added[`node_modules/${name}`] = {
      version,
      cpu,
      ...(entry.dev ? { dev: true } : {}),
      ...(libc ? { libc } : {}),
      optional: true,
      os,
    };
  }
}
const sorted = Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.error(`${Object.keys(added).length} entries added.`);
