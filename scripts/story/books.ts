import type { FakeLedger } from "#wallets/fake-protocol";
import type { Payment } from "./client.ts";
import type { WalletName } from "./control.ts";
import type { Market } from "./market.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

type WalletRow = FakeLedger["payments"][number];

/** The wallets' order number is a payment's id without its prefix. */
const wireNumber = (payment: string): string => payment.slice(payment.indexOf("_") + 1);

/**
 * What a store's book says lies at a wallet, in fen, before the wallet's own fees: those come into the book with a day's
 * bill, whenever the house fetches it.
 */
export async function bookOf(market: Market, store: string, wallet: WalletName): Promise<Record<string, string>> {
  const accounts = await market.shop.listAccounts(store);
  const mine = new Map(accounts.filter((one) => one.wallet === wallet).map((one) => [one.kind, one.balance.minor]));
  const [held, kept] = [mine.get("receivable") ?? "0", mine.get("wallet_fees") ?? "0"];
  mine.delete("wallet_fees");
  mine.set("receivable", `${BigInt(held) + BigInt(kept)}`);
  return Object.fromEntries([...mine].filter(([, minor]) => minor !== "0"));
}

/** The store's book holds exactly this at the wallet: received from it, and kept for the store until receipt. */
export async function stands(market: Market, store: string, wallet: WalletName, minor: string): Promise<void> {
  const wanted = minor === "0" ? {} : { receivable: minor, escrow: minor };
  same(await bookOf(market, store, wallet), wanted, `the book of ${store} at ${wallet}`);
}

/** Like `stands`, where days may have passed: what receipt has released from escrow is the store's balance. */
async function standsInAll(market: Market, store: string, wallet: WalletName, minor: bigint): Promise<void> {
  const { escrow = "0", balance = "0", ...rest } = await bookOf(market, store, wallet);
  const found = { ...rest, kept: `${BigInt(escrow) + BigInt(balance)}` };
  const wanted = minor === 0n ? { kept: "0" } : { receivable: `${minor}`, kept: `${minor}` };
  same(found, wanted, `the book of ${store} at ${wallet}`);
}

/** The closing steps of every chapter: our books are the wallets' books, and the ledger finds nothing in itself. */
export async function checkBooksOf(world: World, markets: readonly Market[], step: Step): Promise<void> {
  await step(
    {
      zh: "各店账簿与钱包的账分文不差",
      en: "Every store's book equals what the wallets believe happened, to the fen",
    },
    async () => {
      for (const market of markets) await compare(world, market);
      if (world.ledgerFaults) await nothingUnknown(world);
    },
  );
  const { ledgerFaults } = world;
  if (ledgerFaults === null) return;
  await step({ zh: "总账自查无差异", en: "The ledger's own checks find nothing" }, async () =>
    same(await ledgerFaults(), [], "faults of the ledger"),
  );
}

async function compare(world: World, market: Market): Promise<void> {
  const [ledger, payments] = [await world.control.ledger(), await market.shop.listPayments()];
  const held = new Map<string, bigint>();
  for (const payment of payments) {
    const wallet = payment.wallet as WalletName;
    const row = ledger[wallet].payments.find((one) => one.out_trade_no === wireNumber(payment.id));
    const kept = agreed(payment, row);
    const place = `${payment.store} ${wallet}`;
    held.set(place, (held.get(place) ?? 0n) + kept);
  }
  for (const store of market.stores)
    for (const wallet of ["wechatpay", "alipay"] as const)
      await standsInAll(market, store.id, wallet, held.get(`${store.id} ${wallet}`) ?? 0n);
}

/** House and wallet say the same of a payment; answers the fen that the wallet still holds for it. */
function agreed(payment: Payment, row: WalletRow | undefined): bigint {
  const theirs = row && row.paid_at !== null ? row : null;
  const paid = payment.state === "paid" || payment.state === "surplus" || payment.state === "returned";
  same(theirs !== null, paid, `${payment.id} is ${payment.state} here; paid at ${payment.wallet}`);
  if (theirs === null) return 0n;
  const [ours, wallets] = [payment, theirs];
  same(wallets.amount, ours.amount.minor, `the amount of ${payment.id} at ${payment.wallet}`);
  same(wallets.transaction_id, ours.wallet_ref, `the number of ${payment.id} at ${payment.wallet}`);
  same(wallets.refunded, ours.refunded.minor, `the refunds of ${payment.id} at ${payment.wallet}`);
  return BigInt(wallets.amount) - BigInt(wallets.refunded);
}

/** In a house of our own the other way round too: the wallets were paid nothing that the house does not know. */
async function nothingUnknown(world: World): Promise<void> {
  const known = new Set<string>();
  for (const market of world.markets)
    for (const payment of await market.shop.listPayments()) known.add(wireNumber(payment.id));
  const ledger = await world.control.ledger();
  for (const [wallet, { payments }] of Object.entries(ledger)) {
    const strange = payments.filter((row) => row.paid_at !== null && !known.has(row.out_trade_no));
    holds(strange.length === 0, `${wallet} was paid only what the house knows`);
  }
}
