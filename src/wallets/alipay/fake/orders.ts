import { fromDecimalText } from "#money";
import { fromShanghaiText } from "../time.ts";
import { type Fields, fieldText, isFields } from "../wire.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { type FakeTrade, indexTrade } from "./state.ts";
import { newNumber, nowMs, type World } from "./world.ts";

/** From an order's biz_content to a trade, with the checks that Alipay makes. */

export type Addresses = { noticeUrl: string | null; returnUrl: string | null };

const maxFen = 10_000_000_000n; // 100,000,000 yuan

/** A yuan amount given as text or as JSON number, in fen; null when it is none. */
export function readYuan(value: unknown): bigint | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  try {
    return fromDecimalText(value.toString(), "CNY").minor;
  } catch {
    return null;
  }
}

const relativeTime = /^([1-9]\d{0,4})([mhd])$/;
const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** When an order's time is over; null when the text is malformed. time_expire wins over timeout_express. */
function readExpiry(biz: Fields, from: number, product: FakeTrade["product"]): number | null {
  const absolute = fieldText(biz, "time_expire");
  if (absolute !== "") return fromShanghaiText(absolute)?.getTime() ?? null;
  const relative = fieldText(biz, "timeout_express");
  // A QR lives two hours at most; elsewhere an order without a time lives 15 days.
  if (relative === "") return from + (product === "qr" ? 2 * unitMs.h : 15 * unitMs.d);
  if (relative === "1c") return (Math.floor((from + 8 * unitMs.h) / unitMs.d) + 1) * unitMs.d - 8 * unitMs.h;
  const found = relativeTime.exec(relative);
  if (!found) return null;
  const unit = found[2];
  if (unit !== "m" && unit !== "h" && unit !== "d") return null;
  return from + Number.parseInt(found[1] ?? "", 10) * unitMs[unit];
}

/** Makes the trade, or finds the one that this very order made before. */
export function placeOrder(
  world: World,
  biz: Fields,
  product: FakeTrade["product"],
  addresses: Addresses,
  merge: string | null = null,
): FakeTrade | Refusal {
  const outTradeNo = fieldText(biz, "out_trade_no");
  // The documents allow letters, digits and `_`; a published notice has hyphens too.
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(outTradeNo)) return refuse("INVALID_PARAMETER", "out_trade_no");
  const total = readYuan(biz["total_amount"]);
  if (total === null || total <= 0n) return refuse("INVALID_PARAMETER", "total_amount");
  if (total > maxFen) return refuse("TOTAL_FEE_EXCEED");
  const subject = fieldText(biz, "subject");
  if (subject === "" || subject.length > 256) return refuse("INVALID_PARAMETER", "subject");
  const seller = fieldText(biz, "seller_id");
  if (seller !== "" && seller !== world.sellerId) return refuse("INVALID_PARAMETER", "seller_id");
  const now = nowMs(world);
  const expiresAt = readExpiry(biz, now, product);
  if (expiresAt === null) return refuse("INVALID_PARAMETER", "time_expire / timeout_express");
  const subMerchant = subMerchantOf(biz);
  const buyer = fieldText(biz, "buyer_id") || fieldText(biz, "buyer_open_id");
  const fingerprint = JSON.stringify([total.toString(), subject, seller, subMerchant, buyer, merge, product]);
  const before = world.state.trades.get(outTradeNo);
  if (before) return repeatOf(before, fingerprint);
  // A page that is opened too late is shown as such, on the phone.
  const called = product === "qr" || product === "create" || product === "merge";
  if (called && expiresAt <= now) return refuse("INVALID_PARAMETER", "time_expire 已过");
  const trade: FakeTrade = {
    outTradeNo,
    product,
    fingerprint,
    subject,
    total,
    subMerchant,
    noticeUrl: addresses.noticeUrl,
    returnUrl: addresses.returnUrl,
    passback: fieldText(biz, "passback_params") || null,
    merge,
    tradeNo: "",
    qrCode: "",
    state: "NOT_OPENED",
    madeAt: now,
    expiresAt,
    paidAt: null,
    closedAt: null,
    buyer: null,
    refunds: [],
    ...settleDaysOf(biz),
  };
  indexTrade(world.state, trade);
  return trade;
}

function repeatOf(before: FakeTrade, fingerprint: string): FakeTrade | Refusal {
  if (before.state === "TRADE_SUCCESS" || before.state === "TRADE_FINISHED") return refuse("TRADE_HAS_SUCCESS");
  if (before.state === "TRADE_CLOSED") return refuse("TRADE_HAS_CLOSE");
  return before.fingerprint === fingerprint ? before : refuse("CONTEXT_INCONSISTENT");
}

/** A settlement period holds a sub-merchant's money, no other's. */
function settleDaysOf(biz: Fields): Pick<FakeTrade, "settleDays"> {
  const info = biz["settle_info"];
  const days = isFields(info) ? /^(\d{1,3})d$/.exec(fieldText(info, "settle_period_time"))?.[1] : undefined;
  return days === undefined || subMerchantOf(biz) === null ? {} : { settleDays: Number.parseInt(days, 10) };
}

function subMerchantOf(biz: Fields): string | null {
  const given = biz["sub_merchant"];
  return isFields(given) ? fieldText(given, "merchant_id") || null : null;
}

/** The buyer scans or opens it: from now on the trade exists. */
export function openTrade(world: World, trade: FakeTrade): void {
  if (trade.state !== "NOT_OPENED" || trade.expiresAt <= nowMs(world)) return;
  trade.state = "WAIT_BUYER_PAY";
  trade.tradeNo = newNumber(world);
  world.state.byTradeNo.set(trade.tradeNo, trade);
  world.state.open.add(trade);
}

export function isRefusal(made: FakeTrade | Refusal): made is Refusal {
  return "ok" in made;
}
