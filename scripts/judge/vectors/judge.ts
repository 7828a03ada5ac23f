import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { VectorFault } from "./literals.ts";
import type { Source } from "./sources.ts";

/** Reads a file of the repositories by folder and path, e.g. "wechatpay-go/utils/aes_test.go". */
export type Read = (file: string) => string;

/** One published vector: what it is, and our own production code driven over it. It throws when they disagree. */
export type Vector = { wallet: "wechatpay" | "alipay"; name: string; check: (read: Read) => Promise<void> | void };

export type Verdict = { wallet: string; name: string; passed: boolean; why: string | null; files: readonly string[] };
export type FileSeen = { file: string; state: "as seen" | "differs" | "missing"; sha256: string | null };

export type Judgement = { verdicts: readonly Verdict[]; files: readonly FileSeen[] };

/** Judges every vector over the repositories in `folder`. Nothing is written there, and nothing of it is run. */
export async function judgeVectors(
  folder: string,
  vectors: readonly Vector[],
  sources: readonly Source[],
): Promise<Judgement> {
  const files = sources.flatMap((source) =>
    Object.entries(source.files).map(([path, hash]) => seen(folder, `${source.folder}/${path}`, hash)),
  );
  const known = new Map(files.map((one) => [one.file, one]));
  const verdicts: Verdict[] = [];
  for (const { wallet, name, check } of vectors) {
    const read: string[] = [];
    const why = await faultOf(check, (file) => {
      read.push(file);
      const state = known.get(file)?.state;
      if (state === undefined) throw new VectorFault(`${file} is in no list of what was seen`);
      if (state === "missing") throw new VectorFault(`missing: ${file}`);
      return readFileSync(join(folder, file), "utf8");
    });
    verdicts.push({ wallet, name, passed: why === null, why, files: read });
  }
  return { verdicts, files };
}

async function faultOf(check: Vector["check"], read: Read): Promise<string | null> {
  try {
    await check(read);
    return null;
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    return message.replaceAll(/\s+/g, " ").slice(0, 160);
  }
}

function seen(folder: string, file: string, hash: string): FileSeen {
  try {
    const sha256 = createHash("sha256")
      .update(readFileSync(join(folder, file)))
      .digest("hex");
    return { file, state: sha256 === hash ? "as seen" : "differs", sha256 };
  } catch {
    return { file, state: "missing", sha256: null };
  }
}

/** True when every vector passed and every file is the one that was seen. */
export function isClean({ verdicts, files }: Judgement): boolean {
  return verdicts.every((one) => one.passed) && files.every((one) => one.state === "as seen");
}

/** A line for each vector, one for each file that is not as it was seen, and the count last. */
export function linesOf({ verdicts, files }: Judgement): string[] {
  const passed = verdicts.filter((one) => one.passed).length;
  const off = files.filter((one) => one.state !== "as seen");
  return [
    ...verdicts.map((one) => `${one.passed ? "ok  " : "FAIL"} ${one.name}${one.why === null ? "" : `: ${one.why}`}`),
    ...off.map((one) =>
      one.state === "missing" ? `MISSING ${one.file}` : `DIFFERS ${one.file} is not the file that was seen`,
    ),
    `${passed} of ${verdicts.length} published vectors; ${files.length - off.length} of ${files.length} files as seen`,
  ];
}
