import { bucketIndex, bucketOf, claimRepeat, isId, type RepeatKey } from "#db";
import { type Currency, type Money, money } from "#money";
import { type CodeCaller, type CodePayment, type CodesNeeds, ok, type Result, refuse } from "./needs.ts";

export type MerchantCodeView = {
  id: string;
  marketplace: string;
  store: string;
  title: string;
  latin_name: string;
  latin_city: string;
  /** Null: the payer enters it. */
  amount: Money | null;
  currency: Currency;
  state: "active" | "revoked";
  created_at: Date;
  revoked_at: Date | null;
};

export type NewMerchantCode = {
  store: string;
  amount: Money | null;
  title?: string;
  latin_name?: string;
  latin_city?: string;
};

type Row = Omit<MerchantCodeView, "amount"> & { bucket: number; amount: bigint | null; made_by: string };
type Needs = Pick<CodesNeeds<CodePayment>, "db" | "clock" | "ids" | "store">;

const columns =
  "id, marketplace, store, title, latin_name, latin_city, amount, currency, state, created_at, revoked_at";
const viewOf = (row: Row): MerchantCodeView => ({
  ...row,
  amount: row.amount === null ? null : money(row.amount, row.currency),
});

/** Latin letters for readers of the EMV text: what a store's English name has of them. */
const latin = (text: string, max: number): string =>
  text
    .replace(/[^\x20-\x7e]/g, "")
    .trim()
    .slice(0, max);

export async function createCode(
  needs: Needs,
  caller: CodeCaller,
  input: NewMerchantCode,
  repeat: RepeatKey | null,
): Promise<Result<MerchantCodeView>> {
  const store = isId(input.store, "sto") ? needs.store(input.store) : null;
  if (!store || !seen(caller, { marketplace: store.marketplace, store: store.id })) return refuse("not_found");
  const now = needs.clock.now();
  const id = needs.ids.next("cod", bucketIndex(store.id));
  const name = latin(input.latin_name ?? store.title.en, 25) || "MERCHANT";
  const made = await needs.db.tx(async (tx) => {
    const claim = repeat && (await claimRepeat(tx, bucketOf(store.id), repeat, id, now));
    if (claim && !claim.first) return claim.same ? claim.subject : null;
    await tx.query(
      `insert into merchant_codes (bucket, id, marketplace, store, title, latin_name, latin_city, amount, currency,
         state, made_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'active', $10, $11)`,
      [
        ...[bucketOf(id), id, store.marketplace, store.id, input.title ?? store.title.zh, name],
        ...[latin(input.latin_city ?? "", 15) || "CHINA", input.amount?.minor ?? null, input.amount?.currency ?? "CNY"],
        ...[caller.id, now],
      ],
    );
    return id;
  });
  if (made === null) return refuse("idempotency_key_reused");
  const view = await readCode(needs, made);
  return view ? ok(view, made !== id) : refuse("not_found");
}

export async function readCode(needs: Needs, id: string): Promise<MerchantCodeView | null> {
  if (!isId(id, "cod")) return null;
  const sql = `select ${columns} from merchant_codes where bucket = $1 and id = $2`;
  const [row] = await needs.db.read<Row>(sql, [bucketOf(id), id]);
  return row ? viewOf(row) : null;
}

/** A store's codes, newest first. */
export async function listCodes(
  needs: Needs,
  store: string,
  page: { after: string | null; limit: number },
): Promise<{ data: MerchantCodeView[]; next: string | null }> {
  const rows = await needs.db.read<Row>(
    `select ${columns} from merchant_codes where bucket = $1 and store = $2 and ($3::text is null or id < $3)
     order by id desc limit $4`,
    [bucketOf(store), store, page.after, page.limit + 1],
  );
  const data = rows.slice(0, page.limit).map(viewOf);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

/** From now on nobody can pay by it; what was begun ends by itself. Again is the same. */
export async function revokeCode(needs: Needs, id: string): Promise<Result<MerchantCodeView>> {
  await needs.db.read(
    `update merchant_codes set state = 'revoked', revoked_at = $3 where bucket = $1 and id = $2 and state = 'active'`,
    [bucketOf(id), id, needs.clock.now()],
  );
  const view = await readCode(needs, id);
  return view ? ok(view) : refuse("not_found");
}

export function seen(caller: CodeCaller, one: { marketplace: string; store: string }): boolean {
  const mine = caller.marketplace === null || caller.marketplace === one.marketplace;
  return mine && (caller.store === null || caller.store === one.store);
}
