import { hash } from "node:crypto";
import { bucketOf, claimRepeat, findRepeat, isId, type RepeatKey } from "#db";
import { type Money, toJson } from "#money";
import {
  type CodeCaller,
  type CodePayment,
  type CodeReason,
  type CodesNeeds,
  ok,
  type Result,
  refuse,
} from "./needs.ts";
import { readPayerCode } from "./payer-code.ts";

export type NewTillPayment = {
  store: string;
  /** What the till scanned. */
  code: string;
  amount: Money;
  /** The till's own number of this sale. */
  number: string;
  title?: string;
  /** Only where the code's prefix leaves it open. */
  wallet?: string;
  /** The marketplace's own word for the buyer: without it no limit of a buyer's day lets them in. */
  buyer_reference?: string;
  ip?: string;
};

export type TillPayment<Payment> = { number: string; wallet: string; payment: Payment };

/**
 * Charges a payer's code. Three repeat keys guard it, each in the commit of what it makes: the caller's own; the sale's
 * number, so that a till that was not answered and scans another code stays with one order, which is paid once; and the
 * code, so that it is charged once whatever the till repeats and however many tills scan it.
 */
export async function chargePayer<Payment extends CodePayment>(
  needs: CodesNeeds<Payment>,
  caller: CodeCaller,
  input: NewTillPayment,
  repeat: RepeatKey | null,
): Promise<Result<TillPayment<Payment>>> {
  const store = isId(input.store, "sto") ? needs.store(input.store) : null;
  if (!store || !reaches(caller, store)) return refuse("not_found");
  const read = networkOf(needs, store.marketplace, input);
  if (!read.ok) return read;
  const { wallet, code } = read.value;
  const { number, amount, buyer_reference: reference } = input;
  const buyer = reference === undefined ? {} : { reference };
  // Another wallet of the store's may take it, and pay the store.
  const { open, via, reasons, own } = needs.offerToTill(store.id, wallet, amount, buyer);
  // What would be refused makes no sale: the till may send the number again with what was missing, the buyer it may be.
  // A number that is sold already finds its sale, whatever has been shut since.
  const refused =
    store.open && !open && !(await findRepeat(needs.db.read, bucketOf(store.id), saleKey(store.id, input)));
  if (refused) return refuse("wallet_not_offered", { reasons: [...reasons, ...own] });
  const made = await makeSale(needs, caller, store, { number, amount, title: input.title ?? store.title.zh, buyer });
  if (!made.ok) return made;
  const { checkout } = made.value;
  if (repeat) {
    const claim = await needs.db.tx((tx) => claimRepeat(tx, bucketOf(store.id), repeat, checkout, needs.clock.now()));
    if (!claim.first && !claim.same) return refuse("idempotency_key_reused");
  }
  const known = needs.hmac(`payer code ${code}`).toString("hex");
  const whose = via === undefined ? { wallet } : { wallet: via, issuer: wallet };
  const start = { checkout, ...whose, method: "code", payer_code: code } as const;
  const from = input.ip === undefined ? {} : { ip: input.ip };
  const asked = keyOf(store.id, "payer code", known, `${number} ${amountText(amount)} ${wallet}`);
  const started = await needs.startSale(caller, { ...start, buyer: from }, asked);
  if (!started.ok) return refusedAt(started, reasons);
  const [payment] = started.value.payments;
  return payment ? ok({ number, wallet, payment }, started.repeated) : refuse("payment_in_progress");
}

type Refused = Extract<Result<unknown>, { ok: false }>;

/** What stands between the two wallets is nearer to the payer than that the store has not joined theirs. */
function refusedAt(refused: Refused, between: readonly CodeReason[]): Result<never> {
  if (refused.fault === "idempotency_key_reused") return refuse("payer_code_used");
  if (refused.fault !== "wallet_not_offered" || between.length === 0) return refused;
  const own = refused.detail?.["reasons"];
  return refuse(refused.fault, { ...refused.detail, reasons: [...between, ...(Array.isArray(own) ? own : [])] });
}

export const reaches = (caller: CodeCaller, store: { id: string; marketplace: string }): boolean =>
  (caller.marketplace === null || caller.marketplace === store.marketplace) &&
  (caller.store === null || caller.store === store.id);

/** Makes the sale of a till's number, or finds the one that is there; `till_number_used`: with another amount. */
export async function makeSale<Payment extends CodePayment>(
  needs: CodesNeeds<Payment>,
  caller: CodeCaller,
  store: { id: string; marketplace: string },
  { title, ...rest }: { number: string; amount: Money; title: string; buyer?: { reference?: string } },
): Promise<Result<{ checkout: string }>> {
  const { id, marketplace } = store;
  const { number } = rest;
  const sale = { marketplace, store: id, ...rest, title, backUrl: `${needs.publicUrl}/till` };
  const made = await needs.createSale(caller, sale, saleKey(id, rest));
  return !made.ok && made.fault === "idempotency_key_reused" ? refuse("till_number_used", { number }) : made;
}

/** A sale is its number: whoever names it again means the same one. */
const saleKey = (store: string, { number, amount }: { number: string; amount: Money }): RepeatKey =>
  keyOf(store, "sale", number, amountText(amount));

const amountText = (amount: Money): string => JSON.stringify(toJson(amount));

/** Keys of the store's own, the same whoever calls: two tills of one store must not charge one code twice. */
function keyOf(store: string, what: string, key: string, asked: string): RepeatKey {
  return { caller: store, route: `till ${what}`, key, requestHash: hash("sha256", asked) };
}

/** Which wallet a code is of: by its shape, or as the till says where the shape leaves it open. */
function networkOf<Payment extends CodePayment>(
  needs: CodesNeeds<Payment>,
  marketplace: string,
  input: NewTillPayment,
): Result<{ wallet: string; code: string }> {
  const read = readPayerCode(input.code, needs.payerRules(marketplace));
  const { wallet } = input;
  const code = input.code.replace(/[\s-]/g, "");
  if (!read.ok) {
    const { networks } = read;
    const chosen = wallet !== undefined && networks.some((network) => network === wallet);
    return chosen ? ok({ wallet, code }) : refuse(read.fault, { wallets: networks });
  }
  if (wallet !== undefined && wallet !== read.network)
    return refuse("payer_code_of_other_wallet", { wallet: read.network });
  if (!needs.wallets.some((one) => one.id === read.network)) return refuse("wallet_unknown", { wallet: read.network });
  return ok({ wallet: read.network, code });
}
