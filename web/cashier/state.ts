import type { Failure } from "./api.ts";
import type { Bill, BuyerAction, FriendLink, PayMethod, PaymentView, WalletFace, Words } from "./contract.ts";
import { unpaid, type Way } from "./ways.ts";

/** Why the page cannot show a checkout at all. */
export type Blocked = "no_secret" | "wrong_secret" | "not_found" | "unreachable";

/** What the buyer is doing at a wallet: the payments of one start share one action and one fate. */
export type Attempt = {
  payments: readonly string[];
  wallet: string;
  method: PayMethod | "code";
  action: BuyerAction | null;
  /** The buyer left for the wallet and is back; `checks`: how often the wallet was asked since. */
  returned: boolean;
  checks: number;
};

/** One message over the wallets' list, about what just happened. */
export type Notice =
  | { kind: "refused" | "closed"; wallet: string; words: Words | null }
  | { kind: "failed"; failure: Failure }
  | { kind: "part_paid" }
  | { kind: "given_up"; wallet: string }
  | { kind: "bridge_absent"; wallet: string };

export type State = {
  viewer: "buyer" | "friend";
  blocked: Blocked | null;
  bill: Bill | null;
  /** How wallets are shown, by id: a finished checkout offers none any more. */
  wallets: Readonly<Record<string, WalletFace>>;
  /** The server's clock, in milliseconds. */
  now: number;
  /** The wallet under the radio button. */
  picked: string | null;
  attempt: Attempt | null;
  /** The share panel is open. */
  sharing: boolean;
  share: FriendLink | null;
  busy: "starting" | "checking" | "sharing" | "retrying" | null;
  notice: Notice | null;
  link: "live" | "polling" | "lost";
  /**
   * The page saw the payment succeed (and was not just opened again later): only then it returns to the shop by itself.
   */
  witnessed: boolean;
  /** The buyer stopped that return. */
  stay: boolean;
};

export type Event =
  | { type: "read"; bill: Bill }
  | { type: "wallets"; wallets: State["wallets"] }
  | { type: "blocked"; why: Blocked }
  | { type: "tick"; now: number }
  | { type: "picked"; wallet: string }
  | { type: "busy"; with: State["busy"] }
  | { type: "started"; way: Way; payments: readonly PaymentView[]; action: BuyerAction | null }
  | { type: "resumed"; attempt: Attempt }
  | { type: "failed"; failure: Failure }
  | { type: "back" }
  | { type: "returned" }
  | { type: "checked" }
  | { type: "notice"; notice: Notice }
  | { type: "share_opened" }
  | { type: "shared"; link: FriendLink }
  | { type: "link"; link: State["link"] }
  | { type: "witnessed" }
  | { type: "stayed" };

export function initial(viewer: State["viewer"], now: number): State {
  return {
    viewer,
    blocked: null,
    bill: null,
    wallets: {},
    now,
    picked: null,
    attempt: null,
    sharing: false,
    share: null,
    busy: null,
    notice: null,
    link: "polling",
    witnessed: false,
    stay: false,
  };
}

/** Where the page goes from `state` when something happens. Pure: the clock comes in by ticks. */
export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case "read":
      return withBill(state, event.bill);
    case "wallets":
      return { ...state, wallets: { ...state.wallets, ...event.wallets } };
    case "blocked":
      return { ...state, busy: null, blocked: event.why };
    case "tick":
      return { ...state, now: event.now };
    case "picked":
      return { ...state, picked: event.wallet };
    case "busy":
      return { ...state, busy: event.with, notice: event.with ? null : state.notice };
    case "started":
      return started(state, event);
    case "resumed":
      return { ...state, notice: null, sharing: false, attempt: event.attempt };
    case "failed":
      return { ...state, busy: null, notice: { kind: "failed", failure: event.failure } };
    case "back":
      return { ...state, attempt: null, sharing: false, notice: null, busy: null };
    case "returned":
      return state.attempt ? { ...state, attempt: { ...state.attempt, returned: true, checks: 0 } } : state;
    case "checked":
      return {
        ...state,
        busy: null,
        attempt: state.attempt && { ...state.attempt, checks: state.attempt.checks + 1 },
      };
    case "notice":
      return { ...state, busy: null, notice: event.notice };
    case "share_opened":
      return { ...state, sharing: true, attempt: null, notice: null };
    case "shared":
      return { ...state, busy: null, share: event.link };
    case "link":
      return { ...state, link: event.link };
    case "witnessed":
      return { ...state, witnessed: true };
    case "stayed":
      return { ...state, stay: true };
  }
}

function started(state: State, event: Extract<Event, { type: "started" }>): State {
  const attempt: Attempt = {
    payments: event.payments.map((payment) => payment.id),
    wallet: event.way.wallet,
    method: event.way.method,
    action: event.action,
    returned: false,
    checks: 0,
  };
  const next: State = { ...state, busy: null, notice: null, sharing: false, attempt };
  // The answer may hold a fate already (refused at once); the bill is mended so that the page need not wait to hear it.
  return state.bill ? withBill(next, { ...state.bill, payments: merged(state.bill.payments, event.payments) }) : next;
}

function merged(known: readonly PaymentView[], fresh: readonly PaymentView[]): readonly PaymentView[] {
  const ids = new Set(fresh.map((payment) => payment.id));
  return [...fresh, ...known.filter((payment) => !ids.has(payment.id))];
}

const final: readonly Bill["state"][] = ["complete", "expired", "cancelled"];

function withBill(state: State, bill: Bill): State {
  // A slow answer from before the end must not open a finished checkout again (an expired one may still become paid).
  if (state.bill && final.includes(state.bill.state) && bill.state === "open") return state;
  const witnessed = state.witnessed || (state.bill?.state === "open" && bill.state === "complete");
  const wallets = { ...state.wallets, ...Object.fromEntries(bill.offers.map((offer) => [offer.wallet, offer])) };
  const next: State = { ...state, blocked: null, bill, wallets, witnessed };
  return state.attempt ? withFate(next, state.attempt, bill) : { ...next, notice: outdated(next) ? null : next.notice };
}

function outdated(state: State): boolean {
  return state.notice?.kind === "part_paid" && state.bill !== null && unpaid(state.bill).length === 0;
}

/** What became of the attempt that the buyer is looking at. */
function withFate(state: State, attempt: Attempt, bill: Bill): State {
  const own = bill.payments.filter((payment) => attempt.payments.includes(payment.id));
  const [first] = own;
  if (bill.state !== "open") return { ...state, attempt: null, busy: null, notice: null };
  if (!first) return state;
  const over = { ...state, attempt: null, busy: null };
  const paid = (payment: PaymentView): boolean => ["paid", "surplus", "returned"].includes(payment.state);
  if (own.every(paid)) return { ...over, notice: { kind: "part_paid" } };
  const gone = own.find((payment) => payment.state === "refused" || payment.state === "closed");
  if (gone?.state === "refused" || gone?.state === "closed") {
    const { reason, wallet } = gone;
    return { ...over, notice: { kind: gone.state, wallet, words: reason && { zh: reason.zh, en: reason.en } } };
  }
  return { ...state, attempt: { ...attempt, action: first.action ?? attempt.action } };
}
