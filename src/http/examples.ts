const amount = { currency: "CNY", minor: "12800" };
const why = "七月起与微信支付互通 / Open to WeChat Pay from July";
const terms = { zh: "微信支付开放条款", en: "Terms for opening to WeChat Pay" };
const store = "sto_01KAFZ8M3T5V7X9Z1B3D5F7H9K";
const marketplace = "mkt_01KAFZ8M3T5V7X9Z1B3D5F7H9K";
const share = { zh: "三成店铺", en: "Three stores in ten" };

/**
 * A body as somebody would send it, for the operations that are called most, by `operationId`. Shown beside the schema
 * in `/openapi.json` and `/docs`. Ids are made up; keys of a marketplace leave `marketplace` out.
 */
export const examples: Readonly<Record<string, object>> = {
  createCheckout: {
    orders: [
      {
        ...{ store, number: "2026-000127", title: "青瓷茶具", amount },
        lines: [{ title: "青瓷茶具", quantity: 1, amount }],
      },
    ],
    success_url: "https://shop.example/paid",
    cancel_url: "https://shop.example/basket",
  },
  startPayment: { checkout: "chk_01KAFZ8M3T5V7X9Z1B3D5F7H9K", wallet: "wechatpay", method: "qr", device: "desktop" },
  createRefund: { payment: "pay_01KAFZ8M3T5V7X9Z1B3D5F7H9K", amount, reason: "七天无理由退货" },
  askDecisions: { questions: [{ store, partner: "wechatpay", amount }] },
  createMarketplace: { name: { zh: "东市", en: "East market" } },
  createMerchant: { name: { zh: "丝绸商行", en: "Silk traders" }, marketplace },
  createStore: { name: { zh: "丝绸店", en: "Silk shop" }, merchant: "mer_01KAFZ8M3T5V7X9Z1B3D5F7H9K", marketplace },
  createApiKey: { name: "till", scopes: ["orders:read"], store, marketplace },
  createWebhookEndpoint: {
    ...{ url: "https://shop.example/hooks", description: "Shop", events: ["payment.*", "refund.refunded"] },
    marketplace,
  },
  createOpening: {
    ...{ partner: "wechatpay", terms, marketplace, caps: { per_payment: { currency: "CNY", minor: "500000" } } },
    ...{ notice_days: 7, stages: [{ title: share, stores: { share: 3000 } }] },
  },
  consultStores: {
    ...{ deadline: "2027-07-01T10:00:00Z", rule: { quorum: 3000, share: 5000, weighting: "stores" } },
    why,
  },
  castBallot: { store, choice: "support", reason_code: "fees" },
  announceOpening: { why },
  openOpening: { why },
  pauseOpening: { why: "失败率升高 / More payments fail" },
  proposeAct: { act: "resume", why: "已修复 / Mended" },
  decideProposal: { n: 1, approve: true, why: "核实无误 / Checked" },
  askWithdrawal: { store, wallet_account: "wac_01KAFZ8M3T5V7X9Z1B3D5F7H9K", amount },
  setSettlementTerms: { release_after_days: 7, commission_bp: 60, release_from: "shipment" },
  setWithdrawalRules: { two_people: true, daily_limit: { currency: "CNY", minor: "5000000" } },
};
