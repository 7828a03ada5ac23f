import type { Config, Mode } from "#config";
import { openDatabase } from "#db";
import { modeOfHome, sandboxKeyPrefix } from "#master-key";

/**
 * In which mode a house keeps its data, for commands that open what it sealed: a key's name tells the mode, so that
 * the same key under the other mode's name opens nothing. A key that was given: by the name under which the house
 * sealed; where it sealed nothing yet, production, since only there a database and a key of one's own are the rule.
 * Otherwise by the home's file, which knows it.
 */
export async function modeOfData(config: Pick<Config, "home" | "keyIsGiven">, databaseUrl: string): Promise<Mode> {
  if (!config.keyIsGiven) return modeOfHome(config.home) ?? "sandbox";
  const db = openDatabase(databaseUrl, { poolSize: 1, applicationName: "hutong mode" });
  try {
    const [row] = await db.read<{ sandbox: boolean }>(
      "select split_part(sealed, '.', 2) like $1 as sandbox from house_secrets order by name limit 1",
      [`${sandboxKeyPrefix}%`],
    );
    return row?.sandbox ? "sandbox" : "production";
  } finally {
    await db.close();
  }
}
