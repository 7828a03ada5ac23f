import { type Currency, money, toDecimalText } from "#money";
import type { Words } from "#wallets/protocol";
import type { PaymentsNeeds } from "./needs.ts";
import { cameOf, type LineJson, type OrderRow, type PaymentRow, type RefundRow } from "./rows.ts";
import { revoked } from "./states.ts";
import type { OrderLine, OrderView, PaymentView, Reason, RefundView } from "./types.ts";

function toLine(line: LineJson, currency: Currency): OrderLine {
  const amount = money(BigInt(line.minor), currency);
  const { minor: _, ...rest } = line;
  return { ...rest, amount };
}

export type Locale = "zh-CN" | "en";

export function inLocale(words: Words | undefined, locale: Locale): string | undefined {
  return locale === "en" ? words?.en : words?.zh;
}

export function toOrderView(needs: Pick<PaymentsNeeds, "store">, row: OrderRow, locale: Locale = "zh-CN"): OrderView {
  const title = inLocale(needs.store(row.store)?.title, locale);
  return {
    id: row.id,
    checkout: row.checkout,
    marketplace: row.marketplace,
    store: row.store,
    ...(title === undefined ? {} : { store_title: title }),
    number: row.number,
    title: row.title,
    amount: money(row.amount, row.currency),
    refunded: money(row.refunded, row.currency),
    state: row.state,
    lines: row.lines.map((line) => toLine(line, row.currency)),
    created_at: row.created_at,
    paid_at: row.paid_at,
  };
}

function otherAmount(row: PaymentRow): Words {
  const [asked, came] = [money(row.amount, row.currency), cameOf(row)].map(
    (one) => `${toDecimalText(one)} ${row.currency}`,
  );
  return {
    zh: `实付 ${came}，应付 ${asked}：金额不符，已全额退回付款人`,
    en: `${came} was paid where ${asked} was asked for: all of it goes back to whoever paid`,
  };
}

const revokedWords = {
  open: {
    zh: "限额已调低，此付款码超过新限额，已收回；此后付的款会全额退回",
    en: "A limit was lowered below its amount, so it was taken back; what is still paid with it goes back",
  },
  paid: {
    zh: "限额调低、付款码收回之后才付的款，已全额退回付款人",
    en: "Paid after it was taken back, since a limit had been lowered below its amount: all of it goes back",
  },
} as const;

/** Words for why an attempt ended: the wallet's own, as it said them, under its code. */
function toReason(row: PaymentRow): Reason | null {
  if (row.reason_code === null) return null;
  if (row.reason_code === "other_amount") return { code: row.reason_code, ...otherAmount(row) };
  if (row.reason_code === revoked)
    return { code: revoked, ...revokedWords[row.state === "abandoned" ? "open" : "paid"] };
  const says = row.reason_says ?? row.reason_code;
  return { code: row.reason_code, zh: says, en: says };
}

export function toPaymentView(row: PaymentRow): PaymentView {
  return {
    id: row.id,
    order: row.order_id,
    checkout: row.checkout,
    marketplace: row.marketplace,
    store: row.store,
    wallet: row.wallet,
    ...(row.start.issuer === undefined ? {} : { issuer: row.start.issuer }),
    method: row.method,
    amount: money(row.amount, row.currency),
    ...(row.received === null ? {} : { received: cameOf(row) }),
    refunded: money(row.refunded, row.currency),
    state: row.state,
    wallet_ref: row.wallet_ref,
    action: row.state === "waiting" ? row.action : null,
    stage: row.state === "waiting" ? row.stage : null,
    reason: toReason(row),
    combined: row.combined,
    by_friend: row.by_friend,
    expires_at: row.expires_at,
    created_at: row.created_at,
    paid_at: row.paid_at,
  };
}

export function toRefundView(row: RefundRow): RefundView {
  return {
    id: row.id,
    payment: row.payment,
    order: row.order_id,
    marketplace: row.marketplace,
    store: row.store,
    amount: money(row.amount, row.currency),
    reason: row.reason,
    cause: row.cause,
    state: row.state,
    wallet_refund_ref: row.wallet_refund_ref,
    created_at: row.created_at,
    refunded_at: row.refunded_at,
  };
}
