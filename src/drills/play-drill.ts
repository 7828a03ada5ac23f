import type { DrillNeeds, DrillStep, SandboxControl, Words } from "./types.ts";

type Asked = { id: string; store: string; wallet: string };
type Told = (step: DrillStep) => Promise<void>;
type Parked = { payment: string; code: string | null };

/** The drill's own amount: one yuan, whole minor units. */
export const drillMinor = 100n;
const everyMs = 1000;
const longestMs = 240_000;
/** Enough calls without an answer to shut any wallet. */
const startsMost = 14;
const outage = { server_error: 1, notice_drop: 1 };

const says = (zh: string, en: string): Words => ({ zh, en });

class DrillFailed extends Error {}

/**
 * An outage, from its first minute to the last parked payment. Each step is told as it ends; answers whether all went
 * well. Whatever happens, the wallet's faults are cleared.
 */
export async function playDrill(
  needs: DrillNeeds,
  control: SandboxControl,
  asked: Asked,
  told: Told,
): Promise<boolean> {
  const step = async <T>(what: Words, work: () => Promise<{ detail: string; value: T }>): Promise<T> => {
    try {
      const { detail, value } = await work();
      await told({ what, ok: true, detail, at: needs.clock.now() });
      return value;
    } catch (fault) {
      const detail = fault instanceof Error ? fault.message : String(fault);
      await told({ what, ok: false, detail, at: needs.clock.now() });
      throw new DrillFailed(detail);
    }
  };
  try {
    await control.faults(asked.wallet, null);
    await play(needs, control, asked, step);
    return true;
  } catch (fault) {
    if (!(fault instanceof DrillFailed)) throw fault;
    return false;
  } finally {
    await control.faults(asked.wallet, null);
  }
}

type Step = <T>(what: Words, work: () => Promise<{ detail: string; value: T }>) => Promise<T>;

async function play(needs: DrillNeeds, control: SandboxControl, asked: Asked, step: Step): Promise<void> {
  const { wallet } = asked;
  const began = await step(says("故障前：钱包正常收款", "Before: the wallet takes a payment"), async () => {
    const paid = await begin(needs, asked);
    await control.pay(wallet, codeOf(paid));
    await until(needs, "the payment is paid", async () => (await needs.stateOf(paid.payment)) === "paid");
    return { detail: paid.payment, value: paid };
  });
  const late = await step(
    says("故障：钱包已扣款，但无通知也无应答", "Outage: the buyer pays, and nobody tells us"),
    async () => {
      const open = await begin(needs, asked);
      await control.faults(wallet, { notice_drop: 1 });
      await control.pay(wallet, codeOf(open));
      await control.faults(wallet, outage);
      return { detail: open.payment, value: open };
    },
  );
  const parked = await step(says("支付挂起，不判失败", "Payments park; none is called a failure"), async () => {
    const found = await park(needs, asked);
    const states = await Promise.all([late, ...found].map((one) => needs.stateOf(one.payment)));
    const wrong = states.filter((state) => state !== "starting" && state !== "waiting");
    if (wrong.length > 0) throw new Error(`A payment is ${wrong[0]} although the wallet never said so.`);
    return { detail: `${found.length + 1}`, value: found };
  });
  const others = await step(says("该钱包置灰并说明原因", "The offer is grey, with the reason"), async () => {
    await until(needs, "the wallet counts as degraded", async () => needs.degraded(wallet));
    const { offer, rest } = await lookAt(needs, asked);
    if (offer?.available !== false || !offer.reasons.includes("wallet_degraded"))
      throw new Error(`The offer says ${JSON.stringify(offer)}.`);
    return { detail: offer.reasons.join(", "), value: rest };
  });
  const other = await step(says("另一钱包照常收款", "Another wallet goes on"), () =>
    payElsewhere(needs, control, asked, others),
  );
  await step(says("恢复后可用（探测成功）", "Probes find it well; buyers may use it again"), async () => {
    await control.faults(wallet, null);
    await until(
      needs,
      "the offer is available again",
      async () => (await lookAt(needs, asked)).offer?.available === true,
    );
    return { detail: wallet, value: null };
  });
  await step(says("迟到的成功已入账", "The late success is taken"), async () => {
    await until(needs, "the late payment is paid", async () => (await needs.stateOf(late.payment)) === "paid");
    return { detail: late.payment, value: null };
  });
  await step(says("挂起的支付继续", "Parked payments go on"), async () => {
    const known = async () => (await Promise.all(parked.map((one) => needs.stateOf(one.payment)))).every(moved);
    await until(needs, "every parked payment has an answer", known);
    const [first] = parked;
    return { detail: first ? await needs.stateOf(first.payment) : "", value: null };
  });
  await step(says("分文未失", "Nothing is lost"), async () => {
    for (const { payment } of [began, late, other]) {
      const booked = await needs.booked(payment);
      if (booked !== drillMinor) throw new Error(`The books hold ${booked} of ${drillMinor} for ${payment}.`);
    }
    return { detail: `3 × ${drillMinor}`, value: null };
  });
}

const moved = (state: string): boolean => state !== "starting";

function codeOf({ payment, code }: Parked): string {
  if (code === null) throw new Error(`The wallet gave no code for ${payment}.`);
  return code;
}

async function begin(needs: DrillNeeds, { id, store, wallet }: Asked): Promise<Parked> {
  const { checkout } = await needs.open(store, id);
  const started = await needs.start(checkout, wallet);
  if ("fault" in started) throw new Error(`The payment was refused: ${started.fault}.`);
  return started;
}

/** Payments into the outage, until the wallet is shut for buyers. */
async function park(needs: DrillNeeds, asked: Asked): Promise<Parked[]> {
  const parked: Parked[] = [];
  for (let n = 0; n < startsMost && !needs.degraded(asked.wallet); n++) {
    const { checkout } = await needs.open(asked.store, asked.id);
    const started = await needs.start(checkout, asked.wallet);
    if (!("fault" in started)) parked.push(started);
  }
  if (parked.length === 0) throw new Error("No payment could be started at all.");
  return parked;
}

async function lookAt(needs: DrillNeeds, { id, store, wallet }: Asked) {
  const { checkout } = await needs.open(store, id);
  const offers = await needs.offers(checkout);
  const rest = offers.filter((one) => one.wallet !== wallet && one.available).map((one) => one.wallet);
  return { offer: offers.find((one) => one.wallet === wallet), rest };
}

async function payElsewhere(needs: DrillNeeds, control: SandboxControl, asked: Asked, wallets: readonly string[]) {
  const [wallet] = wallets;
  if (wallet === undefined) throw new Error("The store has no other wallet that is available.");
  const paid = await begin(needs, { ...asked, wallet });
  await control.pay(wallet, codeOf(paid));
  await until(needs, `${wallet} has paid`, async () => (await needs.stateOf(paid.payment)) === "paid");
  return { detail: wallet, value: paid };
}

async function until(needs: DrillNeeds, what: string, done: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited <= longestMs; waited += everyMs) {
    if (await done()) return;
    await needs.wait(everyMs);
  }
  throw new Error(`After ${longestMs / 1000} s it was not so that ${what}.`);
}
