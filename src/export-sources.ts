import type { Audit, AuditEntry } from "#audit";
import type { Disputes, DisputeView } from "#disputes";
import type { Cell, Column, ExportSource, Language, Words } from "#lists";
import { type OrderView, type Payments, type PaymentView, type RefundView, readBetween } from "#payments";
import { type BreakView, isBreakAge, type Reconciliation } from "#reconciliation";
import * as words from "./export-words.ts";

type Parts = {
  payments: Pick<Payments, "listOrders" | "listPayments" | "listRefunds">;
  disputes: Pick<Disputes, "list">;
  reconciliation: Pick<Reconciliation, "listBreaks">;
  audit: Pick<Audit, "listEntries">;
  /** Null: the directory knows no such store. */
  storeName(id: string): Words | null;
  /** Null: there is no such wallet here. */
  walletName(id: string): Words | null;
};

/** A column by its title in both languages and how a row shows it. */
const col = <Row>(zh: string, en: string, of: (row: Row, language: Language) => Cell): Column => ({
  ...{ title: { zh, en }, of },
});

/** A column whose rows hold a code: in words, and the code beside. A code without words is shown as it is. */
const coded = <Row>(
  zh: string,
  en: string,
  known: Readonly<Record<string, Words>> | ((code: string) => Words | null),
  code: (row: Row) => string | null,
): Column => ({
  title: { zh, en },
  code,
  of: (row: Row, language) => {
    const found = code(row);
    if (found === null) return null;
    return (typeof known === "function" ? known(found) : (known[found] ?? null))?.[language] ?? found;
  },
});

/** Lists that whoever has the scope may have as a file, each read through the door that its page is read through. */
export function exportSources(parts: Parts): Readonly<Record<string, ExportSource>> {
  const store: NameOf = (id, language) => parts.storeName(id)?.[language] ?? id;
  return {
    orders: orders(parts, store),
    payments: payments(parts, store),
    refunds: refunds(parts, store),
    disputes: disputes(parts, store),
    breaks: breaks(parts),
    audit: auditEntries(parts),
  };
}

type NameOf = (id: string, language: Language) => string;

const between = ["from", "to", "amount_from", "amount_to"] as const;

type Filter = Readonly<Record<string, string>>;

/** As the list itself refuses a range. */
const refusesRange: NonNullable<ExportSource["refuses"]> = (filter, now) => {
  const range = readBetween(filter, now);
  if (!("why" in range)) return null;
  if (range.why === "wide") return { fault: "range_too_wide", detail: {} };
  return { fault: "export_invalid", detail: { unknown: range.field } };
};

/** Its width was checked when it was asked for; with `now` at 1970 an open end is never refused for it. */
function ranged(filter: Filter) {
  const { from, to, amount_from, amount_to, ...rest } = filter;
  const range = readBetween({ from, to, amount_from, amount_to }, new Date(0));
  if ("why" in range) throw new RangeError(`An export's range is ${range.why}: ${range.field}.`);
  return { ...rest, ...range };
}

function orders({ payments: room }: Parts, store: NameOf): ExportSource {
  type Row = OrderView;
  return {
    ...{ scope: "orders:read", filters: ["state", "number", "checkout", ...between] },
    refuses: refusesRange,
    columns: {
      number: col<Row>("订单号", "Number", (one) => one.number),
      title: col<Row>("商品", "Goods", (one) => one.title),
      store: col<Row>("店铺", "Store", (one, language) => store(one.store, language)),
      amount: col<Row>("金额（元）", "Amount", (one) => one.amount),
      refunded: col<Row>("已退款（元）", "Refunded", (one) => one.refunded),
      state: coded<Row>("状态", "State", words.orderStates, (one) => one.state),
      created: col<Row>("创建时间", "Made", (one) => one.created_at),
      paid: col<Row>("付款时间", "Paid", (one) => one.paid_at),
      id: col<Row>("系统编号", "Id", (one) => one.id),
    },
    async read(reach, filter, page) {
      const { data, next } = await room.listOrders({ ...reach, ...ranged(filter) }, page);
      return { rows: data, next };
    },
  };
}

function payments({ payments: room, walletName }: Parts, store: NameOf): ExportSource {
  type Row = PaymentView;
  return {
    ...{ scope: "payments:read", filters: ["state", "wallet", "order", "number", "checkout", ...between] },
    refuses: refusesRange,
    columns: {
      id: col<Row>("编号", "Id", (one) => one.id),
      order: col<Row>("订单", "Order", (one) => one.order),
      store: col<Row>("店铺", "Store", (one, language) => store(one.store, language)),
      wallet: coded<Row>("钱包", "Wallet", walletName, (one) => one.wallet),
      method: coded<Row>("方式", "Method", words.methods, (one) => one.method),
      amount: col<Row>("金额（元）", "Amount", (one) => one.amount),
      refunded: col<Row>("已退款（元）", "Refunded", (one) => one.refunded),
      state: coded<Row>("状态", "State", words.paymentStates, (one) => one.state),
      created: col<Row>("发起时间", "Started", (one) => one.created_at),
      paid: col<Row>("付款时间", "Paid", (one) => one.paid_at),
      reference: col<Row>("钱包单号", "Wallet's number", (one) => one.wallet_ref),
    },
    async read(reach, filter, page) {
      const { data, next } = await room.listPayments({ ...reach, ...ranged(filter) }, page);
      return { rows: data, next };
    },
  };
}

function refunds({ payments: room }: Parts, store: NameOf): ExportSource {
  type Row = RefundView;
  return {
    ...{ scope: "refunds:read", filters: ["state", "payment", "order"] },
    columns: {
      id: col<Row>("编号", "Id", (one) => one.id),
      order: col<Row>("订单", "Order", (one) => one.order),
      payment: col<Row>("支付", "Payment", (one) => one.payment),
      store: col<Row>("店铺", "Store", (one, language) => store(one.store, language)),
      amount: col<Row>("金额（元）", "Amount", (one) => one.amount),
      reason: col<Row>("原因", "Why", (one) => one.reason),
      state: coded<Row>("状态", "State", words.refundStates, (one) => one.state),
      created: col<Row>("申请时间", "Asked", (one) => one.created_at),
      refunded: col<Row>("退款时间", "Refunded", (one) => one.refunded_at),
      reference: col<Row>("钱包退款单号", "Wallet's number", (one) => one.wallet_refund_ref),
    },
    async read(reach, filter, page) {
      const { data, next } = await room.listRefunds({ ...reach, ...filter }, page);
      return { rows: data, next };
    },
  };
}

function disputes({ disputes: room }: Parts, store: NameOf): ExportSource {
  type Row = DisputeView;
  return {
    ...{ scope: "orders:read", filters: ["state", "order"] },
    columns: {
      id: col<Row>("编号", "Number", (one) => one.id),
      kind: coded<Row>("类型", "Kind", words.disputeKinds, (one) => one.kind),
      order: col<Row>("订单", "Order", (one) => one.order),
      store: col<Row>("店铺", "Store", (one, language) => store(one.store, language)),
      amount: col<Row>("金额（元）", "Amount", (one) => one.amount),
      reason: col<Row>("原因", "Reason", (one) => one.reason),
      state: coded<Row>("状态", "State", words.disputeStates, (one) => one.state),
      due: col<Row>("期限", "Due", (one) => one.due_at),
      opened: col<Row>("发起时间", "Opened", (one) => one.opened_at),
      refund: col<Row>("退款", "Refund", (one) => one.refund),
    },
    async read(reach, filter, page) {
      const { data, next } = await room.list({ ...reach, ...filter }, page);
      return { rows: data, next };
    },
  };
}

function breaks({ reconciliation: room }: Parts): ExportSource {
  type Row = BreakView;
  return {
    ...{ scope: "books:read", filters: ["state", "class", "run", "assignee", "age"] },
    refuses: ({ age }) =>
      age === undefined || isBreakAge(age) ? null : { fault: "export_invalid", detail: { unknown: "age" } },
    columns: {
      day: col<Row>("日期", "Day", (one) => one.day),
      class: coded<Row>("类别", "Class", words.breakClasses, (one) => one.class),
      kind: coded<Row>("种类", "Kind", words.breakKinds, (one) => one.kind),
      about: col<Row>("对象", "About", (one) => one.subject),
      ours: col<Row>("我方（元）", "Ours", (one) => one.ours),
      theirs: col<Row>("钱包（元）", "Theirs", (one) => one.theirs),
      says: col<Row>("说明", "Says", (one) => one.says),
      age: col<Row>("天数", "Days", (one) => one.age_days),
      state: coded<Row>("状态", "State", words.breakStates, (one) => one.state),
      assignee: col<Row>("负责人", "Assignee", (one) => one.assignee_name),
      resolution: coded<Row>("了结", "Ended as", words.resolutions, (one) => one.resolution),
      reference: col<Row>("钱包单号", "Wallet's number", (one) => one.wallet_ref),
      id: col<Row>("系统编号", "Id", (one) => one.id),
    },
    async read(reach, filter, page) {
      // Bills are the platform's: stores see none of it.
      if (reach.store !== null) return { rows: [], next: null };
      const { age, ...rest } = filter;
      const old = age !== undefined && isBreakAge(age) ? { age } : {};
      const { data, next } = await room.listBreaks({ marketplace: reach.marketplace, ...rest, ...old }, page);
      return { rows: data, next };
    },
  };
}

function auditEntries({ audit }: Parts): ExportSource {
  type Row = AuditEntry;
  return {
    ...{ scope: "books:read", filters: ["source"] },
    columns: {
      n: col<Row>("#", "#", (one) => one.n),
      source: col<Row>("来源", "Source", (one) => one.source),
      row: col<Row>("记录", "Row", (one) => one.key),
      at: col<Row>("时间", "At", (one) => one.at),
      leaf: col<Row>("叶哈希", "Leaf", (one) => one.leaf),
    },
    async read(reach, { source = null }, { after, limit }) {
      // Only for people of the whole house, as on the page.
      if (reach.marketplace !== null) return { rows: [], next: null };
      const before = after === null ? null : Number.parseInt(after, 10);
      const rows = await audit.listEntries({ source, before, limit });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return { rows, next: last ? `${last.n}` : null };
    },
  };
}
