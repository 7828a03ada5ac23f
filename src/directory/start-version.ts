import type { Tx } from "#db";

/**
 * In the commit that closes a marketplace, a store, a wallet account or an activation, or gives it another number at
 * the wallet: raises the version that the commit of a start compares (`start_payments`). What was decided before then
 * starts no payment, in whichever process. Openings raise the same version when they move (`src/openings/write.ts`).
 */
export async function raiseStartVersion(tx: Tx, marketplace: string): Promise<void> {
  await tx.query(
    `insert into opening_versions as v (marketplace, version) values ($1, 1)
     on conflict (marketplace) do update set version = v.version + 1`,
    [marketplace],
  );
}
