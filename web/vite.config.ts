import { fileURLToPath } from "node:url";
import type { InlineConfig } from "vite";

/**
 * Where the server mounts an app's `dist`. `./` works under any path that ends in a slash; the cashier's pages lie at
 * several depths (/pay/<id>, /pay/friend/<token>), so its assets need an absolute address.
 */
const bases: Readonly<Record<string, string>> = { cashier: "/pay/", phone: "/phone/", shop: "/" };

/**
 * One configuration for every app under web/: Preact's JSX by oxc, no preset, nothing inline, so that a strict CSP
 * holds.
 */
export function appConfig(app: string, outDir: string): InlineConfig {
  return {
    configFile: false,
    root: fileURLToPath(new URL(`./${app}/`, import.meta.url)),
    base: bases[app] ?? "./",
    logLevel: "warn",
    publicDir: false,
    // The same page whatever NODE_ENV says: a test run must measure what is shipped.
    mode: "production",
    oxc: { jsx: { runtime: "automatic", importSource: "preact", development: false } },
    build: {
      outDir,
      emptyOutDir: true,
      assetsDir: "assets",
      // What the wallets' own browsers and phones of 2020 understand.
      target: ["es2020", "chrome87", "safari14"],
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
    },
  };
}
