import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Small JSON files of the sandbox, each written whole and renamed into place, readable by their owner alone: they hold
 * the sandbox's (pretend) private keys.
 */
export async function keepText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.new`;
  const file = await open(beside, "w", 0o600);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

/** The text that was kept, or null when nothing was kept yet. */
export async function keptText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

export async function keepJson(path: string, value: unknown): Promise<void> {
  await keepText(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** What was kept under the path; `make` is asked, and its answer kept, when there is nothing or nothing readable. */
export async function keptOrMade<T>(path: string, make: () => Promise<T>): Promise<T> {
  const text = await keptText(path);
  if (text !== null) {
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new Error(`${path} is no JSON any more. Remove it: the sandbox makes a new one at its next start.`);
    }
  }
  const made = await make();
  await keepJson(path, made);
  return made;
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}
