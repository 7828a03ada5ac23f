import { fileURLToPath } from "node:url";
import type { InlineConfig } from "vite";

/**
 * Where the server mounts an app's `dist`. `./` works under any path that ends in a slash; the cashier's pages lie at
 * several depths (/pay/<id>, /pay/friend/<token>), so its assets need an absolute address.
 */
const bases: Readonly<Record<string, string>> = {
  cashier: "/pay/",
  console: "/console/",
  phone: "/phone/",
  shop: "/",
  till: "/till/",
};

/** Who is at work all day wants the components that merchants know; everybody else's page must be light. */
const jsxOf: Readonly<Record<string, string>> = { console: "react" };

/** The till works without network: its worker has an address that never changes, where browsers ask for news. */
function entriesOf(app: string) {
  if (app !== "till") return {};
  const at = (file: string) => fileURLToPath(new URL(`./${app}/${file}`, import.meta.url));
  const entryFileNames = (chunk: { name: string }) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js");
  return { input: { index: at("index.html"), sw: at("sw.ts") }, output: { entryFileNames } };
}

/**
 * One configuration for every app under web/: JSX by oxc, no preset, nothing inline, so that a strict CSP
 * holds.
 */
export function appConfig(app: string, outDir: string): InlineConfig {
  return {
    configFile: false,
    root: fileURLToPath(new URL(`./${app}/`, import.meta.url)),
    base: bases[app] ?? "./",
    // The components' files say "use client", which a bundle need not keep and warns about a thousand times.
    logLevel: app === "console" ? "error" : "warn",
    publicDir: false,
    // The same page whatever NODE_ENV says: a test run must measure what is shipped.
    mode: "production",
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    oxc: { jsx: { runtime: "automatic", importSource: jsxOf[app] ?? "preact", development: false } },
    // The server puts a fresh nonce in its place with every answer: the components' style sheets are let in by it.
    ...(app === "console" ? { html: { cspNonce: "__NONCE__" } } : {}),
    build: {
      outDir,
      emptyOutDir: true,
      assetsDir: "assets",
      // What the wallets' own browsers and phones of 2020 understand.
      target: app === "console" ? ["es2022", "chrome100", "safari16"] : ["es2020", "chrome87", "safari14"],
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      // How long a busy machine took is no news at a start.
      rolldownOptions: { checks: { pluginTimings: false }, ...entriesOf(app) },
    },
  };
}
