import { hkdfSync } from "node:crypto";
import { openDatabase } from "#db";
import type { MasterKey, Sealer } from "#directory";

const name = "hash root";

/**
 * The key that pages' secrets follow from and that stored hashes are made with. It follows from the first master key
 * and is kept sealed from then on, so a new master key changes neither: a checkout's secret told yesterday is still
 * right, a voucher's hash is still found. `oldest`: of the master keys at hand. Any number of processes at once.
 */
export async function hashRoot(
  databaseUrl: string,
  sealer: Pick<Sealer, "seal" | "open">,
  oldest: MasterKey,
): Promise<Buffer> {
  const db = openDatabase(databaseUrl, { poolSize: 1, applicationName: "hutong keys" });
  try {
    const read = async (): Promise<string | undefined> =>
      (await db.read<{ sealed: string }>("select sealed from house_secrets where name = $1", [name]))[0]?.sealed;
    let sealed = await read();
    if (sealed === undefined) {
      const root = Buffer.from(hkdfSync("sha256", oldest.key, "", "hutong secrets of pages", 32)).toString("base64");
      await db.read("insert into house_secrets (name, sealed) values ($1, $2) on conflict do nothing", [
        ...[name, sealer.seal(root, name)],
      ]);
      sealed = await read();
    }
    if (sealed === undefined) throw new Error("The root of hashes must be there after it was written.");
    return Buffer.from(sealer.open(sealed, name), "base64");
  } finally {
    await db.close();
  }
}
