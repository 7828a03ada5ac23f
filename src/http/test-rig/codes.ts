import type { MerchantCodeView, WalletFace } from "#codes";
import { fen } from "#money";
import type { CodesDoor, PayerRulesDoor } from "../codes-door.ts";
import { page, repeats } from "./payments.ts";
import { east, id, silk } from "./people.ts";
import { order, payment, start } from "./views.ts";

/** The code of the store `silk`, and of no other. */
export const merchantCode: MerchantCodeView = {
  ...{ id: id("cod", 1), marketplace: east, store: silk, title: "丝绸", latin_name: "Silk", latin_city: "SUZHOU" },
  ...{ amount: fen(1230), currency: "CNY", state: "active", created_at: start, revoked_at: null },
};

const wallet: WalletFace = {
  ...{ id: "wechatpay", title: { zh: "微信支付", en: "WeChat Pay" }, mark: { svg: "<svg />", colour: "#07c160" } },
  ...{ methods: ["jump"], inAppNeedsOpenid: true, inAppUserAgent: "MicroMessenger" },
};

export function fakeCodes(): CodesDoor {
  const once = repeats();
  const mine = (caller: { marketplace: string | null; store: string | null }, store: string) =>
    store === silk && (caller.marketplace ?? east) === east && (caller.store ?? silk) === silk;
  const unknown = { ok: false, fault: "not_found" } as const;
  return {
    charge: async (caller, { store, number }, repeat) =>
      mine(caller, store)
        ? await once(repeat, () => ({ number, wallet: "wechatpay", payment: payment(1, order(1, id("chk", 1), silk)) }))
        : unknown,
    withdraw: async (caller, { store, number }) =>
      mine(caller, store) ? { ok: true, value: { number, state: "withdrawn" } } : unknown,
    decode: () => ({ kind: "payer_code", wallets: ["wechatpay"] }),
    create: async (caller, { store }, repeat) =>
      mine(caller, store) ? await once(repeat, () => merchantCode) : unknown,
    get: async (one) => (one === merchantCode.id ? merchantCode : null),
    list: async (store, at) => page(store === silk ? [merchantCode] : [], at),
    revoke: async () => ({ ok: true, value: { ...merchantCode, state: "revoked", revoked_at: start } }),
    texts: async () => ({ url: "http://house.test/c/1", emv: "000201" }),
    svg: async () => '<svg xmlns="http://www.w3.org/2000/svg"/>',
    pdf: async () => Buffer.from("%PDF-1.7"),
    open: async (one) =>
      one === merchantCode.id
        ? {
            ok: true,
            value: {
              code: merchantCode,
              store: { zh: "丝绸", en: "Silk" },
              offers: [{ wallet, open: true, reasons: [], here: false }],
            },
          }
        : { ok: false, fault: "not_found" },
    pay: async () => ({ ok: true, value: { checkout: id("chk", 1), url: "https://wallet.example/pay" } }),
    formKey: () => "0".repeat(26),
  };
}

export function fakePayerRules(): PayerRulesDoor {
  const digits = { min: 18, max: 18 };
  const own = { source: "wallet", wallet: "wechatpay", prefix: "13", digits, shape: null } as const;
  return {
    list: () => [{ ...own, set_by: null, set_at: null }],
    set: async (rule) => rule.wallet !== "nobody",
  };
}
