/**
 * Every place of the database that holds a sealed text. `read` answers rows of `key` (text, whole and in order), `aad`
 * (what the text is bound to) and `sealed`, after a key and at most so many; `write` puts another text there if the one
 * that was read is there still. src/rewrap-sealed.test.ts holds this list against a database that has all of them.
 */
export type SealedPlace = { name: string; read: string; write: string };

type Shape = { table: string; keys: readonly string[]; column: string; aad: string; also?: string };

/** A column of texts. Keys are compared as one text, which is unique as ids hold no blank. */
function column({ table, keys, column: name, aad, also = "" }: Shape): SealedPlace {
  const key = keys.map((one) => `t.${one}::text`).join(" || ' ' || ");
  return {
    name: `${table}.${name}`,
    read: `select ${key} as key, ${aad} as aad, t.${name} as sealed from ${table} t
      where t.${name} is not null and t.${name} not like $1 and ${key} > $2 ${also} order by 1 limit $3`,
    write: `update ${table} t set ${name} = w.fresh
      from unnest($1::text[], $2::text[], $3::text[]) as w (key, old, fresh)
      where ${key} = w.key and t.${name} = w.old returning 1`,
  };
}

export const sealedPlaces: readonly SealedPlace[] = [
  column({ table: "house_secrets", keys: ["name"], column: "sealed", aad: "t.name" }),
  column({ table: "hub_keys", keys: ["id"], column: "sealed", aad: "t.id" }),
  {
    // Beside the text stands the name of the key that it needs.
    ...column({ table: "wallet_accounts", keys: ["id"], column: "secret_settings", aad: "t.id" }),
    write: `update wallet_accounts t set secret_settings = w.fresh, key_id = split_part(w.fresh, '.', 2)
      from unnest($1::text[], $2::text[], $3::text[]) as w (key, old, fresh)
      where t.id = w.key and t.secret_settings = w.old returning 1`,
  },
  column({ table: "webhook_endpoints", keys: ["id"], column: "secret", aad: "t.id" }),
  column({ table: "webhook_endpoints", keys: ["id"], column: "old_secret", aad: "t.id" }),
  column({ table: "credentials", keys: ["person"], column: "totp", aad: "t.person" }),
  column({ table: "credentials", keys: ["person"], column: "totp_next", aad: "t.person" }),
  column({ table: "bank_cards", keys: ["store", "n"], column: "number_sealed", aad: "'bank card of ' || t.store" }),
  column({
    ...{ table: "media_payees", keys: ["wallet_account", "host", "n"], column: "number_sealed" },
    aad: "'media payee ' || t.wallet_account || ' ' || t.host",
  }),
  column({ table: "applications", keys: ["id"], column: "secrets_sealed", aad: "'application ' || t.id" }),
  column({
    ...{ table: "application_documents", keys: ["application", "name", "n"], column: "sealed" },
    aad: "'document ' || t.application || ' ' || t.name || ' ' || t.n",
  }),
  column({ table: "evidence_files", keys: ["id"], column: "sealed", aad: "t.id" }),
  column({
    table: "bill_file_parts",
    keys: ["file", "n"],
    column: "sealed",
    aad: "'bill file ' || t.file || ' ' || t.n",
  }),
  column({ table: "contacts", keys: ["id"], column: "sealed", aad: "'contact ' || t.id" }),
  column({ table: "entry_identities", keys: ["id"], column: "openid_sealed", aad: "t.id" }),
  column({ table: "entry_secrets", keys: ["entry"], column: "secret_sealed", aad: "'entry secret ' || t.entry" }),
  {
    name: "payments.start.openid",
    read: `select t.id as key, t.checkout as aad, t.start ->> 'openid' as sealed from payments t
      where t.start ->> 'openid' not like $1 and t.id > $2 order by 1 limit $3`,
    write: `update payments t set start = jsonb_set(t.start, '{openid}', to_jsonb(w.fresh))
      from unnest($1::text[], $2::text[], $3::text[]) as w (key, old, fresh)
      where t.bucket = any($4) and t.id = w.key and t.start ->> 'openid' = w.old returning 1`,
  },
];
