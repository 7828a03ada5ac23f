import { add, type Money, zero } from "#money";
import type { ConsultationView, OpeningStep, OpeningView, Stage } from "#openings";
import { appealFigures } from "#oversight";
import { cursorOf } from "./cursor.ts";
import type { HttpParts, MarketplaceView, Page, Paged } from "./parts.ts";

const dayMs = 86_400_000;
const keptMs = 30_000;
const pageSize = 100;
/** Newest first; beyond them the file says that it is cut and where it goes on, and an answer stays within bounds. */
const mostOpenings = 5000;

/** How a checkout orders its wallets: what `choices` of web/cashier/ways.ts does, in words. */
const checkoutOrder = {
  zh: "在钱包自家应用内打开时它在最前，其次是买家上次用过的，其余按系统的固定次序。任何钱包都不能花钱换位置。",
  en: "Inside a wallet's own app that wallet comes first, then the one that the buyer used last, then the house's fixed order. No wallet can pay for a place.",
};

type Vote = Pick<
  ConsultationView,
  "n" | "terms_hash" | "rule" | "stores" | "deadline" | "tally" | "root" | "ballots_public"
>;

function voteOf({ n, terms_hash, rule, stores, deadline, tally, root, ballots_public }: Vote) {
  const { quorum, share, weighting } = rule;
  const told = tally && { stores: tally.stores, turnover: tally.turnover, passed: tally.passed };
  return { n, terms_hash, quorum, share, weighting, stores, deadline, tally: told, root, ballots_public };
}

/** What names a store or a buyer in a condition; `store["id"]` cannot be saved. */
const naming = /\b(store\s*\.\s*id|buyer\s*\.\s*reference)\b/;

/** Whom a stage is for. Who is named is theirs; how many stores, and that there is a condition, is everybody's. */
function stageOf({ stores: { list, ...stores }, condition, ...stage }: Stage) {
  const told = condition !== null && naming.test(condition) ? null : condition;
  return { ...stage, stores, listed_stores: list?.length ?? null, conditional: condition !== null, condition: told };
}

/** Who did a step, and why, stays inside: what was done and when is everybody's. */
function openingOf(
  one: OpeningView,
  market: MarketplaceView | undefined,
  votes: readonly ConsultationView[],
  steps: readonly OpeningStep[],
) {
  const { id, sides, capability, partner, depth, motive, state } = one;
  const { terms, terms_hash, effective_at, consultation_skipped } = one;
  return {
    ...{ id, sides, capability, partner, depth, motive, state },
    ...{ terms, terms_hash, effective_at, consultation_skipped },
    marketplace: market?.name ?? { zh: "", en: "" },
    ...{ methods: one.methods, caps: one.caps, guards: one.guards },
    ...{ pilots: one.pilots.map(stageOf), stages: one.stages.map(stageOf) },
    votes: votes.map(voteOf),
    steps: steps.filter(({ from, to }) => from !== to).map(({ event, to, at }) => ({ event, to, at })),
  };
}

const whole = { marketplace: null, store: null };

/** Each wallet's totals are the sums of its days: counts of every currency, amounts of yuan. */
async function readWallets({ oversight, wallets }: HttpParts, from: Date, to: Date) {
  const [days, outages] = await Promise.all([
    oversight.dayFigures(whole, { from, to, timeZone: "Asia/Shanghai" }),
    oversight.walletOutages(from),
  ]);
  const totals = wallets.map(({ id, title }) => {
    const mine = days.filter((day) => day.wallet === id);
    const sum = (pick: (day: (typeof days)[number]) => number) => mine.reduce((total, day) => total + pick(day), 0);
    const yuan = mine.filter(({ amount }) => amount.currency === "CNY");
    const amount = yuan.reduce((total: Money, day) => add(total, day.amount), zero("CNY"));
    return {
      ...{ wallet: id, title, amount, started: sum((day) => day.started), paid: sum((day) => day.paid) },
      ...{ refused: sum((day) => day.refused), unknown: sum((day) => day.unknown) },
    };
  });
  return { wallets: totals, days, outages };
}

async function allMarkets({ directory }: HttpParts): Promise<readonly MarketplaceView[]> {
  const all: MarketplaceView[] = [];
  let after: string | null = null;
  do {
    const page: Paged<MarketplaceView> = await directory.listMarketplaces(whole, { after, limit: pageSize });
    all.push(...page.data);
    after = page.next;
  } while (after !== null);
  return all;
}

type Markets = ReadonlyMap<string, MarketplaceView>;

async function marketsById(parts: HttpParts): Promise<Markets> {
  return new Map((await allMarkets(parts)).map((one) => [one.id, one]));
}

async function tellOpenings({ openings }: HttpParts, markets: Markets, page: Page) {
  const { data, next } = await openings.publicOpenings(page);
  const told = data.map(({ opening, votes, steps }) =>
    openingOf(opening, markets.get(opening.marketplace), votes, steps),
  );
  return { data: told, next };
}

/** Openings beyond those of the file: page by page, as the file tells them. */
export async function moreOpenings(parts: HttpParts, page: Page) {
  return await tellOpenings(parts, await marketsById(parts), page);
}

async function read(parts: HttpParts, now: Date) {
  const { settlement } = parts;
  const from = new Date(now.getTime() - 30 * dayMs);
  const markets = await marketsById(parts);
  const [told, figures, appealRows] = await Promise.all([
    tellOpenings(parts, markets, { after: null, limit: mostOpenings }),
    readWallets(parts, from, now),
    parts.oversight.appealsTold(from),
  ]);
  const terms = await Promise.all(
    [...markets.values()].map(async ({ id, name }) => {
      const { release_after_days, release_from, commission_bp } = await settlement.terms(id);
      return { marketplace: name, release_after_days, release_from, commission_bp };
    }),
  );
  const appeals = { appeals: appealFigures(appealRows), appeals_told: appealRows };
  const [head] = await parts.watch.audit.listHeads(1);
  const audit = head ? { n: String(head.size), hash: head.root, at: head.at } : null;
  const openings = { openings: told.data, openings_cut: told.next !== null, openings_next: cursorOf(told.next) };
  return { as_of: now, audit, from, ...openings, ...figures, ...appeals, checkout_order: checkoutOrder, terms };
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
