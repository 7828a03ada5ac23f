/**
 * `npm run sdk -- generate`: writes the types of the API, as the house serves it, into sdk/api.ts. `check` exits 1 when
 * that file is not up to date. The routes are asked of a server over rooms in memory: no database is needed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { openRig } from "../src/http/test-rig/index.ts";
import { root } from "./checks.ts";
import { say } from "./say.ts";
import { type ApiDocument, printApi } from "./sdk/print-api.ts";

const file = join(root, "sdk/api.ts");

async function printed(): Promise<string> {
  const rig = await openRig();
  try {
    return printApi((await rig.app.inject("/openapi.json")).json<ApiDocument>());
  } finally {
    await rig.app.close();
  }
}

async function generate(): Promise<void> {
  writeFileSync(file, await printed());
  say({ en: "sdk/api.ts is written.", zh: "已写入 sdk/api.ts。" });
}

async function check(): Promise<void> {
  if (readFileSync(file, "utf8") === (await printed())) return;
  say({
    en: "sdk/api.ts is not what the house serves: npm run sdk -- generate",
    zh: "sdk/api.ts 与当前接口不一致：npm run sdk -- generate",
  });
  process.exitCode = 1;
}

const program = new Command("npm run sdk --");
program.command("generate").description("write sdk/api.ts from the served document").action(generate);
program.command("check").description("exit 1 unless sdk/api.ts is up to date").action(check);
await program.parseAsync();
