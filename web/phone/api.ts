import type { Words } from "./words.ts";

/** The control port's shapes, mirrored. `amount` is yuan text made by the wallet's fake. */
export type WalletCard = { id: string; title: Words; colour: string; origin: string };

export type PhoneView = {
  wallet: string;
  ok: boolean;
  state: "confirm" | "paid" | "cancelled" | "insufficient" | "expired" | "closed" | "unknown_code";
  says: Words;
  payee?: string;
  title?: string;
  amount?: string;
  currency?: string;
  out_trade_no?: string;
  transaction_id?: string;
  return_url?: string;
};

export type OpenCode = { wallet: string; code: string; view: PhoneView };
export type Decision = "pay" | "cancel" | "insufficient";
export type Answer<T> = { ok: true; value: T } | { ok: false; says: Words };

const unreachable: Words = {
  zh: "沙盒没有应答。请确认它仍在运行，然后重试。",
  en: "The sandbox does not answer. Check that it is still running, then try again.",
};

async function call<T>(path: string, body?: unknown): Promise<Answer<T>> {
  try {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(path, init);
    const read: unknown = await answer.json();
    if (answer.ok) return { ok: true, value: read as T };
    return { ok: false, says: (read as { says?: Words }).says ?? unreachable };
  } catch {
    return { ok: false, says: unreachable };
  }
}

export function wallets(): Promise<Answer<{ data: WalletCard[] }>> {
  return call("/wallets.json");
}

export function openCodes(): Promise<Answer<{ data: OpenCode[] }>> {
  return call("/codes.json");
}

/** Without a wallet the sandbox finds whose code it is. */
export function look(wallet: string | null, code: string): Promise<Answer<PhoneView>> {
  return call("/phone/look", wallet === null ? { code } : { wallet, code });
}

export function decide(wallet: string, code: string, decision: Decision, buyer: string): Promise<Answer<PhoneView>> {
  return call("/phone/pay", { wallet, code, decision, ...(buyer === "" ? {} : { buyer }) });
}
