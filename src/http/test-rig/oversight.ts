import { fen } from "#money";
import type { OversightDoor } from "../oversight-door.ts";
import { east, id, silk } from "./people.ts";
import { start } from "./views.ts";

const counts = { started: 10, paid: 8, refused: 1, unknown: 1 };
type Reach = { marketplace: string | null; store: string | null };
const mine = ({ marketplace, store }: Reach) =>
  (marketplace === null || marketplace === east) && (store === null || store === silk);

/** Oversight, in memory. */
export function fakeOversight(): OversightDoor {
  const owner = { marketplace: east, store: silk };
  const shipment = (order: string) => ({
    ...{ id: id("shp", 1), order, ...owner, carrier: "SF", number: "SF1", state: "picked_up" as const, place: "" },
    ...{ at: start, heard_at: start },
  });
  return {
    agreementHolds: async () => ({
      openings: [
        {
          ...{ id: id("opn", 1), capability: "payment", partner: "wechat", state: "open" },
          terms: { zh: "开放", en: "Open" },
        },
      ],
      grants: [{ id: id("igr", 1), partner: "wechat", api: "order_status", fields: ["number"], cut: false }],
      contracts: [{ id: id("alc", 1), partner: "wechat", title: "种草", ends_at: start }],
      vouchers: { issued: 1, redeemed: 0, expired: 0, refunded: 0 },
    }),
    platformDays: async (_account, { days }) =>
      days.map((day) => ({
        ...{ day, funds: fen(100n), advanced: fen(0n), compensated: fen(0n) },
        ...{ media_due: fen(0n), media_payouts: fen(0n) },
      })),
    storesOwing: async () => [{ store: silk, name: { zh: "丝绸", en: "Silk" }, owed: fen(100n) }],
    appealsTold: async () => [{ about: "screening", day: "2026-11-20", outcome: "granted", hours: 5, count: 1 }],
    dayFigures: async (reach) =>
      mine(reach)
        ? [{ day: "2026-11-22", wallet: "wechatpay", ...counts, amount: fen(12_300n), refunded: fen(0n) }]
        : [],
    find: async (reach, text) =>
      mine(reach) && text !== "" ? [{ kind: "payment", id: id("pay", 1), ...owner, leads_to: id("ord", 10) }] : [],
    moneyFlows: async (one) =>
      one === silk
        ? [
            {
              ...{ wallet_account: id("wac", 1), opening: fen(0n), closing: fen(1230n) },
              changes: [{ kind: "payment_paid", amount: fen(1230n) }],
            },
          ]
        : [],
    buyerFigures: async ({ marketplace }) =>
      marketplace === null || marketplace === east
        ? [{ city_tier: 3, age_band: null, offered: 5, started: 4, paid: 3, amount: fen(3690n) }]
        : [],
    walletHealth: async (reach) =>
      mine(reach)
        ? [
            {
              ...{ wallet: "wechatpay", state: "degraded" as const, ...counts, p50_seconds: 3.2, p95_seconds: null },
              hours: [{ at: start, ...counts }],
              errors: [
                {
                  ...{ outcome: "refused" as const, code: "SYSTEMERROR", says: "系统繁忙", count: 1 },
                  ...{ payment: id("pay", 1), order: id("ord", 10) },
                },
              ],
            },
          ]
        : [],
    walletOutages: async () => [{ wallet: "wechatpay", began_at: start, ended_at: null }],
    orderFlows: async (order) =>
      order === id("ord", 10)
        ? {
            ...{
              order,
              ...owner,
              gaps: [],
              wallet_fees: [{ payment: id("pay", 1), fee: fen(7n), basis: "billed" as const }],
            },
            items: [
              {
                ...{ flow: "payment", at: start, code: "payment_paid", words: { zh: "支付成功", en: "Paid" } },
                ...{
                  amount: fen(1230n),
                  evidence: { kind: "payment", id: id("pay", 1) },
                  detail: { wallet: "alipay" },
                },
              },
            ],
          }
        : null,
    pendingApprovals: async (reach) => ({
      more: false,
      data: mine(reach)
        ? [
            {
              ...{ kind: "withdrawal", id: id("wdr", 1), n: null, ...owner, act: "confirm", why: "", about: null },
              ...{ amount: fen(100n), proposer: id("per", 1), proposer_name: null, also: null, at: start },
            },
          ]
        : [],
    }),
    tellMoments: async (_by, _owner, order, moments) => ({
      ok: true,
      value: moments.map((one) => ({ ...one, id: id("mom", 1), order, ...owner, heard_at: start })),
    }),
    momentsOf: async (order) => [
      {
        ...{ id: id("mom", 1), order, ...owner, kind: "chat", host: "wechat", surface: "chat", side: "buyer" },
        ...{ ref: "m-1", sha256: "ab".repeat(32), at: start, heard_at: start },
      },
    ],
    shipmentsOf: async (order) => [shipment(order)],
  };
}
