import type { Words } from "./words.ts";

/** The control port's shapes, mirrored. `amount` is yuan text made by the wallet's fake. */
export type WalletCard = { id: string; title: Words; mark: string; colour: string; origin: string };

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

/** How the person whose code is scanned behaves. */
export const moods = ["ready", "password", "insufficient"] as const;
export type Mood = (typeof moods)[number];
export type MyCode = { code: string; until: number };

export function showMyCode(wallet: string, mood: Mood): Promise<Answer<MyCode>> {
  return call("/phone/code", { wallet, mood });
}

export function lookAtMyCode(
  wallet: string,
  code: string,
): Promise<Answer<{ state: "shown" | "taken" | "over" | "confirm" | "unknown"; seconds_left: number }>> {
  return call("/phone/code/look", { wallet, code });
}

export type MerchantPage = {
  store: Words;
  amount: string | null;
  key: string;
  offers: { wallet: string; title: Words; open: boolean; via: string | null; says: Words | null }[];
};

/** An address behind a printed code, or an EMV text: what stores show, whatever the wallet. */
export function isMerchantCode(code: string): boolean {
  return /\/c\/cod_[0-9A-Z]{26}$/.test(code) || /^0002\d\d/.test(code);
}

export function openMerchant(wallet: string, code: string): Promise<Answer<MerchantPage>> {
  return call("/phone/merchant", { wallet, code });
}

export function payMerchant(
  wallet: string,
  code: string,
  amount: string,
  key: string,
): Promise<Answer<{ code: string }>> {
  return call("/phone/merchant/pay", { wallet, code, amount, key });
}
