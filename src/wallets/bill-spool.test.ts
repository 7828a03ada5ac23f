import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { spooled } from "./bill-stream.ts";
import { BillFault } from "./protocol.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hutong-spool-test-"));
  vi.stubEnv("TMPDIR", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const names: string[][] = [];
/** Looks into the folder before each piece, as whoever finds it after a kill would. */
async function* pieces(...texts: (string | Error)[]): AsyncGenerator<Buffer> {
  for (const piece of texts) {
    names.push(readdirSync(folder));
    if (piece instanceof Error) throw piece;
    yield Buffer.from(piece);
  }
  names.push(readdirSync(folder));
}
async function* whole(file: FileHandle): AsyncGenerator<string> {
  names.push(readdirSync(folder));
  const bytes = Buffer.alloc(100);
  yield bytes.toString("utf8", 0, (await file.read(bytes, 0, bytes.length, 0)).bytesRead);
}
const all = async (from: AsyncIterable<string>): Promise<string[]> => {
  const found: string[] = [];
  for await (const one of from) found.push(one);
  return found;
};
beforeEach(() => {
  names.length = 0;
});

test("a bill on its way has no name from its first byte on, so that a killed process leaves none behind", async () => {
  expect(await all(spooled(pieces("half", " and half"), whole))).toEqual(["half and half"]);
  expect(names).toEqual([[], [], [], []]);
});

test("a download that breaks is told as one, whoever stops early is let go, and nothing is left", async () => {
  const broken = spooled(pieces("half", new Error("connection lost")), whole);
  await expect(all(broken)).rejects.toMatchObject(new BillFault("bill_unreachable", "connection lost"));
  for await (const one of spooled(pieces("half"), whole)) {
    expect(one).toBe("half");
    break;
  }
  expect(readdirSync(folder)).toEqual([]);
});
