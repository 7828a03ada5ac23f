import { charge, type Heard, look, type Setup, withdraw } from "./api.ts";

/** A sale at this till, kept before it is sent, so that a reload or a dead battery repeats it and never doubles it. */
export type Sale = {
  number: string;
  code: string;
  minor: string;
  key: string;
  at: number;
  wallet?: string;
  state: "unsent" | "sending" | "waiting" | "withdrawing" | "paid" | "ended" | "refused" | "withdrawn";
  payment?: string;
  says?: { zh: string; en: string };
  /** Where the code leaves its wallet open. */
  wallets?: string[];
};

const place = "hutong-till-sales";
/** Finished sales beyond these are left to the house's own lists; one that is not finished is never dropped. */
const finishedMax = 50;
const done: ReadonlySet<Sale["state"]> = new Set(["paid", "ended", "refused", "withdrawn"]);

export const isDone = (sale: Sale): boolean => done.has(sale.state);

export function kept(): Sale[] {
  try {
    const read = JSON.parse(localStorage.getItem(place) ?? "[]") as Sale[];
    // What was under way when the page went is sent again: the same number and key, so the same charge.
    return read.map((sale) => (sale.state === "sending" ? { ...sale, state: "unsent" } : sale));
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

export function newSale(code: string, minor: string, now: number): Sale {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0"));
  const number = `T${now.toString(36)}${random.join("").slice(0, 8)}`.toUpperCase();
  return { number, code: code.replace(/\s/g, ""), minor, key: random.join(""), at: now, state: "unsent" };
}

/** The sale after what was heard. */
export function after(sale: Sale, heard: Heard): Sale {
  if (heard.kind === "withdrawal") {
    if (heard.state === "ending") return sale;
    return { ...sale, state: heard.state };
  }
  // Taken back meanwhile: of an answer to what was sent before only "paid" counts, and the house says it again.
  if (sale.state === "withdrawing") return sale;
  if (heard.kind === "silent") return { ...sale, state: sale.payment ? "waiting" : "unsent" };
  if (heard.kind === "refused") {
    if (heard.wallets.length > 1) return { ...sale, state: "refused", says: heard.says, wallets: heard.wallets };
    return { ...sale, state: "refused", says: heard.says };
  }
  const { id: payment, wallet, state } = heard;
  const known = { ...sale, payment, wallet };
  if (state === "paid") return { ...known, state: "paid" };
  return { ...known, state: ["closed", "refused", "abandoned"].includes(state) ? "ended" : "waiting" };
}

/** Sends what was not answered, asks for what waits, takes back what the cashier takes back. */
export function step(setup: Setup, sale: Sale): Promise<Heard> {
  if (sale.state === "withdrawing") return withdraw(setup, sale);
  return sale.payment ? look(setup, sale.payment) : charge(setup, sale);
}
