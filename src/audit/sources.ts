/**
 * A kind of row that the chain holds. `columns` are those that never change once `where` holds; what follows from them
 * is the row's content. `key` names the row within the source, as SQL over its columns; `at`: when it came about.
 */
export type Source = {
  name: string;
  table: string;
  key: string;
  at: string;
  columns: readonly string[];
  where?: string;
  /**
   * The row changes, and each change is linked anew: what identifies the row, whatever its version. Only the latest
   * version can be held against the row; the earlier ones stand in the chain as hashes.
   */
  identity?: string;
};

const text = (list: string): readonly string[] => list.split(" ");
const millis = (column: string): string => `(extract(epoch from t.${column}) * 1000)::bigint`;
const joined = (list: string): string => `concat_ws('/', ${text(list).join(", ")})`;

const rows = (table: string, key: string, columns: string, at = "at"): Source => ({
  ...{ name: table, table, key: joined(key), at: `t.${at}`, columns: text(columns) },
});

const versions = (table: string, id: string, version: string, columns: string, at: string): Source => ({
  ...{ name: table, table, columns: text(columns), at: `t.${at}` },
  ...{ identity: joined(id), key: `${joined(id)} || '@' || ${version}` },
});

const openings: readonly Source[] = [
  rows(
    "opening_moves",
    "t.opening t.version",
    "opening version marketplace event from_state to_state effective_at by_whom why at details",
  ),
  rows("opening_terms", "t.opening t.version", "opening version zh en hash by_whom why at"),
  rows("opening_proposals", "t.opening t.n", "opening n act input why proposer_kind proposer at"),
  {
    ...rows(
      "opening_proposals",
      "t.opening t.n",
      "opening n act proposer state decided_by decided_why decided_at",
      "decided_at",
    ),
    ...{ name: "opening_proposals.decided", where: "t.state <> 'pending'" },
  },
  versions(
    "opening_standings",
    "t.marketplace t.kind t.opening t.id",
    `concat_ws('/', ${millis("at")}, t.stands, t.waiting)`,
    "marketplace kind opening id stands by_whom why at waiting confirmed_by",
    "at",
  ),
  versions("opening_rules", "t.marketplace", millis("at"), "marketplace two_people by_whom why at", "at"),
  rows(
    "consultations",
    "t.opening t.n",
    "opening n terms_version terms_hash rule electorate stores turnover opens_at deadline by_whom",
    "opens_at",
  ),
  {
    ...rows("consultations", "t.opening t.n", "opening n state closed_at passed tally root", "closed_at"),
    ...{ name: "consultations.closed", where: "t.state = 'closed'" },
  },
  // Who voted when, and not what: the sealed ballots' own tree has its root among the closed consultations.
  rows("ballot_history", "t.opening t.n t.store t.version", "opening n store version by_whom at"),
];

const people: readonly Source[] = [
  rows("sign_ins", "t.id", "id login person outcome address agent at"),
  rows("sessions", "t.id", "id person agent address created_at", "created_at"),
  {
    ...rows("sessions", "t.id", "id person ended_at ended_why", "ended_at"),
    ...{ name: "sessions.ended", where: "t.ended_at is not null" },
  },
  rows("invitations", "t.id", "id person kind created_by created_at expires_at", "created_at"),
  rows("passkeys", "t.id", "id person credential public_key created_at", "created_at"),
  {
    ...rows("passkeys", "t.id", "id person removed_at", "removed_at"),
    ...{ name: "passkeys.removed", where: "t.removed_at is not null" },
  },
  rows("identities", "t.id", "id issuer subject person linked_by linked_at", "linked_at"),
  {
    ...rows("identities", "t.id", "id person ended_at", "ended_at"),
    ...{ name: "identities.ended", where: "t.ended_at is not null" },
  },
  versions("people", "t.id", "t.version", "id name state version", "created_at"),
  versions(
    "memberships",
    "t.id",
    "t.version",
    "id person marketplace merchant store role created_by created_at ended_at version",
    "created_at",
  ),
  rows("personal_tokens", "t.id", "id person membership title hash created_at expires_at", "created_at"),
  {
    ...rows("personal_tokens", "t.id", "id revoked_at", "revoked_at"),
    ...{ name: "personal_tokens.revoked", where: "t.revoked_at is not null" },
  },
];

const directory: readonly Source[] = [
  versions(
    "marketplaces",
    "t.id",
    "t.version",
    "id name_zh name_en time_zone shop_url state created_at version",
    "created_at",
  ),
  rows("merchants", "t.id", "id marketplace name_zh name_en created_at", "created_at"),
  versions(
    "stores",
    "t.id",
    "t.version",
    "id marketplace merchant name_zh name_en tags state created_at version",
    "created_at",
  ),
  rows("api_keys", "t.id", "id marketplace store title mode hash scopes created_by created_at", "created_at"),
  {
    ...rows("api_keys", "t.id", "id revoked_at", "revoked_at"),
    ...{ name: "api_keys.revoked", where: "t.revoked_at is not null" },
  },
  rows("api_key_addresses", "t.key t.n", "key n addresses set_by set_at", "set_at"),
  versions(
    "wallet_accounts",
    "t.id",
    "t.version",
    "id marketplace wallet title public_settings secret_names state version",
    "created_at",
  ),
  rows(
    "activation_moves",
    "t.activation t.n",
    "activation n marketplace from_state to_state sub_merchant by_whom why at",
  ),
];

const money: readonly Source[] = [
  rows(
    "platform_funds",
    "t.id",
    "id marketplace wallet_account act amount currency why proposer proposed_at",
    "proposed_at",
  ),
  {
    ...rows("platform_funds", "t.id", "id state decided_by decided_at", "decided_at"),
    ...{ name: "platform_funds.decided", where: "t.state <> 'proposed'" },
  },
  rows("dispute_steps", "t.dispute t.n", "dispute n event from_state to_state by_kind by_id why evidence at"),
  {
    ...rows(
      "bill_breaks",
      "t.id",
      "id run class subject ours theirs currency resolution proposed_act proposed_why proposer decided_by decided_why closed_at",
      "closed_at",
    ),
    ...{ name: "bill_breaks.closed", where: "t.state = 'closed'" },
  },
  rows("break_assignments", "t.break_id t.n", "break_id n marketplace assignee by_whom at"),
  rows(
    "bill_files",
    "t.id",
    "id marketplace wallet wallet_account day kind file_name bytes sha256 lines totals uploaded_by uploaded_at",
    "uploaded_at",
  ),
  rows("bill_file_steps", "t.file t.n", "file n event beside by_whom why at"),
  rows(
    "withdrawals",
    "t.id",
    "id marketplace store wallet_account card amount fee currency asked_by asked_at",
    "asked_at",
  ),
  {
    ...rows("withdrawals", "t.id", "id amount asked_by confirmed_by", "asked_at"),
    ...{ name: "withdrawals.confirmed", where: "t.confirmed_by is not null" },
  },
  rows("withdrawal_rules", "t.store t.n", "store n two_people daily_limit set_by set_at holds_from", "set_at"),
  rows(
    "refund_limits",
    "t.marketplace t.store t.role t.n",
    "marketplace store role n per_refund per_day set_by set_at approved_by holds_from",
    "set_at",
  ),
  rows("refund_limit_changes", "t.id", "id marketplace role per_refund per_day why proposer at"),
  {
    ...rows("refund_limit_changes", "t.id", "id state decided_by decided_why decided_at", "decided_at"),
    ...{ name: "refund_limit_changes.decided", where: "t.state <> 'pending'" },
  },
  rows(
    "refund_proposals",
    "t.id",
    "id marketplace store order_id payment amount currency reason above limit_minor proposer by_store proposed_at",
    "proposed_at",
  ),
  {
    ...rows("refund_proposals", "t.id", "id state decided_by decided_why decided_at refund", "decided_at"),
    ...{ name: "refund_proposals.decided", where: "t.state <> 'waiting'" },
  },
  rows("bank_cards", "t.store t.n", "store n holder bank last4 set_by set_at usable_at", "set_at"),
  {
    ...rows("settlement_terms", "t.marketplace", "marketplace starts_at release_after_days commission_bp set_by"),
    ...{ key: `concat_ws('/', t.marketplace, ${millis("starts_at")})`, at: "t.starts_at" },
  },
  {
    ...rows(
      "settlement_terms",
      "t.marketplace",
      "marketplace starts_at release_from ship_within_days release_after_delivery_days set_by",
    ),
    ...{ key: `concat_ws('/', t.marketplace, ${millis("starts_at")})`, at: "t.starts_at" },
    ...{ name: "settlement_terms.shipment", where: "t.release_from = 'shipment'" },
  },
  {
    ...rows("rate_cards", "t.marketplace", "marketplace store starts_at commission_bp fixed set_by set_at", "set_at"),
    key: `concat_ws('/', t.marketplace, t.store, ${millis("starts_at")})`,
  },
  {
    ...rows(
      "refund_only_rules",
      "t.marketplace",
      "marketplace starts_at automatic_max rating_below person_above store_hours appeal_days set_by",
    ),
    ...{ key: `concat_ws('/', t.marketplace, ${millis("starts_at")})`, at: "t.starts_at" },
  },
  rows("release_extensions", "t.payment", "payment order_id until extended_by at"),
  rows("application_moves", "t.application t.n", "application n from_state to_state round reasons by_whom at"),
  rows("complaints", "t.id", "id payment marketplace store wallet code says by_whom at"),
];

const oversight: readonly Source[] = [
  rows("case_moves", "t.case_id t.n", "case_id n from_state to_state by_whom why at"),
  {
    ...rows("drills", "t.id", "id marketplace store wallet state started_by started_at ended_at steps", "ended_at"),
    ...{ name: "drills.ended", where: "t.state <> 'running'" },
  },
];

/** Of the hub between wallets: what two people decided, what one did alone, and every settlement. */
const hub: readonly Source[] = [
  rows("hub_changes", "t.id", "id kind participant currency amount rate detail why proposer at"),
  {
    ...rows("hub_changes", "t.id", "id kind participant state decided_by decided_why decided_at", "decided_at"),
    ...{ name: "hub_changes.decided", where: "t.state <> 'pending'" },
  },
  rows("acceptance_changes", "t.id", "id kind acquirer issuer clearing detail amount currency why proposer at"),
  {
    ...rows("acceptance_changes", "t.id", "id kind state decided_by decided_why decided_at", "decided_at"),
    ...{ name: "acceptance_changes.decided", where: "t.state <> 'pending'" },
  },
  rows("hub_acts", "t.id", "id act participant detail by_whom at"),
  rows("hub_settlements", "t.id", "id currency opened_at closed_at closed_by", "closed_at"),
  {
    ...rows(
      "hub_settlement_lines",
      "t.settlement t.participant",
      "settlement participant net fee how proposed_by by_whom done_at",
      "done_at",
    ),
    ...{ name: "hub_settlement_lines.done", where: "t.by_whom is not null" },
  },
];

/** Whom the house calls elsewhere: who set or removed a contact, never whose name it was. */
const contacts: readonly Source[] = [
  rows("contact_acts", "t.contact t.n", "contact n marketplace kind name role place act by_whom at"),
];

/** Who took which list out of the house, and fetched the file when. */
const taken: readonly Source[] = [
  rows(
    "export_jobs",
    "t.id",
    "id person membership marketplace store list filter columns language asked_at",
    "asked_at",
  ),
  {
    ...rows("export_jobs", "t.id", "id state lines bytes ended_at", "ended_at"),
    ...{ name: "export_jobs.ended", where: "t.ended_at is not null" },
  },
  rows("export_downloads", "t.job t.n", "job n person session address at"),
];

/** What opens the other walls: agreements, interfaces, link policies, licences, data; and what two people pay for. */
const walls: readonly Source[] = [
  rows("agreements", "t.id", "id marketplace title_zh title_en parties scopes rung proposed_by made_at", "made_at"),
  rows("agreement_steps", "t.agreement t.n", "agreement n event by_whom why ends_at at"),
  rows(
    "link_policies",
    "t.marketplace t.partner t.n",
    "marketplace partner n starts_at title_zh title_en rules posts why set_by set_at",
    "set_at",
  ),
  rows("link_blocks", "t.id", "id marketplace host code blocked_by why_zh why_en blocked_at", "blocked_at"),
  rows("link_block_steps", "t.block t.n", "block n event by_whom why at"),
  rows("interface_grants", "t.id", "id marketplace partner api fields agreement since made_by", "since"),
  rows("interface_grant_steps", "t.grant_id t.n", "grant_id n event by_whom why at"),
  rows(
    "screen_appeals",
    "t.id",
    "id marketplace store kind block subject partner policy why appealed_by appealed_at",
    "appealed_at",
  ),
  {
    ...rows("screen_appeals", "t.id", "id state decided_by decided_zh decided_en decided_at", "decided_at"),
    ...{ name: "screen_appeals.decided", where: "t.decided_by is not null" },
  },
  rows(
    "licences",
    "t.id",
    "id marketplace work title_zh title_en host streamer scopes starts_at ends_at granted_by granted_at",
    "granted_at",
  ),
  {
    ...rows("licences", "t.id", "id revoked_by revoked_why revoked_at", "revoked_at"),
    ...{ name: "licences.revoked", where: "t.revoked_at is not null" },
  },
  rows("alliance_log", "t.contract t.id", "contract id marketplace event run by_whom about at"),
  rows("campaign_bills", "t.campaign t.id", "id campaign marketplace host n amount total currency asked_by at"),
  rows("campaign_acts", "t.subject t.n", "subject n marketplace act by_whom about at"),
];

/** Everything that the chain holds. A source is never renamed and its columns never change: their hashes stand. */
export const sources: readonly Source[] = [
  ...openings,
  ...people,
  ...directory,
  ...money,
  ...oversight,
  ...taken,
  ...contacts,
  ...hub,
  ...walls,
];

/** A source's rows as key, instant and content; `t` is the row. */
export function selectOf({ table, key, at, columns, where }: Source): string {
  const pairs = columns.map((column) => `'${column}', t.${column}`).join(", ");
  return `select ${key} as key, ${at} as at, jsonb_build_object(${pairs})::text as content
    from ${table} t where ${where ?? "true"}`;
}
