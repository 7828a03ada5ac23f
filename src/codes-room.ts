import { type Codes, makeCodes, type PayerRules } from "#codes";
import type { Clock, Db, Ids } from "#db";
import type { Directory } from "#directory";
import type { Money } from "#money";
import { reason } from "#openings";
import {
  type BuyerFacts,
  type DecisionAsked,
  liveStates,
  type Payments,
  type PaymentsNeeds,
  type PaymentView,
} from "#payments";
import type { WalletKind } from "#wallets/protocol";
import type { WalletConnections } from "./wallet-connections.ts";

/**
 * Which opening lets a payment through: codes are opened apart from checkouts. A payer's code that a till scans is
 * `scan`, a merchant's code that a payer's app scans is `shown`.
 */
export function openingOf(asked: Pick<DecisionAsked, "method" | "by_code">) {
  if (asked.method === "code") return { capability: "code", method: "scan" } as const;
  if (asked.by_code) return { capability: "code", method: "shown" } as const;
  return { capability: "payment", method: asked.method ?? null } as const;
}

export type CodesParts = {
  db: Db;
  clock: Clock;
  ids: Ids;
  publicUrl: string;
  kinds: readonly WalletKind[];
  payerRules: PayerRules;
  directory: Pick<Directory, "snapshot">;
  payments: Payments;
  hmac(text: string): Buffer;
  connect: WalletConnections["connect"];
  decide: PaymentsNeeds["decide"];
  /** Through which wallet of the store's another wallet's user may pay, or why not. */
  through(
    store: string,
    issuer: string,
    amount: Money,
    method: "shown" | "scan",
    buyer?: BuyerFacts,
  ): { via: string | null; reasons: readonly { code: string; zh: string; en: string }[] };
};

/** Codes sell by payments' own doors: a sale at a till is a checkout of one order and one payment. */
export function openCodes(given: CodesParts): Codes<PaymentView> {
  const { kinds, directory, payments, decide, through, payerRules, connect, ...parts } = given;
  const { snapshot } = directory;
  return makeCodes<PaymentView>({
    ...parts,
    wallets: kinds,
    payerRules: payerRules.rulesFor,
    async emvAccounts(store) {
      const joined = kinds.flatMap((kind) => {
        const found = kind.inEmvCodes ? snapshot.accountFor(store, kind.id) : { missing: "none" };
        return "account" in found ? [found.account.id] : [];
      });
      const wallets = await Promise.all(joined.map(connect));
      return wallets.flatMap((wallet) => wallet?.emvAccount ?? []);
    },
    store(id) {
      const found = snapshot.store(id);
      return found && { id, marketplace: found.marketplace, title: found.name, open: found.state === "open" };
    },
    async createSale(caller, { marketplace, store, number, title, amount, backUrl, buyer = {} }, repeat) {
      const order = { store, number, title, amount, lines: [{ title, quantity: 1, amount, ships: false }] };
      const urls = { success_url: backUrl, cancel_url: backUrl };
      const rest = { buyer, locale: "zh-CN", expires_in: 900, metadata: {} } as const;
      const made = await payments.createCheckout(caller, { marketplace, orders: [order], ...urls, ...rest }, repeat);
      if (!made.ok) return made;
      const { checkout, secret } = made.value;
      return { ok: true, value: { checkout: checkout.id, secret } };
    },
    startSale: (caller, start, repeat) =>
      payments.startPayment(caller, { ...start, device: "phone", by_friend: false }, repeat),
    endSale: (checkout) => payments.cancelCheckout(checkout),
    async isInDoubt(checkout) {
      const view = await payments.getCheckout(checkout);
      // `surplus`: it came all the same, and is on its way back.
      return view?.payments.some(({ state }) => liveStates.includes(state) || state === "surplus") === true;
    },
    offer(store, wallet, amount) {
      const asked = { store, wallet, method: "jump", by_code: true, amount, buyer: {} } as const;
      const decided = decide(asked, parts.clock.now());
      // What is open for codes is open for stores that have joined the wallet.
      const joined = !("missing" in snapshot.accountFor(store, wallet));
      const own = decided.open && !joined ? { open: false, reasons: [reason("store_not_activated")] } : decided;
      if (own.open) return own;
      const { via, reasons } = through(store, wallet, amount, "shown");
      // What stands between the two wallets is nearer to the payer than that the store has not joined.
      return via === null ? { open: false, reasons: [...reasons, ...own.reasons] } : { open: true, reasons: [], via };
    },
    offerToTill(store, wallet, amount, buyer) {
      const decided = decide({ store, wallet, method: "code", amount, buyer }, parts.clock.now());
      const joined = !("missing" in snapshot.accountFor(store, wallet));
      if (decided.open && joined) return { open: true, reasons: [], own: [] };
      const own = decided.open ? [reason("store_not_activated")] : decided.reasons;
      const { via, reasons } = through(store, wallet, amount, "scan", buyer);
      return via === null ? { open: false, reasons, own } : { open: true, reasons: [], own, via };
    },
  });
}
