import { hkdfSync } from "node:crypto";
import { openDatabase } from "#db";
import { type MasterKey, type Sealer, SealFault } from "#directory";
import { StartFault } from "#start-fault";

const name = "hash root";

/**
 * The key that pages' secrets follow from and that stored hashes are made with. It follows from the first master key
 * and is kept sealed from then on, so a new master key changes neither: a checkout's secret told yesterday is still
 * right, a voucher's hash is still found. `oldest`: of the master keys at hand. Any number of processes at once.
 * Throws StartFault where the data was sealed with a master key that is not at hand.
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
  } catch (error) {
    throw error instanceof SealFault && error.code === "seal_key_missing" ? otherKey() : error;
  } finally {
    await db.close();
  }
}

const otherKey = () =>
  new StartFault(
    "settings_wrong",
    { en: "This data was sealed with another master key.", zh: "这些数据由另一把主密钥密封。" },
    {
      en: "Set HUTONG_KEY (or HUTONG_KEY_OLD) to the key that this data was sealed with, or HUTONG_HOME to its folder.",
      zh: "请将 HUTONG_KEY（或 HUTONG_KEY_OLD）设为密封这些数据的密钥，或将 HUTONG_HOME 指向其目录。",
    },
  );
