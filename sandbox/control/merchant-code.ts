import { readCode } from "#codes";
import type { Http, RawResponse, Words } from "#wallets/protocol";
import type { MountedWallet } from "../open-wallet.ts";
import { Refusal } from "../problem.ts";
import { namedWallet } from "./which-wallet.ts";

type Phone = { mounted: readonly MountedWallet[]; http: Http };

/** As the house tells an app about a printed code. */
export type MerchantPage = {
  store: Words;
  /** Yuan text; null: whoever pays enters it. */
  amount: string | null;
  currency: string;
  /** Sent along with the payment: sent twice, it is one sale. */
  key: string;
  offers: { wallet: string; title: Words; open: boolean; here: boolean; via: string | null; says: Words | null }[];
};

const pagePath = /^\/c\/cod_[0-9A-HJKMNP-TV-Z]{26}$/;
const ownTemplate = "hutong.code";
const timeoutMs = 10_000;

/** A wallet's scanner is a browser: it opens the address that the code is, under its own name. */
export async function openMerchantCode(phone: Phone, asked: Record<string, unknown>): Promise<MerchantPage> {
  const one = namedWallet(phone.mounted, asked["wallet"]);
  return await read<MerchantPage>(await fetchAs(phone.http, one, `${addressOf(one, asked["code"])}/app`));
}

/** The wallet's app goes on to its own payment: answers the code that it opens next. */
export async function payMerchantCode(phone: Phone, asked: Record<string, unknown>): Promise<{ code: string }> {
  const one = namedWallet(phone.mounted, asked["wallet"]);
  const { amount = null, key } = asked;
  const form = JSON.stringify({ wallet: one.wallet.id, amount, key });
  const to = await read<{ checkout: string; url: string }>(
    await fetchAs(phone.http, one, `${addressOf(one, asked["code"])}/app`, form),
  );
  const { origin, pathname, hash } = new URL(to.url);
  if (!pathname.startsWith("/pay/")) return { code: to.url };
  // The cashier would post the wallet's form from this phone's browser; the app takes it from there itself.
  const checkout = await read<{ payments: { action: { url?: string; form?: Record<string, string> } | null }[] }>(
    await fetchAs(phone.http, one, `${origin}/v1/checkouts/${to.checkout}`, undefined, hash.slice(1)),
  );
  const action = checkout.payments[0]?.action;
  if (!action?.url) throw notNow();
  return { code: action.form ? `${action.url}?${new URLSearchParams(action.form)}` : action.url };
}

/**
 * What the text leads to: the address itself; or, for an app that reads EMV texts, the address in the house's template,
 * once the network's own account in the text is one of its merchants.
 */
function addressOf(one: MountedWallet, given: unknown): string {
  const text = typeof given === "string" ? given.trim() : "";
  const address = text.startsWith("0002") ? addressIn(one, text) : text;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url && /^https?:$/.test(url.protocol) && pagePath.test(url.pathname)) return url.origin + url.pathname;
  throw new Refusal(404, "no_merchant_code", {
    en: "This app does not read this code. Show it to another wallet's app.",
    zh: "这个应用无法识别此码，请换一个钱包应用扫描。",
  });
}

function addressIn({ wallet, credentials }: MountedWallet, emv: string): string {
  const code = readCode(emv);
  if (!code.ok || !wallet.emv) return "";
  const { accounts } = code.value;
  const account = accounts.find((one) => one.id === wallet.emv?.object);
  if (!account || !("value" in account) || !wallet.emv.knows(account.value, credentials)) return "";
  const own = accounts.find((one) => "guid" in one && one.guid === ownTemplate);
  return own && "fields" in own ? (own.fields.find((field) => field.id === "02")?.value ?? "") : "";
}

async function fetchAs(
  http: Http,
  { wallet }: MountedWallet,
  url: string,
  body?: string,
  secret?: string,
): Promise<RawResponse> {
  const headers = {
    "user-agent": wallet.userAgent ?? "sandbox",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
  };
  try {
    return await http({
      method: body === undefined ? "GET" : "POST",
      url,
      headers,
      timeoutMs,
      ...(body ? { body } : {}),
    });
  } catch {
    throw notNow();
  }
}

const notNow = () =>
  new Refusal(502, "merchant_not_reached", {
    en: "The store's page does not answer. Check that the house is running, then try again.",
    zh: "商户页面没有应答。请确认系统仍在运行，然后重试。",
  });

async function read<T>({ status, body }: RawResponse): Promise<T> {
  const answer = JSON.parse(body.toString() || "{}") as T & { says?: Words };
  if (status < 300) return answer;
  throw new Refusal(409, "merchant_refused", answer.says ?? notNow().says);
}
