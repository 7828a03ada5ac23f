import { author, must } from "./market.ts";
import { makeDice } from "./plan.ts";
import type { Trouble } from "./troubles.ts";

const dayMs = 86_400_000;

/** A vote of last week whose result is out: the opening waits for its announcement. */
export async function holdPastVote({ rooms, market, now }: Omit<Trouble, "sales">): Promise<string> {
  const at = (days: number) => ({ at: new Date(now.getTime() - days * dayMs), mood: "pays" as const });
  const { openings } = rooms;
  await openings.refresh();
  const terms = { zh: "店铺收款码支持微信扫码（模拟）", en: "Stores' codes can be scanned by WeChat (simulated)" };
  const { id } = await rooms.in(at(9), async () => {
    const draft = { marketplace: market.marketplace, capability: "code", partner: "wechat", methods: null };
    const rest = { effective_at: null, caps: { per_payment: null }, terms, depth: "moderate" as const };
    return must(await openings.createOpening(author, { ...draft, ...rest }, null));
  });
  const deadline = at(2).at;
  const rule = { quorum: 500, share: 5000, weighting: "stores" as const };
  const why = "A simulated year";
  await rooms.in(at(9), async () => must(await openings.consultStores(author, id, { why, deadline, rule }, null)));
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
  return id;
}
