import { author, inTurn, must } from "./market.ts";
import { makeDice } from "./plan.ts";
import { daysBefore } from "./rooms.ts";
import type { Trouble } from "./troubles.ts";

/** A vote of last week whose result is out: the opening waits for its announcement. */
export async function holdPastVote({ rooms, market, now }: Omit<Trouble, "sales">): Promise<void> {
  const at = daysBefore(now);
  const { openings } = rooms;
  const { operator } = market.staff;
  const terms = { zh: "店铺收款码支持微信扫码（模拟）", en: "Stores' codes can be scanned by WeChat (simulated)" };
  const { id } = await rooms.in(at(9), async () => {
    const draft = { marketplace: market.marketplace, capability: "code", partner: "wechat", methods: null };
    const rest = { effective_at: null, caps: { per_payment: null }, terms, depth: "moderate" as const };
    return must(await openings.createOpening(operator, { ...draft, ...rest }, null));
  });
  const deadline = at(2).at;
  const rule = { quorum: 500, share: 5000, weighting: "stores" as const };
  const why = "门店与线上一起放开，先听店铺意见";
  await rooms.in(at(9), async () => must(await openings.consultStores(operator, id, { why, deadline, rule }, null)));
  const dice = makeDice(11);
  const asked = market.stores.filter((_, n) => n % 4 === 1);
  await Promise.all(
    asked.map((store) => {
      const choice = dice() < 0.85 ? ("support" as const) : ("re_evaluate" as const);
      const reason = choice === "support" ? "more_buyers" : "fees";
      const ballot = { store: store.id, replaces: null, reason: "", choice, reason_code: reason };
      const voter = { ...author, id: store.owner, marketplace: market.marketplace };
      return rooms.in(at(8 - 5 * dice()), async () => must(await openings.castBallot(voter, id, ballot, null)));
    }),
  );
  await rooms.in(at(1), async () => {
    while ((await openings.tick()) > 0);
  });
}

/** A vote that is under way for two more days: most stores have voted, some may still, the first of all among them. */
export async function holdVote({ rooms, market, now }: Omit<Trouble, "sales">): Promise<void> {
  const { openings } = rooms;
  const { operator } = market.staff;
  const at = daysBefore(now);
  const terms = {
    ...{ zh: "店铺链接可在微信聊天内直接打开（模拟）。", en: "Stores' links open inside WeChat's chats (simulated)." },
  };
  const { id } = await rooms.in(at(5), async () => {
    const draft = { marketplace: market.marketplace, capability: "link", partner: "wechat", methods: null };
    const rest = { effective_at: null, caps: {}, terms, depth: "superficial" as const };
    return must(await openings.createOpening(operator, { ...draft, ...rest }, null));
  });
  const rule = { quorum: 3000, share: 5000, weighting: "stores" as const };
  const asked = { why: "先问问各店的意见", deadline: at(-2).at, rule };
  await rooms.in(at(4), async () => must(await openings.consultStores(operator, id, asked, null)));
  const dice = makeDice(5);
  const voters = market.stores.filter((_, n) => n > 0 && dice() < 0.62);
  await inTurn(voters.length, async (n) => {
    const store = voters[n];
    if (!store) return;
    const how =
      dice() < 0.81
        ? { choice: "support" as const, reason_code: "more_buyers" }
        : { choice: "re_evaluate" as const, reason_code: dice() < 0.5 ? "fees" : "service" };
    const ballot = { store: store.id, replaces: null, reason: "", ...how };
    const voter = { ...author, id: store.owner, marketplace: market.marketplace };
    await rooms.in(at(3.8 * dice()), async () => must(await openings.castBallot(voter, id, ballot, null)));
  });
}
