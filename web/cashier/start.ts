import type { Answer, Api } from "./api.ts";
import type { BridgeWord } from "./bridge.ts";
import type { BuyerAction, PaymentView } from "./contract.ts";
import type { Surroundings } from "./device.ts";
import type { Memory } from "./memory.ts";
import { attemptOf, waiting } from "./screens.ts";
import type { Store } from "./store.ts";
import type { Way } from "./ways.ts";

/** What the buyer's doings work with; tests hand in their own. */
export type Desk = {
  store: Store;
  api: Api;
  memory: Memory;
  around: Surroundings;
  /** A fresh Idempotency-Key. */
  key(): string;
  /** Intentions that the server has not answered yet, with their keys. */
  keys: Map<string, string>;
  /** Moves the browser to another address; refuses what is no web or app address. */
  leave(url: string, form?: Record<string, string>): void;
  invoke(action: Extract<BuyerAction, { kind: "invoke" }>): Promise<BridgeWord>;
};

/** The same intention keeps its key until the server has answered it, so that a retry never pays twice. */
export async function keyed<T>(
  { keys, key }: Pick<Desk, "keys" | "key">,
  intention: string,
  call: (key: string) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const mine = keys.get(intention) ?? key();
  keys.set(intention, mine);
  const answer = await call(mine);
  if (answer.ok || answer.failure.kind !== "unreachable") keys.delete(intention);
  return answer;
}

/** Opens a payment with a wallet, or shows the one that is open already, and does what the wallet asks for. */
export async function start(desk: Desk, way: Way): Promise<void> {
  const { store, api, around } = desk;
  if (store.state().busy) return;
  const open = waiting(store.state());
  if (open?.action && open.wallet === way.wallet && open.method === way.method && covers(open, way)) {
    show(desk, open);
    return perform(desk, open.action);
  }
  store.dispatch({ type: "busy", with: "starting" });
  const input = {
    wallet: way.wallet,
    method: way.method,
    device: around.device,
    ...(way.order ? { order: way.order } : {}),
    ...(way.method === "in_app" && around.openid ? { openid: around.openid } : {}),
  };
  const answer = await keyed(desk, JSON.stringify(input), (key) => api.start(input, key));
  store.live.nudge();
  if (!answer.ok) return store.dispatch({ type: "failed", failure: answer.failure });
  desk.memory.keepWallet(way.wallet);
  store.dispatch({ type: "started", way, ...answer.value });
  return perform(desk, answer.value.action);
}

function covers(payment: PaymentView, way: Way): boolean {
  return way.order
    ? payment.order === way.order
    : payment.combined !== null || payment.amount.minor === way.amount.minor;
}

export function show({ store }: Pick<Desk, "store">, payment: PaymentView): void {
  const { bill } = store.state();
  if (bill) store.dispatch({ type: "resumed", attempt: attemptOf(bill, payment) });
}

/** Does what the buyer must do next, as far as a page can: leaves for the wallet, or opens its sheet. */
export async function perform(desk: Desk, action: BuyerAction | null): Promise<void> {
  const { store, memory } = desk;
  const { attempt, bill } = store.state();
  if (!action || !attempt || !bill) return;
  if (action.kind === "jump") {
    if (attempt.payments[0]) memory.leave(bill.id, attempt.payments[0]);
    return desk.leave(action.url, action.form);
  }
  if (action.kind !== "invoke") return;
  const word = await desk.invoke(action);
  const { wallet } = attempt;
  if (word === "absent") return store.dispatch({ type: "notice", notice: { kind: "bridge_absent", wallet } });
  if (word === "cancelled") return store.dispatch({ type: "notice", notice: { kind: "given_up", wallet } });
  return comeBack(desk);
}

/** The buyer is back from the wallet. Only the server knows what happened there. */
export async function comeBack(desk: Desk): Promise<void> {
  desk.store.dispatch({ type: "returned" });
  await check(desk);
}

/** Makes the server ask the wallets now. */
export async function check({ store, api }: Pick<Desk, "store" | "api">): Promise<void> {
  store.dispatch({ type: "busy", with: "checking" });
  const failure = await store.ask(api.check);
  store.dispatch({ type: "checked" });
  if (failure) store.dispatch({ type: "failed", failure });
  store.live.nudge();
}
