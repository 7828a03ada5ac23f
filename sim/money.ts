import { bucketValues, type Db, relayEvents } from "#db";
import { fen } from "#money";
import { type DisputesRig, makeDisputesRig } from "../src/disputes/testing/rig.ts";
import { Dead, makeMortal } from "../src/payments/testing/mortal.ts";
import { accountOf, caller } from "../src/payments/testing/rig.ts";
import { makeToyVault } from "../src/settlement/testing/toy-vault.ts";
import { makeDice } from "./dice.ts";
import { judge, type MoneyScene, moneySteps, type Process } from "./money-steps.ts";
import { makeScheduler } from "./scheduler.ts";

export type MoneyRun = { seed: number; story: string[]; faults: string[]; done: Map<string, number> };

const turnsDefault = 120;
const bag = moneySteps.flatMap(([weight, ...step]) => Array.from({ length: weight }, () => step));

/**
 * Plays payments, settlement and disputes as two processes over one database, with wallets and a bank that lose and
 * refuse things, and processes that die half way. After each turn every book must sum to zero and no guarded account be
 * below zero; in the end the wallets hold what the books say, and nothing is left lying.
 */
export async function simulateMoney(seed: number, turns = turnsDefault): Promise<MoneyRun> {
  const dice = makeDice(seed);
  const rig = await makeDisputesRig({ random: dice.bytes });
  const scheduler = makeScheduler(dice);
  const db = scheduler.db(rig.db);
  const vault = makeToyVault(dice.chance(50) ? "before_release" : "after_release");
  const scene: MoneyScene = { rig, vault, dice, orders: [], disputes: [], withdrawals: [], keys: 0 };
  const run: MoneyRun = { seed, story: [], faults: [], done: new Map() };
  try {
    await prepare(scene);
    const processes = [0, 1].map(() => boot(scene, db));
    for (let turn = 0; turn < turns && run.faults.length === 0; turn++) {
      rig.advance(dice.chance(8) ? 86_400 : dice.below(400));
      trouble(scene);
      const count = 1 + dice.below(3);
      await Promise.all(Array.from({ length: count }, () => play(scene, run, db, dice.pick(processes) as Process)));
      run.faults.push(...(await balanced(rig)).map((fault) => `turn ${turn}: ${fault}`));
    }
    await heal(scene);
    run.faults.push(...(await verdict(scene)));
  } finally {
    await rig.end();
  }
  return run;
}

async function prepare({ rig, dice }: MoneyScene): Promise<void> {
  for (const store of rig.stores) {
    await rig.settlement.setCard("per", store, { holder: "Li", bank: "ICBC", number: "6222020200112233445" });
    await rig.disputes.setRating("per", { id: store, marketplace: "mkt_test" }, dice.below(500));
  }
  const rules = { automatic_max: fen(300), person_above: fen(700), rating_below: 300, store_hours: 48, appeal_days: 7 };
  await rig.disputes.setRules("per", "mkt_test", rules);
  rig.advance(86_401);
}

function boot({ rig, vault }: MoneyScene, db: Db): Process {
  const plain = { withdrawals: rig.bank.wallet };
  const held = { ...plain, ...vault.wallet };
  const wallet = async (account: string) => (account === accountOf("blue") ? held : plain);
  const settlement = rig.bootSettlement({ db, wallet });
  const payments = rig.boot({ db, released: settlement.refunds });
  const refund: Parameters<typeof rig.bootDisputes>[0] = {
    db,
    rooms: { settlement },
    refund: ({ key, payment, amount, reason }) => payments.createRefund(caller, { payment, amount, reason }, key),
  };
  return { settlement, payments, disputes: rig.bootDisputes(refund) };
}

/** What the wallets and the bank do in this turn. */
function trouble({ rig, vault, dice }: MoneyScene): void {
  const mostly = <T>(good: T, ...bad: T[]): T => (dice.chance(65) ? good : (dice.pick(bad) as T));
  for (const toy of Object.values(rig.toys))
    toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: mostly("ok", "processing", "refused", "lost_after") };
  rig.bank.knob = mostly("ok", "processing", "refused", "lost_before", "lost_after");
  vault.knobs.release = mostly("ok", "processing", "lost_before", "lost_after");
  vault.knobs.share = mostly("ok", "processing", "lost_before", "lost_after");
  vault.knobs.takeBack = mostly("ok", "processing", "lost_before", "lost_after");
}

async function play(scene: MoneyScene, run: MoneyRun, db: Db, process: Process): Promise<void> {
  const { dice } = scene;
  const [name, step] = dice.pick(bag) as (typeof bag)[number];
  const mortal = dice.chance(20) ? makeMortal(1 + dice.below(16), dice.chance(50) ? "before" : "after") : null;
  const room = mortal ? boot(scene, mortal.db(db)) : process;
  try {
    const said = await step(scene, room);
    run.story.push(`${name}: ${said}`);
    if (/ ok$|^ok$/.test(said)) run.done.set(name, (run.done.get(name) ?? 0) + 1);
  } catch (fault) {
    const died = fault instanceof Dead || mortal?.died() === true;
    run.story.push(`${name}: ${died ? "died" : String(fault)}`);
    if (!died) run.faults.push(`${name} threw ${fault instanceof Error ? fault.stack : String(fault)}`);
  }
}

async function balanced(rig: DisputesRig): Promise<string[]> {
  const rows = await rig.db.read<{ what: string }>(
    `select format('book %s: debits %s, credits %s', book, sum(debits), sum(credits)) as what from accounts
       group by book, currency having sum(debits) <> sum(credits)
     union all
     select format('%s of %s is below zero', code, book) from accounts
       where guarded and case side when 'c' then credits < debits else debits < credits end`,
  );
  return rows.map((row) => row.what);
}

/** Everything answers, people decide what waits for them, and the workers come to their end. */
async function heal(scene: MoneyScene): Promise<void> {
  const { rig, vault } = scene;
  for (const toy of Object.values(rig.toys)) toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
  rig.bank.knob = "ok";
  vault.knobs.release = vault.knobs.share = vault.knobs.takeBack = "ok";
  const room = boot(scene, rig.db);
  // Enough for everything that is owed; what the platform has no money for waits for it.
  for (const wallet of ["red", "blue"] as const) {
    const more = { marketplace: "mkt_test", wallet_account: accountOf(wallet), act: "add", why: "heal" } as const;
    const asked = await room.settlement.proposeFunds("per_ann", { ...more, amount: fen(1_000_000) }, null);
    if (asked.ok) await room.settlement.decideFunds("per_bob", asked.value.id, true);
  }
  for (let hour = 0; hour < 60; hour++) {
    rig.advance(hour < 20 ? 3601 : 43_201);
    for (let turn = 0; turn < 100; turn++) {
      const relayed = await relayEvents(rig.db, bucketValues, 500);
      const done = [relayed.length, await room.payments.workDue(), await room.settlement.tick()];
      if ([...done, await room.disputes.tick()].every((count) => count === 0)) break;
      if (turn === 99) throw new Error("The work never ends.");
    }
    for (let i = 0; i < scene.disputes.length; i++) await judge(scene, room);
  }
}

async function verdict(scene: MoneyScene): Promise<string[]> {
  const { rig } = scene;
  const books = (await rig.books()).map((fault) => `books: ${fault.check}: ${fault.about} ${fault.detail}`);
  return [...books, ...(await balanced(rig)), ...(await unfinished(rig)), ...(await held(scene))];
}

async function unfinished(rig: DisputesRig): Promise<string[]> {
  const rows = await rig.db.read<{ what: string }>(
    `select 'refund ' || id || ' is ' || state as what from refunds where state in ('created', 'processing')
     union all select 'advance ' || id from advances where state = 'given'
     union all select 'return ' || id from advance_returns where arrived_at is null
     union all select 'withdrawal ' || id || ' is ' || state from withdrawals where state in ('sending', 'processing')
     union all select 'dispute ' || id || ' is ' || state from disputes
       where state in ('with_store', 'granted', 'compensating')
     union all select 'order ' || o.id || ' was not released' from orders o
       left join releases r on r.bucket = o.bucket and r.payment = o.paid_payment
       left join release_holds h on h.bucket = o.bucket and h.order_id = o.id
       where o.paid_payment is not null and o.state <> 'refunded' and r.payment is null and h.holder is null
     union all select 'hold ' || h.holder from release_holds h left join disputes d on d.id = h.holder
       where d.state is distinct from 'with_person'`,
  );
  return rows.map((row) => `unfinished: ${row.what}`);
}

/** What each wallet holds for each store: paid, less what went back and what went to bank cards. */
async function held({ rig, orders }: MoneyScene): Promise<string[]> {
  const faults: string[] = [];
  const storeOf = new Map(orders.map((one) => [one.payment.slice(4), one.store]));
  const sums = new Map<string, bigint>();
  const count = (store: string | undefined, wallet: string, by: bigint) =>
    sums.set(`${store} ${wallet}`, (sums.get(`${store} ${wallet}`) ?? 0n) + by);
  const refunds = await rig.db.read<{ id: string; store: string }>("select id, store from refunds");
  const refundOf = new Map(refunds.map((row) => [row.id.slice(4), row.store]));
  for (const wallet of ["red", "blue"] as const) {
    const { orders: paid, refunds: back } = rig.toys[wallet];
    for (const [id, order] of paid) if (order.state === "paid") count(storeOf.get(id), wallet, order.amount.minor);
    for (const [id, minor] of back) count(refundOf.get(id), wallet, -minor);
  }
  const sent = await rig.db.read<{ id: string; store: string; wallet_account: string }>("select * from withdrawals");
  for (const { id, store, wallet_account } of sent) {
    const arrived = rig.bank.paid.get(id.slice(4));
    if (arrived) count(store, wallet_account === accountOf("red") ? "red" : "blue", -arrived.amount.minor);
  }
  for (const store of rig.stores) {
    const book = await rig.balance(store);
    for (const wallet of ["red", "blue"]) {
      const [ours, theirs] = [book[`${wallet} receivable`] ?? 0, Number(sums.get(`${store} ${wallet}`) ?? 0n)];
      if (ours !== theirs) faults.push(`${store}: ${ours} at ${wallet} says our book, it holds ${theirs}`);
    }
  }
  return faults;
}
