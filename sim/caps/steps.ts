import { accountOf, caller, newCheckout } from "../../src/payments/testing/rig.ts";
import { buyers, type Limits, marketplace, type Process, type Scene } from "./scene.ts";

/** What may happen, and how often: each is played by one process, beside others. */
export type Step = (scene: Scene, by: Process) => Promise<string>;

const start: Step = async (scene, by) => {
  const { rig, dice } = scene;
  const stores = dice.chance(80) ? [dice.pick(rig.stores) as string] : rig.stores.slice(0, 2);
  const input = { ...newCheckout(stores, 50 + dice.below(400)), buyer: { reference: dice.pick(buyers) as string } };
  const made = await by.payments.createCheckout(caller, input, null);
  if (!made.ok) return made.fault;
  const how = { wallet: "red", method: "qr", device: "desktop", buyer: {}, by_friend: false } as const;
  const checkout = made.value.checkout.id;
  const done = await by.payments.startPayment(caller, { checkout, ...how }, null);
  if (!done.ok) {
    const [first] = (done.detail?.["reasons"] as { code: string }[] | undefined) ?? [];
    return first?.code ?? done.fault;
  }
  scene.started.push(...done.value.payments.map((one) => one.id));
  return "ok";
};

/** The buyer pays; the wallet's word may be lost. */
const pay: Step = async (scene, by) => {
  const { rig, dice } = scene;
  const open = [...rig.toys.red.orders].filter(([, order]) => order.state === "open").map(([id]) => id);
  const id = dice.pick(open);
  if (id === undefined) return "nothing";
  // A start that reached the wallet after the house had heard that there is none: its money comes late as well.
  const sql = "select amount from payments where id = $1 and state in ('closed', 'refused')";
  const [ended] = await by.db.read<{ amount: bigint }>(sql, [`pay_${id}`]);
  if (rig.toys.red.orders.get(id)?.state !== "open") return "nothing";
  scene.late += ended?.amount ?? 0n;
  rig.toys.red.pay(id);
  if (dice.chance(70)) await by.payments.takeNotice("red", accountOf("red"), rig.toys.red.notice(id));
  return "ok";
};

const close: Step = async ({ dice, started }, by) => {
  const id = dice.pick(started.slice(-8));
  if (id === undefined) return "nothing";
  const done = await by.payments.closePayment(id);
  return done.ok ? done.value.state : done.fault;
};

const work: Step = async (_, by) => `${await by.payments.workDue()} due`;
const sweep: Step = async (_, by) => `${await by.caps.sweep()} swept`;

const takeBack: Step = async (_, by) => {
  await by.refresh();
  return `${await by.payments.closeOverCaps(marketplace)} left`;
};

/** A person raises or lowers one kind; the commit that tells it is what makes it hold. */
const change: Step = async (scene, by) => {
  const { dice, limitsAt } = scene;
  const version = BigInt(limitsAt.size);
  const last = limitsAt.get(version - 1n) as Limits;
  const kind = dice.pick(["payment", "buyer", "store", "total"] as const) as keyof Limits;
  const limit = (last[kind] * BigInt(dice.chance(50) ? 60 + dice.below(35) : 105 + dice.below(60))) / 100n;
  limitsAt.set(version, { ...last, [kind]: limit > 200n ? limit : 200n });
  await by.db.read(
    `insert into opening_versions as v (marketplace, version) values ($1, $2)
     on conflict (marketplace) do update set version = greatest(v.version, excluded.version)`,
    [marketplace, version],
  );
  return `${kind} ${limit}`;
};

/** Somebody who heard of an end before tells it once more, as a sweep does whose reading is old. */
const tellAgain: Step = async ({ dice, opening }, by) => {
  const ended = await by.db.read<{ id: string; payment: string }>(
    `select u.id, u.payment from cap_uses u join payments p on p.bucket = u.bucket and p.id = u.payment
     where u.opening = $1 and p.state in ('closed', 'refused') order by u.id`,
    [opening],
  );
  const one = dice.pick(ended);
  if (!one) return "nothing";
  await by.caps.settle(one, "unpaid");
  return "ok";
};

/** The wallet said closed and took the money all the same; its word reaches a process that may die of it. */
const late: Step = async (scene, by) => {
  const { rig, dice } = scene;
  const closed = [...rig.toys.red.orders].filter(([, order]) => order.state === "closed");
  const [id, order] = dice.pick(closed) ?? [];
  if (id === undefined || !order) return "nothing";
  order.state = "paid";
  scene.late += order.amount.minor;
  await by.payments.takeNotice("red", accountOf("red"), rig.toys.red.notice(id));
  return `${order.amount.minor}`;
};

export const capSteps: readonly (readonly [weight: number, name: string, step: Step])[] = [
  [12, "start", start],
  [4, "pay", pay],
  [5, "close", close],
  [2, "work", work],
  [5, "sweep", sweep],
  [3, "tell again", tellAgain],
  [1, "late", late],
  [1, "take back", takeBack],
  [1, "change", change],
];
