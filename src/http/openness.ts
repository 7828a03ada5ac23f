import { add, type Money, zero } from "#money";
import type { ConsultationView, OpeningStep, OpeningView } from "#openings";
import type { HttpParts, MarketplaceView } from "./parts.ts";

const dayMs = 86_400_000;
const keptMs = 30_000;
const openingsShown = 100;

/** How a checkout orders its wallets: what `choices` of web/cashier/ways.ts does, in words. */
const checkoutOrder = {
  zh: "在钱包自家应用内打开时它在最前，其次是买家上次用过的，其余按系统的固定次序。任何钱包都不能花钱换位置。",
  en: "Inside a wallet's own app that wallet comes first, then the one that the buyer used last, then the house's fixed order. No wallet can pay for a place.",
};

type Vote = Pick<ConsultationView, "n" | "terms_hash" | "rule" | "stores" | "deadline" | "tally" | "root">;

function voteOf({ n, terms_hash, rule, stores, deadline, tally, root }: Vote) {
  const { quorum, share, weighting } = rule;
  const told = tally && { stores: tally.stores, turnover: tally.turnover, passed: tally.passed };
  return { n, terms_hash, quorum, share, weighting, stores, deadline, tally: told, root };
}

/** Who did a step, and why, stays inside: what was done and when is everybody's. */
function openingOf(
  one: OpeningView,
  market: MarketplaceView | undefined,
  votes: readonly ConsultationView[],
  steps: readonly OpeningStep[],
) {
  const { id, capability, partner, depth, motive, state, terms, terms_hash, effective_at, consultation_skipped } = one;
  return {
    ...{ id, capability, partner, depth, motive, state, terms, terms_hash, effective_at, consultation_skipped },
    marketplace: market?.name ?? { zh: "", en: "" },
    stages: one.stages.map(({ n, title, starts_at }) => ({ n, title, starts_at })),
    votes: votes.map(voteOf),
    steps: steps.filter(({ from, to }) => from !== to).map(({ event, to, at }) => ({ event, to, at })),
  };
}

async function readWallets({ oversight, wallets }: HttpParts, from: Date, to: Date) {
  const days = await oversight.dayFigures({ marketplace: null, store: null }, { from, to, timeZone: "Asia/Shanghai" });
  return wallets.map(({ id, title }) => {
    const mine = days.filter((day) => day.wallet === id && day.amount.currency === "CNY");
    const sum = (pick: (day: (typeof days)[number]) => number) => mine.reduce((total, day) => total + pick(day), 0);
    const amount = mine.reduce((total: Money, day) => add(total, day.amount), zero("CNY"));
    return {
      ...{ wallet: id, title, amount, started: sum((day) => day.started), paid: sum((day) => day.paid) },
      ...{ refused: sum((day) => day.refused), unknown: sum((day) => day.unknown) },
    };
  });
}

async function read(parts: HttpParts, now: Date) {
  const { openings, directory, settlement } = parts;
  const whole = { marketplace: null, store: null };
  const from = new Date(now.getTime() - 30 * dayMs);
  const [{ data }, markets, wallets, appeals] = await Promise.all([
    openings.listOpenings(whole, { after: null, limit: openingsShown }),
    directory.listMarketplaces(whole, { after: null, limit: 100 }),
    readWallets(parts, from, now),
    parts.oversight.appealFigures(from),
  ]);
  const known = data.filter(({ state }) => state !== "draft");
  const told = await Promise.all(
    known.map(async (one) => {
      const market = markets.data.find(({ id }) => id === one.marketplace);
      return openingOf(one, market, await openings.consultationsOf(one.id), await openings.stepsOf(one.id));
    }),
  );
  const terms = await Promise.all(
    markets.data.map(async ({ id, name }) => {
      const { release_after_days, commission_bp } = await settlement.terms(id);
      return { marketplace: name, release_after_days, commission_bp };
    }),
  );
  const [head] = await parts.watch.audit.listHeads(1);
  const audit = head ? { n: String(head.size), hash: head.root, at: head.at } : null;
  return { as_of: now, audit, from, openings: told, wallets, appeals, checkout_order: checkoutOrder, terms };
}

type Openness = Awaited<ReturnType<typeof read>>;

/** For everybody, so it is read at most twice a minute, however many look. */
export function opennessReader(parts: HttpParts): () => Promise<Openness> {
  let kept: { at: number; view: Promise<Openness> } | null = null;
  return () => {
    const now = parts.clock.now();
    if (kept === null || Math.abs(now.getTime() - kept.at) > keptMs) {
      const view = read(parts, now);
      const fresh = { at: now.getTime(), view };
      view.catch(() => {
        if (kept === fresh) kept = null;
      });
      kept = fresh;
    }
    return kept.view;
  };
}
