import { createAudit } from "#audit";
import type { Clock, Db, Ids } from "#db";
import { type Directory, scopesOf } from "#directory";
import type { Disputes } from "#disputes";
import { type Asker, createLists, type Lists } from "#lists";
import type { Payments } from "#payments";
import type { People } from "#people";
import type { Reconciliation } from "#reconciliation";
import { exportSources } from "./export-sources.ts";
import type { Chore } from "./worker.ts";

type Parts = { db: Db; clock: Clock; ids: Ids } & {
  directory: Directory;
  people: Pick<People, "placesOf" | "storesOf">;
  payments: Payments;
  disputes: Disputes;
  reconciliation: Reconciliation;
  wallets: readonly { id: string; title: { zh: string; en: string } }[];
};

const houseZone = "Asia/Shanghai";

/** Views of the long lists and files made of them. */
export function openLists({ directory, people, wallets, ...parts }: Parts): Lists {
  return createLists({
    ...parts,
    sources: exportSources({
      ...parts,
      audit: createAudit(parts),
      walletName: (id) => wallets.find((one) => one.id === id)?.title ?? null,
      storeName: (id) => directory.snapshot.store(id)?.name ?? null,
    }),
    standing: async ({ person, membership, store }) =>
      await standingOf({ directory, people }, { person, membership, store }),
    timeZone: (marketplace) => (marketplace && directory.snapshot.marketplace(marketplace)?.time_zone) || houseZone,
  });
}

/** As a session under that membership would see it now: the store is one of its merchant's, or none is. */
async function standingOf(
  { directory, people }: Pick<Parts, "directory" | "people">,
  asked: { person: string; membership: string; store: string | null },
): Promise<Asker | null> {
  const person = await directory.getPerson(asked.person);
  const place = (await people.placesOf(asked.person)).find((one) => one.id === asked.membership);
  if (!place || person?.state !== "active") return null;
  const ofMerchant = place.merchant !== null;
  if (ofMerchant && !people.storesOf(place).some((one) => one.id === asked.store)) return null;
  const { marketplace, role } = place;
  const scopes = scopesOf(role, marketplace === null);
  return { ...asked, marketplace, store: ofMerchant ? asked.store : null, scopes };
}

export function listChores(lists: Lists): Chore[] {
  return [
    { name: "exports", everyMs: 1000, run: lists.write },
    { name: "old exports", everyMs: 60_000, run: lists.expire },
  ];
}
