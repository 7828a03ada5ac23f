import { setTimeout as later } from "node:timers/promises";
import type { Words } from "#wallets/protocol";
import type { Api } from "./api.ts";
import { compareLedgers } from "./compare-ledgers.ts";

export type CheckStep = { what: Words; ok: boolean; ms: number; detail?: string };
export type CheckResult = { ok: boolean; steps: readonly CheckStep[] };

type CheckedWallet = { id: string; title: Words };

export type CheckParts = {
  /** With the marketplace's key. */
  api: Api;
  /** The sandbox's control port. */
  control: string;
  now: () => Date;
  /** A store that takes every wallet. */
  store: string;
  wallets: readonly CheckedWallet[];
  books: BooksOfStore;
};

/** Runs every check of the books where this store's book lies; answers what differs. */
export type BooksOfStore = (store: string) => Promise<readonly { check: string; about: string; detail: string }[]>;

type Checkout = { id: string; state: string };
type Action = { kind: "qr"; content: string } | { kind: "jump"; url: string; form?: Record<string, string> };
type Started = { payments: { id: string }[]; action: Action | null };
type Offered = Checkout & { offers: { wallet: string; methods: string[] }[] };
type Account = { kind: string; wallet: string | null; balance: { minor: string } };

/** A step answers a detail for the person who reads, or nothing. It fails by throwing. */
type Step = { what: Words; work: () => Promise<string> };

const amount = { currency: "CNY", minor: "100" };
const paidWithinMs = 15_000;

/**
 * One real payment with each wallet through every layer, over public HTTP alone; then the payments against the wallets'
 * own ledgers, and the books' own checks, to the fen. A step that fails ends its wallet's steps.
 */
export async function selfCheck(parts: CheckParts): Promise<CheckResult> {
  const done: CheckStep[] = [];
  const began = parts.now();
  for (const wallet of parts.wallets) await run(payOnce(parts, wallet), done);
  const what = { zh: "我方付款与钱包自己的账一致", en: "Our payments stand in the wallets' own ledgers" };
  await run([{ what, work: () => compareLedgers(parts.api, parts.control, began) }], done);
  const stand = { zh: "账簿自身核对无差异", en: "The books stand: every check where these payments were booked" };
  await run([{ what: stand, work: () => booksStand(parts) }], done);
  return { ok: done.every((one) => one.ok), steps: done };
}

async function run(steps: readonly Step[], done: CheckStep[]): Promise<void> {
  for (const { what, work } of steps) {
    const began = performance.now();
    const tookMs = () => Math.trunc(performance.now() - began);
    try {
      const detail = await work();
      done.push({ what, ok: true, ms: tookMs(), ...(detail === "" ? {} : { detail }) });
    } catch (fault) {
      done.push({ what, ok: false, ms: tookMs(), detail: fault instanceof Error ? fault.message : String(fault) });
      return;
    }
  }
}

function payOnce({ api, control, store }: CheckParts, { id, title }: CheckedWallet): Step[] {
  let before: Balances = {};
  let checkout = "";
  let code = "";
  const says = (zh: string, en: string): Words => ({ zh: `${title.zh}：${zh}`, en: `${title.en}: ${en}` });
  return [
    {
      what: says("下单，钱包给出付款码", "checkout opened, the wallet gave a code"),
      async work() {
        before = await balances(api, store, id);
        const opened = await open(api, store, id);
        ({ checkout, code } = opened);
        return "";
      },
    },
    {
      what: says("在模拟手机上支付 1.00 元", "1.00 yuan paid on the pretend phone"),
      work: () => payOnPhone(control, id, code),
    },
    {
      what: says("通知到达，订单完成", "the notice came, the checkout is complete"),
      work: () => untilComplete(api, checkout),
    },
    {
      what: says("店铺账簿增加 1.00 元", "the store's book grew by 1.00 yuan"),
      work: async () => grown(before, await balances(api, store, id)),
    },
  ];
}

async function open(api: Api, store: string, wallet: string): Promise<{ checkout: string; code: string }> {
  const title = "Self-check · 自检";
  const order = { store, number: `self-check-${wallet}`, title, amount, lines: [{ title, quantity: 1, amount }] };
  const urls = { success_url: "http://127.0.0.1/", cancel_url: "http://127.0.0.1/" };
  const { id, offers } = await api.post<Offered>("/v1/checkouts", { orders: [order], ...urls });
  const scans = offers.some((offer) => offer.wallet === wallet && offer.methods.includes("qr"));
  const start = { checkout: id, wallet, method: scans ? "qr" : "jump", device: "desktop" };
  const { action } = await api.post<Started>("/v1/payments", start);
  if (!action) throw new Error(`${wallet} gave no code to scan and no page to open.`);
  return { checkout: id, code: codeOf(action) };
}

/** What the pretend phone scans or opens; a page that takes a posted form is its address and the form. */
function codeOf(action: Action): string {
  if (action.kind === "qr") return action.content;
  return action.form ? `${action.url}?${new URLSearchParams(action.form)}` : action.url;
}

async function payOnPhone(control: string, wallet: string, code: string): Promise<string> {
  const body = JSON.stringify({ wallet, code, decision: "pay" });
  const answer = await fetch(`${control}/phone/pay`, { method: "POST", body });
  const view = (await answer.json()) as { ok?: boolean; state?: string; transaction_id?: string };
  if (view.ok !== true || view.state !== "paid") throw new Error(`The phone shows ${JSON.stringify(view)}.`);
  return view.transaction_id ?? "";
}

async function untilComplete(api: Api, checkout: string): Promise<string> {
  for (const until = performance.now() + paidWithinMs; performance.now() < until; ) {
    if ((await api.get<Checkout>(`/v1/checkouts/${checkout}`)).state === "complete") return checkout;
    await later(50);
  }
  throw new Error(`${checkout} was not complete ${paidWithinMs / 1000} s after the phone had paid.`);
}

async function booksStand({ books, store }: CheckParts): Promise<string> {
  const found = await books(store);
  const told = found.slice(0, 3).map(({ check, about, detail }) => `${check}: ${about} ${detail}`);
  if (told.length > 0) throw new Error(`${found.length} differences, e.g. ${told.join("; ")}.`);
  return "";
}

type Balances = Record<string, bigint>;

/** By kind, over all accounts that the marketplace has had at this wallet. */
async function balances(api: Api, store: string, wallet: string): Promise<Balances> {
  const { data } = await api.get<{ data: Account[] }>(`/v1/books/${store}/accounts`);
  const sums: Balances = {};
  for (const { kind, balance, wallet: at } of data)
    if (at === wallet) sums[kind] = (sums[kind] ?? 0n) + BigInt(balance.minor);
  return sums;
}

/** What the wallet owes us, and what we hold for the buyer, both grew by the payment and by nothing else. */
function grown(before: Balances, after: Balances): string {
  for (const kind of ["receivable", "escrow"]) {
    const by = (after[kind] ?? 0n) - (before[kind] ?? 0n);
    if (by !== BigInt(amount.minor)) throw new Error(`The store's ${kind} grew by ${by} fen, not by ${amount.minor}.`);
  }
  return "";
}
