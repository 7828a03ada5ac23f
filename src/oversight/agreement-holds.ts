import { bucketValues } from "#db";
import { count } from "./figures.ts";
import type { Parts, Words } from "./types.ts";

/** What lives on an agreement: its end stops each in its own way. */
export type AgreementHolds = {
  openings: readonly { id: string; capability: string; partner: string; state: string; terms: Words }[];
  /** Interfaces that the partner may call; `cut`: no more. */
  grants: readonly { id: string; partner: string; api: string; fields: readonly string[]; cut: boolean }[];
  contracts: readonly { id: string; partner: string; title: string; ends_at: Date }[];
  /** How many vouchers there are of each state, as the house calls them. */
  vouchers: { issued: number; redeemed: number; expired: number; refunded: number };
};

const vouchersSql = `select count(*) filter (where redeemed_at is not null) as redeemed,
    count(*) filter (where redeemed_at is null and money = 'returned') as refunded,
    count(*) filter (where redeemed_at is null and money is distinct from 'returned' and expires_at <= $3) as expired,
    count(*) filter (where redeemed_at is null and money is distinct from 'returned' and expires_at > $3) as issued
  from vouchers where bucket = any($1) and agreement = $2`;

type Opening = AgreementHolds["openings"][number];
type Counted = Record<keyof AgreementHolds["vouchers"], bigint>;

/** Openings that require the agreement, grants and contracts made under it, and its vouchers, state by state. */
export async function agreementHolds(
  { db, clock }: Parts,
  agreement: { id: string; marketplace: string },
): Promise<AgreementHolds> {
  const { id, marketplace } = agreement;
  const [openings, grants, contracts, [counted]] = await Promise.all([
    db.read<Opening>(
      `select id, capability, partner, state, json_build_object('zh', terms_zh, 'en', terms_en) as terms from openings
       where requires @> $1 and marketplace = $2 order by id desc limit 200`,
      [JSON.stringify([{ kind: "agreement", id }]), marketplace],
    ),
    db.read<AgreementHolds["grants"][number]>(
      `select id, partner, api, fields, cut_at is not null as cut from interface_grants
       where marketplace = $1 and agreement = $2 order by id desc limit 200`,
      [marketplace, id],
    ),
    db.read<AgreementHolds["contracts"][number]>(
      `select id, partner, title, ends_at from alliance_contracts
       where bucket = any($1) and agreement = $2 order by id desc limit 200`,
      [bucketValues, id],
    ),
    db.read<Counted>(vouchersSql, [bucketValues, id, clock.now()]),
  ]);
  const of = (state: keyof Counted): number => count(counted?.[state] ?? 0n);
  return {
    ...{ openings, grants, contracts },
    vouchers: { issued: of("issued"), redeemed: of("redeemed"), expired: of("expired"), refunded: of("refunded") },
  };
}
