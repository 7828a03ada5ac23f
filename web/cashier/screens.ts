import type { Bill, PaymentView } from "./contract.ts";
import type { Attempt, Blocked, State } from "./state.ts";

/** What the page shows. Derived from the state by one function, so that no two parts of the page can disagree. */
export type Screen =
  | { name: "loading" }
  | { name: "blocked"; why: Blocked }
  | { name: "paid"; bill: Bill }
  | { name: "expired" | "cancelled"; bill: Bill }
  /** Time is up by the server's clock, but the server has not closed the checkout: it asks the wallets first. */
  | { name: "time_up"; bill: Bill }
  | { name: "share"; bill: Bill }
  | { name: "outage"; bill: Bill }
  | { name: "choose"; bill: Bill }
  | { name: AttemptScreen; bill: Bill; attempt: Attempt; payment: PaymentView | null };

export type AttemptScreen =
  /** The wallet has not answered yet what the buyer must do. */
  | "preparing"
  | "scan"
  | "code_expired"
  /** Scanned, or the password is being typed. */
  | "confirm"
  | "leaving"
  | "returned"
  | "invoke";

export function screenOf(state: State): Screen {
  const { bill, attempt } = state;
  if (state.blocked) return { name: "blocked", why: state.blocked };
  if (!bill) return { name: "loading" };
  if (bill.state === "complete") return { name: "paid", bill };
  if (bill.state !== "open") return { name: bill.state, bill };
  const screen = attempt && attemptScreen(state, bill, attempt);
  // Who has scanned or is back from the wallet may have paid in the last second: that screen stays.
  if (screen?.name === "confirm" || screen?.name === "returned") return screen;
  if (state.now >= Date.parse(bill.expires_at)) return { name: "time_up", bill };
  if (screen) return screen;
  if (state.sharing) return { name: "share", bill };
  return { name: bill.offers.some((offer) => offer.available) ? "choose" : "outage", bill };
}

function attemptScreen(state: State, bill: Bill, attempt: Attempt): Screen {
  const payment = bill.payments.find(({ id }) => attempt.payments.includes(id)) ?? null;
  const as = (name: AttemptScreen): Screen => ({ name, bill, attempt, payment });
  if (payment?.stage === "scanned" || payment?.stage === "paying") return as("confirm");
  if (attempt.returned) return as("returned");
  if (payment && state.now >= Date.parse(payment.expires_at)) return as("code_expired");
  switch (attempt.action?.kind) {
    case "qr":
      return as("scan");
    case "jump":
      return as("leaving");
    case "invoke":
      return as("invoke");
    default:
      return as("preparing");
  }
}

/** Money that came twice or too late, and goes back by itself. */
export function surplus(bill: Bill): readonly PaymentView[] {
  return bill.payments.filter(({ state }) => state === "surplus" || state === "returned");
}

/** Attempts of another wallet that could not be proven closed: their codes may still be payable for a while. */
export function lingering(bill: Bill, now: number): readonly PaymentView[] {
  return bill.payments.filter((payment) => payment.state === "abandoned" && Date.parse(payment.expires_at) > now);
}

/** The buyer's own attempt that still waits, to be shown again instead of starting a second. */
export function waiting(state: State): PaymentView | null {
  const mine = state.viewer === "friend";
  const open = (payment: PaymentView): boolean =>
    payment.by_friend === mine && payment.state === "waiting" && Date.parse(payment.expires_at) > state.now;
  return state.bill?.payments.find(open) ?? null;
}

/** A friend's attempt, as the buyer who asked sees it. */
export function friendPaying(state: State): PaymentView | null {
  if (state.viewer === "friend") return null;
  const live = ({ by_friend, state: at }: PaymentView): boolean => by_friend && (at === "waiting" || at === "starting");
  return state.bill?.payments.find(live) ?? null;
}

/** Shows a waiting payment again: after a reload, or when the buyer comes back to it. */
export function attemptOf(bill: Bill, payment: PaymentView): Attempt {
  const together = bill.payments.filter(({ id, combined }) =>
    payment.combined ? combined === payment.combined : id === payment.id,
  );
  return {
    payments: together.map(({ id }) => id),
    wallet: payment.wallet,
    method: payment.method,
    action: payment.action,
    returned: false,
    checks: 0,
  };
}

/** Nothing can change any more: no wallet holds an open attempt and no money is on its way back. */
export function settled(bill: Bill): boolean {
  const moving: readonly PaymentView["state"][] = ["starting", "waiting", "abandoned", "surplus"];
  return bill.state !== "open" && !bill.payments.some(({ state }) => moving.includes(state));
}
