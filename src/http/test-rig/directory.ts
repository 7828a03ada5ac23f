import { fen } from "#money";
import type { BallotView, ConsultationView, DryRun, OpeningView, ProposalView, Receipt } from "#openings";
import type { ApiKeyView } from "../keys-door.ts";
import type { DecisionsDoor, OpeningsDoor } from "../openings-door.ts";
import type {
  ActivationView,
  BooksDoor,
  DirectoryDoor,
  EventsDoor,
  MarketplaceView,
  MerchantView,
  StoreView,
  WalletAccountView,
} from "../parts.ts";
import { page, reached, repeats } from "./payments.ts";
import { bearerOf, east, id, salt, silk, tea, west } from "./people.ts";
import { fakeTold } from "./told.ts";
import { start } from "./views.ts";

const name = { zh: "东市", en: "East" };

export const marketplaces: MarketplaceView[] = [east, west].map((one) => ({
  ...{ id: one, name, time_zone: "Asia/Shanghai", shop_url: null, state: "open", created_at: start },
}));
export const merchants: MerchantView[] = [
  { id: id("mer", 1), marketplace: east, name, created_at: start },
  { id: id("mer", 2), marketplace: west, name, created_at: start },
];
const store = (one: string, marketplace: string, merchant: string): StoreView => ({
  ...{ id: one, marketplace, merchant, name, tags: { category: "cloth" }, state: "open", created_at: start },
});
export const stores = [
  store(silk, east, id("mer", 1)),
  store(tea, east, id("mer", 1)),
  store(salt, west, id("mer", 2)),
];
const account: WalletAccountView = {
  ...{ id: id("wac", 1), marketplace: east, wallet: "wechatpay", title: "主账户", state: "enabled" },
  ...{ settings: { mchid: "1900000001" }, secrets_set: ["private_key"], created_at: start },
};
const activation: ActivationView = {
  ...{ id: id("act", 1), marketplace: east, store: silk, wallet: "wechatpay", wallet_account: account.id },
  ...{ state: "active", sub_merchant: null, applied_at: start, merchant_ready_at: start, visible_at: null },
  updated_at: start,
};
const keyView: ApiKeyView = {
  ...{ id: id("key", 2), marketplace: east, store: silk, name: "till", scopes: ["orders:read"], hint: "hk_…0001" },
  ...{ addresses: [], created_at: start, last_used_at: null, expires_at: null, revoked_at: null },
};

const noStore = <T extends object>(rows: readonly T[]) => rows.map((row) => ({ store: "", ...row }));

/** The directory room, in memory. */
export function fakeDirectory(): DirectoryDoor {
  const once = repeats();
  const token = "hk_test_a_new_one_00000001";
  return {
    authenticate: async (hash) => bearerOf(hash),
    createMarketplace: (_caller, input, repeat) =>
      once(repeat, () => ({ ...(marketplaces[0] as MarketplaceView), ...input, id: id("mkt", 77) })),
    getMarketplace: async (one) => marketplaces.find((row) => row.id === one) ?? null,
    listMarketplaces: async ({ marketplace }, at) =>
      page(
        marketplaces.filter((row) => marketplace === null || row.id === marketplace),
        at,
      ),
    changeMarketplace: async (caller, one, change) => {
      const row = marketplaces.find(({ id }) => id === one && (caller.marketplace ?? id) === id);
      return row ? { ok: true, value: { ...row, ...change } } : { ok: false, fault: "not_found" };
    },
    createMerchant: (_caller, input, repeat) =>
      once(repeat, () => ({ ...input, id: id("mer", 77), created_at: start })),
    getMerchant: async (one) => merchants.find((row) => row.id === one) ?? null,
    listMerchants: async (reach, at) => page(reached(noStore(merchants), reach), at),
    createStore: (_caller, input, repeat) =>
      once(repeat, () => ({ ...input, id: id("sto", 77), state: "open" as const, created_at: start })),
    getStore: async (one) => stores.find((row) => row.id === one) ?? null,
    listStores: async (reach, at) =>
      page(
        reached(
          stores.map((row) => ({ ...row, store: row.id })),
          reach,
        ),
        at,
      ),
    changeStore: async (_caller, one, change) => {
      const row = stores.find(({ id }) => id === one);
      return row ? { ok: true, value: { ...row, ...change } } : { ok: false, fault: "not_found" };
    },
    setActivation: async (_caller, one, wallet, input) => ({
      ok: true,
      value: { ...activation, store: one, wallet, state: input.state },
    }),
    listActivations: async (one) => (one === silk ? [activation] : []),
    createWalletAccount: (_caller, input, repeat) =>
      once(repeat, () => ({ ...account, ...input, settings: {}, secrets_set: Object.keys(input.settings) })),
    changeWalletAccount: async (_caller, _id, { settings: _, ...change }) => ({
      ok: true,
      value: { ...account, ...change },
    }),
    getWalletAccount: async (one) => (one === account.id ? account : null),
    listWalletAccounts: async (reach, at) => page(reached(noStore([account]), reach), at),
    createApiKey: async (_caller, input, repeat) => {
      const made = await once(repeat, () => ({ key: { ...keyView, ...input }, token }));
      return made.ok && made.repeated ? { ...made, value: { ...made.value, token: null } } : made;
    },
    getApiKey: async (one) => (one === keyView.id ? keyView : null),
    listApiKeys: async (reach, at) => page(reached([{ ...keyView, store: silk }], reach), at),
    revokeApiKey: async () => ({ ok: true, value: { ...keyView, revoked_at: start } }),
    setKeyAddresses: async (_caller, _id, { addresses }) => ({ ok: true, value: { ...keyView, addresses } }),
    rollApiKey: (_caller, _id, _input, repeat) => once(repeat, () => ({ key: keyView, token })),
  };
}

const caps = { per_payment: fen(50_000), per_buyer_day: null, per_store_day: null, total_day: null };
const opening: OpeningView = {
  ...{ id: id("opn", 1), marketplace: east, sides: [east], capability: "payment", partner: "wechatpay" },
  ...{ methods: null, effective_at: null, caps, terms: name, terms_version: 1, terms_hash: "ab".repeat(32) },
  ...{ voted_hash: null, consultation_skipped: null, depth: null, initiator: null, motive: null, notice_days: null },
  ...{
    requires: [],
    pilots: [],
    stages: [],
    guards: [],
    two_people: false,
    models: null,
    state: "open",
    version: 3,
    created_at: start,
    changed_at: start,
  },
};

const counts = { electorate: "2", cast: "1", support: "1", re_evaluate: "0" };
const consultation: ConsultationView = {
  ...{ opening: opening.id, n: 1, state: "closed", terms_version: 1, terms_hash: opening.terms_hash },
  ...{ rule: { quorum: 0, share: 5000, weighting: "stores" }, electorate: {}, stores: 2, cast: 1, opens_at: start },
  ...{ deadline: start, closed_at: start, passed: true, ballots_public: true, root: "cd".repeat(32), answers: [] },
  tally: { stores: counts, turnover: counts, reasons: [], passed: true },
};
const receipt: Receipt = {
  ...{ opening: opening.id, consultation: 1, terms_hash: opening.terms_hash, store: silk, choice: "support" },
  ...{ reason_code: "fees", reason: "", salt: "ef".repeat(32) },
};
const proposal: ProposalView = {
  ...{
    opening: opening.id,
    n: 1,
    opening_version: opening.version,
    act: "resume",
    input: {},
    why: "mended",
    proposer: id("per", 1),
    at: start,
  },
  ...{ state: "pending", decided_by: null, decided_why: null, decided_at: null },
};
const ballot: BallotView = { ...receipt, version: 1, by: id("per", 1), at: start };

export function fakeOpenings(): OpeningsDoor {
  const once = repeats();
  const moved = (repeat: Parameters<typeof once>[0], change: Partial<OpeningView> = {}) =>
    once(repeat, () => ({ ...opening, ...change }));
  const standing = { marketplace: east, kind: "agreement", opening: null, id: "traffic-2023", stands: true } as const;
  const why = { by: id("per", 1), why: "signed", at: start };
  const alone = { waiting: false, confirmed_by: null };
  return {
    ...fakeTold(moved),
    createOpening: (_caller, { partner, terms, marketplace }, repeat) =>
      moved(repeat, { partner, terms, marketplace, sides: [marketplace], id: id("opn", 77), state: "draft" }),
    getOpening: async (one) => (one === opening.id ? opening : null),
    listOpenings: async ({ marketplace }, at) =>
      page(marketplace === null || marketplace === east ? [opening] : [], at),
    publicOpenings: async (at) => {
      const steps = [{ version: 1, event: "draft", from: null, to: "draft", effective_at: null, details: {}, ...why }];
      return page([{ id: opening.id, opening, votes: [consultation], steps: steps as never }], at);
    },
    moveOpening: (_caller, _id, move, _why, repeat) => moved(repeat, move === "pause" ? { state: "paused" } : {}),
    announceOpening: (_caller, _id, _input, repeat) => moved(repeat, { state: "announced" }),
    changeTerms: (_caller, _id, input, repeat) => moved(repeat, { terms: input.terms, terms_version: 2 }),
    changePlan: (_caller, _id, _input, repeat) => moved(repeat),
    startStage: (_caller, _id, _input, repeat) => moved(repeat),
    termsOf: async () => [{ version: 1, terms: name, hash: opening.terms_hash, ...why }],
    stepsOf: async () => [
      { version: 1, event: "draft", from: null, to: "draft", effective_at: null, details: {}, ...why },
    ],
    withdrawPartner: async () => ({ ok: true, value: [{ ...opening, state: "withdrawn" }] }),
    setStanding: async (_caller, input) => ({ ok: true, value: { ...input, ...why, ...alone } }),
    consultStores: (_caller, _id, _input, repeat) => moved(repeat, { state: "consulting" }),
    decideOpening: (_caller, _id, _why, repeat) => moved(repeat, { state: "decided" }),
    consultationsOf: async () => [consultation],
    castBallot: (_caller, _id, { store: one, choice, reason_code, reason }, repeat) =>
      once(repeat, () => ({ ...ballot, store: one, choice, reason_code, reason })),
    readBallot: async (_caller, _id, one) => ({ ok: true, value: { ...ballot, store: one } }),
    proposeAct: (_caller, _id, _proposal, repeat) => once(repeat, () => proposal),
    proposalsOf: async () => [proposal],
    guardSeries: async () => [
      {
        ...{ kind: "opening", n: 0, figure: "success_rate", limit: 9000, window_minutes: 10, min_count: 20 },
        points: [{ at: start, part: "19", whole: "20", breached: false }],
        stopped_at: [start],
      },
    ],
    prerequisitesOf: async () => [{ kind: "sign_off", id: "legal", stands: false }],
    decideProposal: async () => ({ ok: true, value: opening }),
    ballotsOf: async () => ({ ok: true, value: { root: "ab".repeat(32), bands: [], ballots: [] } }),
    leavesOf: async () => ({ ok: true, value: { root: "ab".repeat(32), leaves: ["cd".repeat(32)] } }),
    proveBallot: async (_caller, _id, one) => ({
      ok: true,
      value: { receipt: { ...receipt, store: one }, proof: { leaf: 0, size: 1, hashes: [], root: "cd".repeat(32) } },
    }),
    answerReason: async () => ({ ok: true, value: [consultation] }),
    listStandings: async (marketplace) => (marketplace === east ? [{ ...standing, ...why, ...alone }] : []),
  };
}

const counted = { orders: 3, let_in: 1 };
const trial: DryRun["trials"][number] = {
  ...{ let_in_amounts: [fen(1230)], stores: 1, stores_in: 1, capped_days: 0 },
  ...{ by_tier_and_age: [{ city_tier: null, age_band: "25-34", ...counted }], by_store: [{ store: silk, ...counted }] },
  ...{ kind: "stage", n: 1, title: null, ...counted, by_city_tier: [{ city_tier: null, ...counted }] },
  ...{ by_age_band: [{ age_band: "25-34", ...counted }], by_store_city_tier: [{ city_tier: "1", ...counted }] },
  reasons: [{ code: "buyer_share_later" as const, zh: "稍后", en: "Later", orders: 2 }],
};

export function fakeDecisions(): DecisionsDoor {
  const why = { code: "paused", zh: "暂停", en: "Paused" } as const;
  return {
    marketplaceOf: (one) => stores.find((store) => store.id === one)?.marketplace ?? null,
    dryRun: async (_caller, opening, { from, to }) => ({
      ok: true,
      value: {
        opening,
        from,
        to,
        stores: "joined",
        only_paid: false,
        complete: true,
        orders: 3,
        trials: [trial],
        missing: [],
      },
    }),
    draftRun: async (_caller, { from, to, draft }) => ({
      ok: true,
      value: {
        ...{ opening: null, from, to, stores: "joined", only_paid: false, complete: true, orders: 3, trials: [trial] },
        missing: draft.requires ?? [],
      },
    }),
    versionAt: () => 1n,
    placesAt: () => [{ capability: "payment", partner: "wechatpay", openings: [opening.id] }],
    decide: () => ({
      ...{ open: false, reasons: [why], caps, openingId: opening.id, openingVersion: 3, version: 3n },
      stage: { kind: "stage", n: 1 },
    }),
  };
}

export function fakeBooks(): BooksDoor {
  return {
    accounts: async (one) => [{ id: "a-1", store: one, kind: "escrow", wallet: "wechatpay", balance: fen(1230) }],
    transfers: async ({ store: one }, at) =>
      page(
        [1, 2, 3].map((n) => ({
          ...{ id: id("tra", n), store: one, kind: "paid", words: name, debit: "a-1", credit: "a-2", amount: fen(n) },
          ...{ subject: id("pay", 1), at: start },
        })),
        at,
      ),
  };
}

export function fakeEvents(): EventsDoor {
  const rows = [1, 2, 3].map((n) => ({
    ...{ id: id("evt", n), type: "payment.paid", version: 1, marketplace: east, subject: id("pay", n) },
    ...{ data: { amount: { currency: "CNY", minor: "1230" } }, at: start },
  }));
  return {
    list: async ({ marketplace }, at) =>
      page(
        rows.filter((row) => marketplace === null || row.marketplace === marketplace),
        at,
      ),
    since: async (place) => ({ data: place === null ? [] : rows, place: "here", skipped: false }),
  };
}
