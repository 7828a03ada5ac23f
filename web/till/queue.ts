import { charge, type Heard, look, type Setup, withdraw } from "./api.ts";

type Done = "paid" | "ended" | "refused" | "withdrawn" | "aside";

/** A sale at this till, kept before it is sent, so that a reload or a dead battery repeats it and never doubles it. */
export type Sale = {
  number: string;
  /** Null: kept before sales named their store. It waits until the cashier says that it is this store's. */
  store: string | null;
  code: string;
  minor: string;
  key: string;
  at: number;
  wallet?: string;
  /** `stuck`: the house will not take it back. `unclear`: the house refused it, and may have charged it before. */
  state: "unsent" | "sending" | "waiting" | "withdrawing" | "stuck" | "unclear" | Done;
  payment?: string;
  /** A send of it was not answered: it may have been charged, and no refusal but of this very sale ends it. */
  doubted?: true;
  /** Why it was refused; of a stuck one, why it could not be taken back; of an open one, why nothing is told. */
  says?: { zh: string; en: string };
  /** Where the code leaves its wallet open. */
  wallets?: string[];
};

const place = "hutong-till-sales";
/** Finished sales beyond these are left to the house's own lists; one that is not finished is never dropped. */
const finishedMax = 50;
const done: ReadonlySet<Sale["state"]> = new Set(["paid", "ended", "refused", "withdrawn", "aside"]);

export const isDone = (sale: Sale): boolean => done.has(sale.state);

/** Sales kept before they named their store are the store's that is set up when this page first comes. */
export function adopt(store: string): void {
  const sales = kept();
  if (sales.some((sale) => sale.store === null)) keep(sales.map((sale) => ({ ...sale, store: sale.store ?? store })));
}

/** What this store's cashier sees: of other stores only what is not finished. */
export const isSeenAt = (store: string, sale: Sale): boolean => sale.store === store || !isDone(sale);

/** What the till asks after by itself: this store's sales alone, for the key is this store's. */
export const isOpenAt = (store: string, sale: Sale): boolean =>
  sale.store === store && ["unsent", "waiting", "withdrawing"].includes(sale.state);

export function kept(): Sale[] {
  try {
    const read = (JSON.parse(localStorage.getItem(place) ?? "[]") as Sale[]).map((sale) => ({
      ...sale,
      store: sale.store ?? null,
    }));
    // What was under way when the page went is sent again: the same number and key, so the same charge.
    return read.map((sale) =>
      sale.state === "sending" || sale.state === "unsent" ? { ...sale, state: "unsent", doubted: true } : sale,
    );
  } catch {
    return [];
  }
}

/** All that is not finished, and the latest of what is. */
export function shortened(sales: readonly Sale[]): Sale[] {
  let finished = 0;
  return sales.filter((sale) => !isDone(sale) || ++finished <= finishedMax);
}

/** Payers' codes of finished sales are not kept, unless the cashier has still to say whose the code is. */
export function keep(sales: readonly Sale[]): void {
  const bare = shortened(sales).map((sale) => (isDone(sale) && !sale.wallets ? { ...sale, code: "" } : sale));
  localStorage.setItem(place, JSON.stringify(bare));
}

export function newSale(store: string, code: string, minor: string, now: number): Sale {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0"));
  const number = `T${now.toString(36)}${random.join("").slice(0, 8)}`.toUpperCase();
  return { number, store, code: code.replace(/\s/g, ""), minor, key: random.join(""), at: now, state: "unsent" };
}

/** The sale after what was heard. */
export function after(sale: Sale, heard: Heard): Sale {
  if (heard.kind === "withdrawal") {
    if (sale.state !== "withdrawing" || heard.state === "ending") return sale;
    // The house will not: asked again, it would say the same. The cashier reads why and decides.
    if (heard.state === "refused") return { ...sale, state: "stuck", says: heard.says };
    return { ...sale, state: heard.state };
  }
  // Taken back meanwhile: of an answer to what was sent before only "paid" counts, and the house says it again.
  if (sale.state === "withdrawing" || sale.state === "stuck" || sale.state === "unclear") return sale;
  if (heard.kind === "silent") return unanswered(sale, heard);
  if (heard.kind === "refused") {
    const { says, wallets, isOfSale } = heard;
    const state = sale.payment || (sale.doubted && !isOfSale) ? "unclear" : "refused";
    return { ...sale, state, says, ...(wallets.length > 1 ? { wallets } : {}) };
  }
  const { id: payment, wallet, state } = heard;
  const known = { ...bare(sale), payment, wallet };
  if (state === "paid") return { ...known, state: "paid" };
  return { ...known, state: ["closed", "refused", "abandoned"].includes(state) ? "ended" : "waiting" };
}

/** It goes on: nobody knows what became of it. */
function unanswered(sale: Sale, { says, untouched }: Extract<Heard, { kind: "silent" }>): Sale {
  const open = { ...bare(sale), state: sale.payment ? "waiting" : "unsent" } as const;
  return { ...open, ...(says ? { says } : {}), ...(untouched ? {} : { doubted: true }) };
}

/** Without what the house said of it before. */
export function bare({ wallets: _wallets, says: _says, ...sale }: Sale): Sale {
  return sale;
}

/** Sends what was not answered, asks for what waits, takes back what the cashier takes back. */
export function step(setup: Setup, sale: Sale): Promise<Heard> {
  if (sale.state === "withdrawing") return withdraw(setup, sale);
  return sale.payment ? look(setup, sale.payment) : charge(setup, sale);
}
