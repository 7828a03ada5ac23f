import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["{src,web,sdk,sandbox,scripts,bench,sim,tests}/**/*.test.{ts,tsx}"],
    globalSetup: ["./tests/setup/database-server.ts"],
    // Two machines' worth of PostgreSQL and Node share the cores: more workers only make time-outs.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
