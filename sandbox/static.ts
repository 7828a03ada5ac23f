import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import type { RawResponse } from "#wallets/protocol";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=utf-8",
  ".woff2": "font/woff2",
  ".png": "image/png",
};

/** Pages of the sandbox load nothing from elsewhere. Pictures and links to the wallets' origins are what they need. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join("; ");

const lasting = "public, max-age=31536000, immutable";

function decodedPath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

/** A file of a built page, or null when the folder has no such file. Never leaves the folder. */
export async function staticFile(folder: string, path: string): Promise<RawResponse | null> {
  const decoded = decodedPath(path);
  if (decoded === null) return null;
  const inside = normalize(join(folder, decoded));
  const type = types[extname(inside)];
  if (!type || !inside.startsWith(normalize(folder) + sep)) return null;
  try {
    const body = await readFile(inside);
    const caching = path.includes("/assets/") ? lasting : "no-cache";
    const page = type.startsWith("text/html") ? { "content-security-policy": pagePolicy } : {};
    const headers = { "content-type": type, "cache-control": caching, "x-content-type-options": "nosniff" };
    return { status: 200, headers: { ...headers, ...page }, body };
  } catch {
    return null;
  }
}
