import type { Parts } from "./types.ts";

/** A wallet was shut for buyers, because its calls went wrong. `ended_at` null: it still is. */
export type WalletOutage = { wallet: string; began_at: Date; ended_at: Date | null };

/** Outages of which something lies after the instant, oldest first. */
export async function walletOutages({ db }: Parts, since: Date): Promise<readonly WalletOutage[]> {
  return await db.read<WalletOutage>(
    `select wallet, began_at, ended_at from wallet_outages
     where ended_at is null or ended_at > $1 order by began_at, wallet`,
    [since],
  );
}
