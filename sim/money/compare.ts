import { commissionOf, walletFee, withdrawalFee } from "./model.ts";
import type { Scene } from "./scene.ts";
import { type WalletName, walletNames } from "./town.ts";
import { readTruth, type Truth } from "./truth.ts";
import { countTransfers, type Held } from "./watchman.ts";

/** Sums by store, wallet and what they are. */
type Sums = Map<string, bigint>;
const add = (sums: Sums, store: string, wallet: WalletName, what: string, by: bigint): void => {
  const at = `${store} ${wallet} ${what}`;
  sums.set(at, (sums.get(at) ?? 0n) + by);
};

/**
 * Holds the house against the model and the wallets, when nothing is under way: each order, each refund, each store's
 * accounts at each wallet, and what the wallets say they keep. In the end nothing may be left for later either.
 */
export async function compare(scene: Scene, isEnd: boolean): Promise<string[]> {
  const truth = readTruth(scene.town);
  const { held, faults } = await countTransfers(scene.town.db);
  const expected: Sums = new Map();
  if (truth.refundsUnderWay > 0) faults.push(`${truth.refundsUnderWay} refunds are under way at the wallets`);
  faults.push(...(await compareOrders(scene, truth, expected, isEnd)));
  faults.push(...(await compareRefunds(scene, truth)), ...(await compareWithdrawals(scene, truth, expected, isEnd)));
  const ours = sumsOf(scene, held);
  faults.push(
    ...compareBooks(expected, ours),
    ...compareWallets(scene, truth, ours, expected),
    ...comparePlatform(scene, held),
  );
  if (isEnd) faults.push(...compareFees(scene, truth, ours));
  return faults;
}

async function compareOrders(scene: Scene, truth: Truth, expected: Sums, isEnd: boolean): Promise<string[]> {
  const { model, town } = scene;
  const faults: string[] = [];
  for (const id of truth.payments.keys()) if (!model.payments.has(id)) faults.push(`${id} was paid and nobody made it`);
  for (const order of model.orders.values()) {
    const tries = [...model.payments.values()].filter((one) => one.order === order.id);
    const paid = tries.filter((one) => truth.payments.has(one.id));
    const views = await Promise.all(tries.map((one) => town.calm.payments.getPayment(one.id)));
    const own = views.filter((view) => view?.state === "paid");
    const view = await town.calm.payments.getOrder(order.id);
    if (own.length > 1) faults.push(`${order.id} was paid ${own.length} times`);
    // What came too late for its order goes back; an order that still waits for nothing has lost its money.
    if (own.length === 0 && paid.length > 0 && view?.state !== "closed")
      faults.push(`${order.id} was paid and is lost`);
    for (const one of paid) {
      const there = truth.payments.get(one.id);
      if (!there || one.id === own[0]?.id) continue;
      if (there.back !== there.amount) faults.push(`${one.id} is surplus; of ${there.amount} went back ${there.back}`);
    }
    const [mine] = own;
    const there = mine && truth.payments.get(mine.id);
    if (mine && !there) faults.push(`${mine.id} is paid here and not at its wallet`);
    if (view?.refunded.minor !== (there?.back ?? 0n))
      faults.push(`${order.id}: ${view?.refunded.minor} went back here, ${there?.back ?? 0n} there`);
    if (!mine || !there) continue;
    if (there.amount !== order.amount) faults.push(`${order.id} was paid ${there.amount}`);
    const kept = order.amount - there.back;
    add(expected, order.store, there.wallet, "at the wallet", kept);
    const release = await town.calm.settlement.getRelease(mine.id);
    if (release?.state !== "released") {
      add(expected, order.store, there.wallet, "escrow", kept);
      const waits = kept > 0n && model.shipping.get(order.id) === "told" && !(await isHeld(scene, order.id));
      if (isEnd && waits) faults.push(`${order.id} was never released: ${release?.state} ${release?.says}`);
      continue;
    }
    if (release.cause === "time" && !model.shipping.has(order.id))
      faults.push(`${order.id} was released by time, and nobody ever told that it is sent`);
    const commission = commissionOf(kept, model.ratesAt(order.store, there.paidAt));
    add(expected, order.store, there.wallet, "commission", commission);
    add(expected, order.store, there.wallet, "own", kept - commission);
  }
  return faults;
}

async function isHeld({ town, model }: Scene, order: string): Promise<boolean> {
  const all = await Promise.all([...model.disputes].map((id) => town.calm.disputes.get(id)));
  return all.some((one) => one?.order === order && ["with_store", "with_person", "granted"].includes(one.state));
}

/** What was taken was sent once, or refused for good; nothing was sent that nobody asked for. */
async function compareRefunds({ model, town }: Scene, truth: Truth): Promise<string[]> {
  const faults: string[] = [];
  const disputes = await Promise.all([...model.disputes].map((id) => town.calm.disputes.get(id)));
  const byDispute = new Map(disputes.flatMap((one) => (one?.refund ? [[one.refund, one] as const] : [])));
  for (const [id, asked] of model.refunds) {
    const there = truth.refunds.get(id);
    const here = (await town.calm.payments.getRefund(id))?.state;
    if ((here === "refunded") !== (there !== undefined))
      faults.push(`${id} is ${here} here, ${there ? "sent" : "not"} there`);
    if (there && there.amount !== asked.amount) faults.push(`${id} of ${asked.amount} was sent as ${there.amount}`);
    if (!there && here !== "refused") faults.push(`${id} rests as ${here}`);
  }
  // Refused as too much: then it and all that were ever taken are more than was paid.
  for (const { payment, amount, paid } of model.exceeding) {
    const asked = [...model.refunds.values()].filter((one) => one.payment === payment).map((one) => one.amount);
    const granted = disputes.flatMap((one) => (one?.payment === payment ? [one.amount.minor] : []));
    if ([...asked, ...granted].reduce((sum, one) => sum + one, amount) <= paid)
      faults.push(`a refund of ${amount} of ${payment} fits and was refused`);
  }
  for (const [id, { payment, amount }] of truth.refunds) {
    const view = await town.calm.payments.getRefund(id);
    const asked = model.refunds.get(id)?.amount ?? byDispute.get(id)?.amount.minor;
    const whole = truth.payments.get(payment)?.amount;
    if (asked !== amount && !(view?.cause === "surplus" && amount === whole))
      faults.push(`${id}: ${amount} were sent back, ${asked} asked for`);
  }
  return faults;
}

async function compareWithdrawals(
  { model, town }: Scene,
  truth: Truth,
  expected: Sums,
  isEnd: boolean,
): Promise<string[]> {
  const faults: string[] = [];
  for (const id of truth.withdrawals.keys())
    if (!model.withdrawals.has(id)) faults.push(`${id} left its wallet and nobody asked for it`);
  for (const { id, store, wallet, amount } of model.withdrawals.values()) {
    const there = truth.withdrawals.get(id);
    const here = (await town.calm.settlement.getWithdrawal(id))?.state ?? "";
    const fee = withdrawalFee(amount);
    // What the bank sends back is noticed within a day.
    const late = there === "back" && here === "paid";
    if (isEnd && (late || there === "under_way")) faults.push(`${id} is ${here} here, ${there} there`);
    if ((there === "arrived") !== (here === "paid") && !late) faults.push(`${id} is ${here} here, ${there} there`);
    if (late) add(expected, store, wallet, "late", amount - fee);
    if (here === "paid") {
      add(expected, store, wallet, "own", -amount);
      add(expected, store, wallet, "withdrawal fees", fee);
      add(expected, store, wallet, "at the wallet", fee - amount);
    } else if (["asked", "sending", "processing"].includes(here)) {
      add(expected, store, wallet, "own", -amount);
      add(expected, store, wallet, "withdrawals due", amount);
      if (isEnd) faults.push(`${id} rests as ${here}`);
    }
  }
  return faults;
}

/** Our accounts, in the words of the model. */
function sumsOf({ town }: Scene, held: readonly Held[]): Sums {
  const sums: Sums = new Map();
  for (const { book, code, heldAt, amount } of held) {
    const wallet = walletNames.find((name) => town.accounts[name] === heldAt);
    if (!wallet || !town.stores.includes(book)) continue;
    const put = (what: string, by: bigint) => add(sums, book, wallet, what, by);
    if (code === "receivable" || code === "wallet_fees") put("at the wallet", amount);
    if (code === "wallet_fees") put("wallet fees", amount);
    if (code === "balance") put("own", amount);
    if (code === "advances" || code === "in_transit") put("own", -amount);
    if (code === "commission" || code === "commission_collected") put("commission", amount);
    if (code === "commission_collected") put("collected", amount);
    if (code === "escrow") put("escrow", amount);
    if (code === "withdrawals_due") put("withdrawals due", amount);
    if (code === "withdrawal_fees") put("withdrawal fees", amount);
    if (code === "refunds_due" || code === "suspense") put("under way", amount);
  }
  return sums;
}

const compared = ["at the wallet", "own", "commission", "escrow", "withdrawals due", "withdrawal fees", "under way"];

function compareBooks(expected: Sums, ours: Sums): string[] {
  const places = new Set(
    [...expected.keys(), ...ours.keys()].filter((at) => compared.some((what) => at.endsWith(what))),
  );
  return [...places].flatMap((at) => {
    const [should, is] = [expected.get(at) ?? 0n, ours.get(at) ?? 0n];
    return should === is ? [] : [`${at}: ${is} in our books, ${should} expected`];
  });
}

/** A store's own number has what its book says less what went on to the marketplace's; where all have one, together. */
function compareWallets({ town }: Scene, truth: Truth, ours: Sums, expected: Sums): string[] {
  const faults: string[] = [];
  for (const wallet of walletNames) {
    const sums = new Map<string, bigint>();
    const at = (number: string, by: bigint) => sums.set(number, (sums.get(number) ?? 0n) + by);
    for (const store of town.stores) {
      const of = (what: string) => ours.get(`${store} ${wallet} ${what}`) ?? 0n;
      const late = expected.get(`${store} ${wallet} late`) ?? 0n;
      at(town.subMerchant(store, wallet) ?? town.own[wallet], of("at the wallet") - of("collected") + late);
      at(town.own[wallet], of("collected"));
    }
    for (const [number, is] of sums) {
      const there = truth.balances.get(`${wallet} ${number}`) ?? 0n;
      if (there !== is) faults.push(`${wallet} ${number}: ${is} by our books, it has ${there}`);
    }
  }
  return faults;
}

/** The platform's own book: what it put there is free, advanced or given; over all books advances come to nothing. */
function comparePlatform({ model, town }: Scene, held: readonly Held[]): string[] {
  const sum = (of: (one: Held) => boolean): bigint => held.filter(of).reduce((total, one) => total + one.amount, 0n);
  return walletNames.flatMap((wallet) => {
    const account = town.accounts[wallet];
    const put = [...model.funds.values()].filter((one) => one.wallet === wallet).reduce((n, one) => n + one.amount, 0n);
    const is = sum(({ book, code }) => book === account && code === "receivable");
    const between = ["advances", "in_transit"].map((code) => sum((one) => one.heldAt === account && one.code === code));
    return [
      ...(is === put ? [] : [`the platform put ${put} at ${wallet}, its book says ${is}`]),
      ...between.flatMap((rest) => (rest === 0n ? [] : [`${rest} are between the books at ${wallet}`])),
    ];
  });
}

/** Both keep 0.6 % of a payment; WeChat Pay gives it back with a refund, Alipay does not. */
function compareFees({ model, town, misled }: Scene, truth: Truth, ours: Sums): string[] {
  const expected: Sums = new Map();
  for (const [id, { wallet, amount, backs }] of truth.payments) {
    const store = model.orders.get(model.payments.get(id)?.order ?? "")?.store ?? "";
    const back = wallet === "alipay" ? 0n : backs.reduce((sum, one) => sum + walletFee(one), 0n);
    add(expected, store, wallet, "wallet fees", walletFee(amount) - back);
  }
  return town.stores.flatMap((store) =>
    walletNames.flatMap((wallet) => {
      if (misled.has(wallet)) return [];
      const at = `${store} ${wallet} wallet fees`;
      const [should, is] = [expected.get(at) ?? 0n, ours.get(at) ?? 0n];
      return should === is ? [] : [`${at}: ${is} booked from bills, ${should} kept`];
    }),
  );
}
