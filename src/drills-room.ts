import { bucketOf, type Clock, type Db, type Ids } from "#db";
import type { Directory } from "#directory";
import { type Breaker, createDrills, drillMinor, watchWallet } from "#drills";
import { fen } from "#money";
import type { Payments } from "#payments";
import type { Wallet, WalletKind } from "#wallets/protocol";

type Connect = (account: string) => Promise<Wallet | null>;

/** Every wallet that is handed out tells the breaker how its calls end. Wrapped once a connection. */
export function watchConnections(
  connect: Connect,
  breaker: Breaker,
  walletOf: (account: string) => string | null,
): Connect {
  const watched = new WeakMap<Wallet, Wallet>();
  return async (account) => {
    const wallet = await connect(account);
    const name = walletOf(account);
    if (!wallet || name === null) return wallet;
    const known = watched.get(wallet) ?? watchWallet(wallet, (good) => breaker.heard(name, good));
    watched.set(wallet, known);
    return known;
  };
}

/** A question about a payment that nobody made, to each wallet whose rest is over: whatever is proven is good. */
export function makeProbes(parts: {
  breaker: Breaker;
  directory: Directory;
  connect: Connect;
  ids: Ids;
  clock: Clock;
}) {
  const { breaker, directory, connect, ids, clock } = parts;
  return async (): Promise<number> => {
    for (const name of breaker.toProbe()) {
      const account = directory.snapshot.walletAccounts().find((one) => one.wallet === name && one.state === "enabled");
      const wallet = account && (await connect(account.id).catch(() => null));
      const paymentId = ids.next("pay").slice(4);
      const subject = { paymentId, method: "qr", amount: fen(1n), expiresAt: clock.now() } as const;
      // Answers reach the breaker by the watched connection itself.
      await wallet?.ask(subject).catch(() => null);
    }
    return 0;
  };
}

export type DrillsParts = { db: Db; clock: Clock; ids: Ids; kinds: readonly WalletKind[] } & {
  directory: Directory;
  payments: Payments;
  breaker: Breaker;
  wait(ms: number): Promise<void>;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};

/** Drills buy for one yuan at the store that is named, by the same doors as a marketplace's server. */
export function openDrills({ directory, payments, breaker, kinds, ...parts }: DrillsParts) {
  const marketplaceOf = (store: string) => directory.snapshot.store(store)?.marketplace ?? null;
  const caller = (marketplace: string | null) => ({ kind: "house", id: "drill", marketplace, store: null });
  return createDrills({
    ...parts,
    marketplaceOf,
    degraded: (wallet) => breaker.healthOf(wallet) === "degraded",
    async open(store, drill) {
      const amount = fen(drillMinor);
      const title = "Drill · 演练";
      const order = { store, number: drill, title, amount, lines: [{ title, quantity: 1, amount }] };
      const marketplace = marketplaceOf(store) ?? "";
      const urls = { success_url: "http://drill.invalid/", cancel_url: "http://drill.invalid/" };
      const rest = { buyer: {}, locale: "zh-CN", expires_in: 3600, metadata: { drill }, ...urls } as const;
      const made = await payments.createCheckout(caller(marketplace), { marketplace, orders: [order], ...rest }, null);
      if (!made.ok) throw new Error(`The order was refused: ${made.fault}.`);
      return { checkout: made.value.checkout.id };
    },
    async offers(checkout) {
      const view = await payments.getCheckout(checkout);
      return (view?.offers ?? []).map(({ wallet, available, reasons }) => {
        return { wallet, available, reasons: reasons.map((reason) => reason.code) };
      });
    },
    async start(checkout, wallet) {
      const scans = kinds.some((kind) => kind.id === wallet && kind.methods.includes("qr"));
      const ask = { checkout, wallet, method: scans ? "qr" : "jump", device: "desktop", by_friend: false } as const;
      const started = await payments.startPayment(caller(null), { ...ask, buyer: { ip: "127.0.0.1" } }, null);
      if (!started.ok) return { fault: started.fault };
      const { action, payments: made } = started.value;
      return { payment: made[0]?.id ?? "", code: codeOf(action) };
    },
    async stateOf(payment) {
      const view = await payments.getPayment(payment);
      return view?.state ?? "absent";
    },
    async booked(payment) {
      const [row] = await parts.db.read<{ total: bigint }>(
        `select coalesce(sum(amount), 0)::bigint as total from transfers
         where bucket = $1 and subject = $2 and kind = 'payment_paid'`,
        [bucketOf(payment), payment],
      );
      return row?.total ?? 0n;
    },
  });
}

type Action = Extract<Awaited<ReturnType<Payments["startPayment"]>>, { ok: true }>["value"]["action"];

function codeOf(action: Action): string | null {
  if (action === null) return null;
  if (action.kind === "qr") return action.content;
  if (action.kind !== "jump") return null;
  return action.form ? `${action.url}?${new URLSearchParams(action.form)}` : action.url;
}
