import { hash } from "node:crypto";
import { type Money, money } from "#money";
import { type MerchantCodeView, readCode } from "./merchant-codes.ts";
import {
  type CodePayment,
  type CodeReason,
  type CodesNeeds,
  ok,
  type Result,
  refuse,
  type WalletFace,
} from "./needs.ts";

/** A wallet as the code's page shows it to the app that scanned. */
export type CodeOffer = {
  wallet: WalletFace;
  open: boolean;
  reasons: readonly CodeReason[];
  /** The store's wallet that accepts this one's users, where the store has not joined it. */
  via?: string;
  /** The app that scanned is this wallet's own. */
  here: boolean;
};

export type OpenedCode = { code: MerchantCodeView; store: { zh: string; en: string }; offers: readonly CodeOffer[] };

/** Nobody has entered an amount yet: what a decision is asked about until then. */
const least = money(1n, "CNY");

/** What the page behind a code shows: every wallet, the one whose app scanned first. */
export async function openCode<Payment extends CodePayment>(
  needs: CodesNeeds<Payment>,
  id: string,
  userAgent: string,
): Promise<Result<OpenedCode>> {
  const code = await readCode(needs, id);
  const store = code && needs.store(code.store);
  if (!code || !store) return refuse("not_found");
  if (code.state === "revoked") return refuse("merchant_code_revoked");
  if (!store.open) return refuse("store_closed");
  const offers = needs.wallets.map((wallet): CodeOffer => {
    const here = new RegExp(wallet.inAppUserAgent).test(userAgent);
    return { wallet, here, ...needs.offer(store.id, wallet.id, code.amount ?? least) };
  });
  const ranked = offers.toSorted((a, b) => Number(b.here) - Number(a.here) || Number(b.open) - Number(a.open));
  return ok({ code, store: store.title, offers: ranked });
}

export type PayByCode = {
  code: string;
  wallet: string;
  amount: Money | null;
  /** Made with the page: a form that is sent twice is one sale. */
  key: string;
  userAgent: string;
  openid?: string;
  ip?: string;
};

/** Where the payer goes next: into the wallet, or to the cashier that shows the way. */
export type ToWallet = { checkout: string; url: string };

/** The payer chose a wallet (and entered the amount): a sale of one order, paid by the wallet's own way. */
export async function payByCode<Payment extends CodePayment>(
  needs: CodesNeeds<Payment>,
  input: PayByCode,
): Promise<Result<ToWallet>> {
  const opened = await openCode(needs, input.code, input.userAgent);
  if (!opened.ok) return opened;
  const { code, offers } = opened.value;
  const amount = code.amount ?? input.amount;
  if (!amount || amount.minor <= 0n || amount.currency !== code.currency) return refuse("amount_invalid");
  const offer = offers.find((one) => one.wallet.id === input.wallet);
  if (!offer) return refuse("wallet_unknown", { wallet: input.wallet });
  const caller = { kind: "house", id: code.id, marketplace: code.marketplace, store: null };
  const keyed = (what: string) => ({
    ...{ caller: code.id, route: `code ${what}`, key: input.key },
    requestHash: hash("sha256", `${amount.minor} ${amount.currency} ${input.wallet}`),
  });
  const { marketplace, store, title } = code;
  const number = `C${hash("sha256", `${code.id} ${input.key}`).slice(0, 20)}`;
  const sale = { marketplace, store, number, title, amount, backUrl: `${needs.publicUrl}/c/${code.id}` };
  const made = await needs.createSale(caller, sale, keyed("sale"));
  if (!made.ok) return made;
  const { checkout, secret } = made.value;
  const { openid, ip } = input;
  const method = offer.here && openid !== undefined && offer.wallet.methods.includes("in_app") ? "in_app" : "jump";
  const buyer = { ...(ip === undefined ? {} : { ip }), ...(openid === undefined ? {} : { openid }) };
  const whose = offer.via === undefined ? { wallet: input.wallet } : { wallet: offer.via, issuer: input.wallet };
  const started = await needs.startSale(caller, { checkout, ...whose, method, buyer, by_code: true }, keyed("start"));
  if (!started.ok) return started;
  const { action } = started.value;
  const cashier = `${needs.publicUrl}/pay/${checkout}#${secret}`;
  // A form has to be posted and a bridge called by a page: the cashier does both.
  const straight = action?.kind === "jump" && action.form === undefined ? action.url : undefined;
  return ok({ checkout, url: straight ?? cashier });
}
