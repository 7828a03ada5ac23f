import type { BookCheck } from "#ledger";

/**
 * What no foreign key guards, since growing tables have none: a column, and the table whose id stands in it. The row
 * that is named may lie in another bucket.
 */
const references: readonly (readonly [from: string, column: string, to: string])[] = [
  ["orders", "checkout", "checkouts"],
  ["orders", "store", "stores"],
  ["payments", "checkout", "checkouts"],
  ["payments", "store", "stores"],
  ["payments", "wallet_account", "wallet_accounts"],
  ["payments", "combined", "combined_orders"],
  ["refunds", "order_id", "orders"],
  ["wallet_refs", "payment", "payments"],
  ["combined_orders", "checkout", "checkouts"],
  ["friend_links", "checkout", "checkouts"],
  ["cap_uses", "payment", "payments"],
  ["evidence_files", "order_id", "orders"],
  ["shipment_events", "order_id", "orders"],
  ["merchant_codes", "store", "stores"],
  ["hub_fees", "transfer", "hub_transfers"],
  ["hub_funds_moves", "funds_out", "hub_funds_out"],
];

export const referenceChecks: readonly BookCheck[] = references.map(([from, column, to]) => ({
  name: `${from} have their ${column}`,
  // Empty is no name: the number of a start that was never made (cap_uses).
  sql: `select r.${column} as about, 'stands in ${from}, and there is no such row of ${to}' as detail from ${from} r
    where r.bucket = $1 and nullif(r.${column}, '') is not null
      and not exists (select 1 from ${to} t where t.id = r.${column})`,
}));
