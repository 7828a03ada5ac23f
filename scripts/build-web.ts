import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { appConfig } from "../web/vite.config.ts";

const root = join(import.meta.dirname, "..");
const web = join(root, "web");

export type BuiltApp = { app: string; outDir: string; fresh: boolean; ms: number; gzipBytes: number };

/**
 * Builds every app under web/ that has an index.html into `<outDir>/<app>`, each file with a `.gz` twin for servers
 * that send it precompressed. An app whose sources have not changed is left as it is (`fresh: false`).
 */
export async function buildWeb({
  outDir = join(web, "dist"),
  apps = webApps(),
}: {
  outDir?: string;
  apps?: readonly string[];
} = {}): Promise<BuiltApp[]> {
  return Promise.all(apps.map((app) => buildApp(app, join(outDir, app))));
}

function webApps(): string[] {
  return readdirSync(web, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(web, entry.name, "index.html")))
    .map((entry) => entry.name)
    .filter((app) => app !== "dist" && app !== "shared")
    .sort();
}

async function buildApp(app: string, outDir: string): Promise<BuiltApp> {
  const started = performance.now();
  const stamp = sourcesHash(app);
  const stampFile = join(outDir, ".stamp");
  const fresh = !existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp;
  if (fresh) {
    // Built beside and moved in whole: a server that reads while we build never sees half a page.
    const draft = `${outDir}.${process.pid}`;
    await build(appConfig(app, draft));
    for (const file of filesIn(draft)) writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
    writeFileSync(join(draft, ".stamp"), stamp);
    mkdirSync(outDir, { recursive: true });
    rmSync(outDir, { recursive: true, force: true });
    renameSync(draft, outDir);
  }
  return { app, outDir, fresh, ms: Math.ceil(performance.now() - started), gzipBytes: gzipBytes(outDir) };
}

/** What a visitor downloads: everything in the app's folder, compressed. */
function gzipBytes(folder: string): number {
  return filesIn(folder)
    .filter((file) => file.endsWith(".gz"))
    .reduce((total, file) => total + readFileSync(file).length, 0);
}

/** Everything that can change the result: the app, what apps share, the configuration, and the tools' versions. */
function sourcesHash(app: string): string {
  const hash = createHash("sha256");
  const folders = [...filesIn(join(web, app)), ...filesIn(join(web, "shared"))];
  const sources = [...folders.filter((file) => !/\.test\.tsx?$/.test(file)), join(web, "vite.config.ts")];
  for (const file of [...sources, import.meta.filename]) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  for (const tool of ["vite", "preact", "uqr", "react", "antd", "echarts"]) {
    hash.update(readFileSync(join(root, "node_modules", tool, "package.json")));
  }
  return hash.digest("hex");
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { app, outDir, fresh, ms, gzipBytes: bytes } of await buildWeb()) {
    const size = `${Math.ceil(bytes / 102.4) / 10} KB gzip`;
    console.log(`${app}: ${fresh ? `built in ${ms} ms` : "unchanged"}, ${size}, in ${relative(process.cwd(), outDir)}`);
  }
}
