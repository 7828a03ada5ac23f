import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./checks.ts";

const names = ["chromium", "chromium-browser", "google-chrome"];
const chineseFonts = ["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"];

function find(name: string, path: string): string | null {
  return (
    path
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find((file) => existsSync(file)) ?? null
  );
}

export type Chromium = { path: string | null /** Why there is none. */; why: string };

/** Chromium and Chinese fonts for browser tests: the machine's, else Debian's packages if we may install them. */
export async function ensureChromium(path: string): Promise<Chromium> {
  const here = (): string | null => names.map((name) => find(name, path)).find((file) => file !== null) ?? null;
  const fonts = process.platform !== "linux" || chineseFonts.some((file) => existsSync(file));
  const found = here();
  if (found !== null && fonts) return { path: found, why: "" };
  if (process.getuid?.() !== 0) return { path: found, why: "this user may not install it" };
  if (find("apt-get", path) === null) return { path: found, why: "there is no apt-get to install it with" };
  console.log("Installing Chromium and Chinese fonts for the browser tests (some minutes, once) …");
  const updated = await run("apt-get", ["update", "-qq"]);
  const packages = ["chromium", "fonts-noto-cjk"];
  const wanted = ["install", "-y", "-qq", "--no-install-recommends", ...packages];
  const installed = await run("apt-get", wanted);
  const why = installed.ok ? "" : `apt-get failed: ${(updated.output + installed.output).trim().split("\n").at(-1)}`;
  return { path: here(), why };
}
