import { bucketValues, idAlphabet } from "#db";
import type { BookCheck } from "#ledger";
import { checked, named } from "./references.ts";

export type Reference = { from: string; column: string; to: string };

/** What a column's name says, with whatever stands before it left out word by word; undefined when it says nothing. */
export function tableOf(column: string, tables: Readonly<Record<string, string>> = named): string | undefined {
  const words = column.split("_");
  return words.map((_, at) => tables[words.slice(at).join("_")]).find((table) => table !== undefined);
}

/** Every line of `checked`. */
export const references: readonly Reference[] = Object.entries(checked).flatMap(([from, columns]) =>
  columns.split(" ").map((written): Reference => {
    const [column = "", other] = written.split("=");
    const to = other ?? tableOf(column);
    if (to === undefined) throw new Error(`Nobody says of which table ${from}.${column} names a row.`);
    return { from, column, to };
  }),
);

/** Small tables, which lie in no bucket: named, and read, as a whole. */
export const whole: ReadonlySet<string> = new Set(
  `acceptance_pairs acceptance_settlements activation_moves activations agreed_rates agreement_steps agreements
  ballot_history bill_days bill_file_steps bill_files bill_runs campaign_acts campaigns consultation_electors
  contact_acts contacts drills guard_readings guard_slots host_entries hub_accounts hub_changes hub_endpoints
  hub_participant_keys hub_participants hub_person_limits hub_settlement_lines hub_settlements hub_signing
  interface_grant_steps interface_grants licences link_block_steps link_blocks link_policies link_settings
  marketplaces memberships merchants onboarding_terms opening_moves opening_standings opening_tellings openings
  people placements rate_cards refund_limit_changes refund_limits refund_only_rules saved_views sessions
  settlement_terms share_receivers sign_ins store_ratings stores wallet_accounts webhook_endpoints`.split(/\s+/),
);

/** Whose ids are others' words, or are placed by a hash: they say nothing of the bucket. */
export const anywhere: ReadonlySet<string> = new Set(["hub_funds_out", "hub_transfers"]);

/** The bucket that an id of ours carries (`bucketOf`), in SQL: so that a row in another bucket is found by its key. */
const bucketIn = (id: string): string =>
  `('{${bucketValues.join(",")}}'::int[])[` +
  `(strpos('${idAlphabet}', substr(${id}, 15, 1)) - 1) * 32 + strpos('${idAlphabet}', substr(${id}, 16, 1))]`;

/** Empty is no name: the number of a start that was never made (cap_uses), a standing of the whole marketplace. */
function missing({ from, column, to }: Reference): string {
  const key = to === "hub_participants" ? "name" : "id";
  const place = whole.has(to) || anywhere.has(to) ? "" : ` and t.bucket = ${bucketIn("r.about")}`;
  const values = column.endsWith("_ids") ? `unnest(f.${column})` : `f.${column}`;
  const rows = `select distinct ${values} as about from ${from} f${whole.has(from) ? "" : " where f.bucket = $1"}`;
  return `select r.about, 'stands in ${from}.${column}, and there is no such row of ${to}' as detail
    from (${rows}) r where r.about <> '' and not exists (select from ${to} t where t.${key} = r.about${place})`;
}

/** One check a table, over all its columns. */
export const referenceChecks: readonly BookCheck[] = Object.keys(checked).map((table) => ({
  name: `what ${table} name is there`,
  sql: references
    .filter(({ from }) => from === table)
    .map(missing)
    .join("\nunion all\n"),
  ...(whole.has(table) ? { whole: true } : {}),
}));
