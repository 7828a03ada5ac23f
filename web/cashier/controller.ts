import type { PaymentView } from "./contract.ts";
import { screenOf, waiting } from "./screens.ts";
import { check, comeBack, type Desk, keyed, perform, show, start } from "./start.ts";
import { openStore, type StoreParts } from "./store.ts";
import type { Way } from "./ways.ts";

/** Everything that the page does to the world; tests hand in their own. */
export type Parts = Omit<StoreParts, "arrived"> &
  Omit<Desk, "store" | "keys"> & {
    /** False when the address holds no way in: then nothing is asked. */
    invited: boolean;
    /** The checkout became known under this id (a friend's page learns it from its first read). */
    known(checkout: string): void;
  };

export type Controller = ReturnType<typeof createController>;

export function createController(parts: Parts) {
  const store = openStore({
    ...parts,
    arrived() {
      const { bill } = store.state();
      if (bill) parts.known(bill.id);
      void nameWallets(desk);
      void resume(desk);
    },
  });
  const desk: Desk = { ...parts, store, keys: new Map() };
  const { dispatch, live } = store;

  const boot = async (): Promise<void> => {
    if (!parts.invited) return dispatch({ type: "blocked", why: "no_secret" });
    dispatch({ type: "busy", with: "retrying" });
    const answered = await store.read();
    if (store.state().busy === "retrying") dispatch({ type: "busy", with: null });
    if (store.state().bill || !answered) live.start();
  };

  return {
    state: store.state,
    subscribe: store.subscribe,
    tick: store.tick,
    boot,
    pick: (wallet: string) => dispatch({ type: "picked", wallet }),
    start: (way: Way) => start(desk, way),
    /** Goes on with a payment that is still open. */
    show(payment: PaymentView) {
      show(desk, payment);
      if (payment.method !== "qr") void perform(desk, payment.action);
    },
    /** Leaves for the wallet again, or opens its sheet again. */
    again: () => perform(desk, store.state().attempt?.action ?? null),
    back: () => dispatch({ type: "back" }),
    check: () => check(desk),
    share: () => share(desk),
    stay: () => dispatch({ type: "stayed" }),
    leave: parts.leave,
    /** The page is shown again: after a wallet's app, or out of the browser's cache. */
    async shown() {
      const { bill, busy } = store.state();
      const screen = screenOf(store.state()).name;
      if (!bill || busy || screen !== "leaving") return live.nudge();
      parts.memory.takeLeft(bill.id);
      await comeBack(desk);
    },
  };
}

/** An open checkout's offers name its wallets; for one that was opened again later they are asked for. */
async function nameWallets({ store, api }: Desk): Promise<void> {
  const { bill, wallets } = store.state();
  if (!bill?.payments.some(({ wallet }) => !wallets[wallet])) return;
  const answer = await api.wallets();
  if (!answer.ok) return;
  store.dispatch({ type: "wallets", wallets: Object.fromEntries(answer.value.data.map((face) => [face.id, face])) });
}

/** After the first read: is the buyer back from a wallet, or was the page loaded again over an open attempt? */
async function resume(desk: Desk): Promise<void> {
  const { bill } = desk.store.state();
  if (!bill) return;
  const left = desk.memory.takeLeft(bill.id);
  if (left && bill.state === "complete") desk.store.dispatch({ type: "witnessed" });
  const payment = left ? bill.payments.find(({ id }) => id === left) : waiting(desk.store.state());
  if (bill.state !== "open" || !payment || !["starting", "waiting", "abandoned"].includes(payment.state)) return;
  const back = left !== null || payment.action?.kind === "jump";
  if (!back && !payment.action) return;
  show(desk, payment);
  if (back) await comeBack(desk);
}

async function share(desk: Desk): Promise<void> {
  const { store, api } = desk;
  store.dispatch({ type: "share_opened" });
  const { share: link, now } = store.state();
  if (link && Date.parse(link.expires_at) > now) return;
  store.dispatch({ type: "busy", with: "sharing" });
  const answer = await keyed(desk, "friend", api.askFriend);
  store.dispatch(answer.ok ? { type: "shared", link: answer.value } : { type: "failed", failure: answer.failure });
}
