import { createAgreements, inForce, type VoucherMoney } from "#agreements";
import type { Clock, Db, Ids, Random, Tx } from "#db";
import type { Directory } from "#directory";
import { createLinks, type FollowRule, makeShareCode, readShareCode } from "#links";
import { decide, type Openings } from "#openings";
import type { WalletKind } from "#wallets/protocol";
import { makeLinkNetwork } from "./link-network.ts";
import { voucherPermit } from "./voucher-permit.ts";

type Needs = {
  db: Db;
  clock: Clock;
  ids: Ids;
  random: Random;
  publicUrl: string;
  /** A keyed hash for what follows from a text; the room's uses differ by their first words. */
  hmac(text: string): Buffer;
  directory: Directory;
  openings: Openings;
  live: boolean;
  money: VoucherMoney;
  kinds: readonly WalletKind[];
  /** Whether strangers' addresses are followed: out of the sandbox nowhere but to this machine. */
  follow: FollowRule | null;
};

/** What openings ask about agreements. */
export const agreementsInForce = inForce;

const live = ["piloting", "consulting", "decided", "announced", "opening", "open"];

/** Links and agreements: both ask the openings, and openings hang on agreements. */
export function openLinks({ directory, openings, hmac, kinds, follow, ...parts }: Needs) {
  const { clock, random, db } = parts;
  const { snapshot } = directory;
  const mayApprove = (
    caller: { kind: string; id: string; marketplace: string | null; store: string | null },
    marketplace: string,
    proposer: string,
    query?: Tx["query"],
  ) => {
    const kind = caller.kind === "person" ? "person" : "key";
    return directory.mayApprove({ ...caller, kind }, marketplace, proposer, query);
  };
  const voucherHash = (text: string) => hmac(`voucher ${text}`);
  const agreements = createAgreements({
    ...parts,
    mayApprove,
    twoPeople: parts.live ? "always" : "as_set",
    codes: {
      make: () => makeShareCode((bytes) => Buffer.from(random(bytes)), voucherHash),
      read: (text) => readShareCode(text, voucherHash),
    },
    lost: openings.agreementLost,
    ...voucherPermit(directory, openings),
    raise: (marketplace, id) => pauseWhatHangsOn(db, openings, marketplace, id),
    openTo(marketplace) {
      const programmes = openings.programmesFor(marketplace);
      const now = clock.now();
      const open = new Map<string, string[]>();
      for (const { capability, partner } of programmes.places) {
        const facts = { marketplace, store: "", capability, partner, method: null, amount: null, buyer: {} };
        if (decide({ ...facts, standing: "ready", health: "well" }, programmes, now).open)
          open.set(partner, [...(open.get(partner) ?? []), capability]);
      }
      return open;
    },
  });
  const links = createLinks({
    ...parts,
    hash: (text) => hmac(`link ${text}`),
    walletHosts: kinds.flatMap((one) => one.hosts),
    follow: follow && { network: makeLinkNetwork(), rule: follow },
    mayApprove,
    agreementsInForce: agreements.readInForce,
    permit({ marketplace, store, capability, partner, method, buyer }, now) {
      const known = store === null ? null : snapshot.store(store);
      const state = known?.state;
      const closed = state === undefined ? "store_unknown" : (`store_${state}` as const);
      const decision = decide(
        {
          ...{ marketplace, store: store ?? "", capability, partner, method, amount: null, health: "well" },
          buyer: buyer === null ? {} : { reference: buyer },
          storeFacts: { tags: known?.tags ?? {}, signedUpAt: null },
          standing: store === null || closed === "store_open" ? "ready" : closed,
        },
        openings.programmesFor(marketplace),
        now,
      );
      return { open: decision.open, reasons: decision.reasons, opening: decision.openingId };
    },
    linkOpenings: (marketplace) =>
      db.read(
        `select partner, state, effective_at from openings
         where marketplace = $1 and capability = 'link' and state <> 'draft' order by id`,
        [marketplace],
      ),
  });
  return { links, agreements };
}

/** Everything live that requires the agreement is paused; a person opens it again when there is a new one. */
async function pauseWhatHangsOn(db: Db, openings: Openings, marketplace: string, id: string): Promise<void> {
  const rows = await db.read<{ id: string }>(
    "select id from openings where marketplace = $1 and requires @> $2 and state = any($3) order by id",
    [marketplace, JSON.stringify([{ kind: "agreement", id }]), live],
  );
  const caller = { kind: "person", id: "house", marketplace: null, store: null };
  for (const opening of rows)
    await openings.moveOpening(caller, opening.id, "pause", `agreement ${id} has lapsed`, null);
}

/** What the two rooms do by themselves. */
export function linkChores({ links, agreements }: ReturnType<typeof openLinks>) {
  return [
    { name: "agreements", everyMs: 1000, run: agreements.tick },
    { name: "vouchers", everyMs: 1000, run: agreements.vouchersDue },
    { name: "links", everyMs: 5000, run: links.flush },
    { name: "link follows", everyMs: 1000, run: links.followDue },
  ];
}
