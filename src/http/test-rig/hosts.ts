import type { BillView, BudgetView, CampaignView, FunnelView, MediaAccountView, PayoutView } from "#campaigns";
import type { EntryView, IdentityView } from "#entries";
import type { LicenceView } from "#licences";
import { fen } from "#money";
import type { CampaignsDoor, EntriesDoor, LicencesDoor } from "../hosts-door.ts";
import { page, repeats } from "./payments.ts";
import { east, id, silk } from "./people.ts";
import { start } from "./views.ts";

const name = { zh: "朋友圈", en: "Moments" };
const placement = {
  ...{ id: id("plc", 1), campaign: id("cmp", 1), marketplace: east, host: "wechat", surface: "moments" },
  ...{ target: "store" as const, url: "https://shop.example/", store: null, created_at: start },
};
const campaign: CampaignView = {
  ...{ id: id("cmp", 1), marketplace: east, plan: null, name, state: "running", starts_at: start, ends_at: null },
  ...{ model: "last_touch", window_seconds: 3600, pricing: "click", price: fen(80), share_bp: null },
  ...{ wallet_account: id("wac", 1), payer: silk, currency: "CNY", placements: [placement], version: 1 },
  created_by: id("per", 1),
  ...{ created_at: start, changed_at: start },
};
const money = { credited: fen(0), taken_back: fen(0), fees: fen(0) };
const funnel: FunnelView = {
  ...{ campaign: campaign.id, clicks: 1, repeats: 0, too_fast: 0, opened: 1, paid: 0, refunded: 0, ...money },
  ...{ over_budget: 0, cut: fen(0) },
  hosts: [{ host: "wechat", clicks: 1, opened: 1, paid: 0, refunded: 0, ...money }],
};
const budget: BudgetView = {
  ...{ campaign: campaign.id, currency: "CNY", total: fen(100), day: null, spent: fen(80), spent_today: fen(80) },
  ...{ held: fen(100), stopped: { code: "budget_spent", zh: "用完", en: "Spent" }, version: 1 },
};
const payee = { n: 1, holder: "腾讯", bank: "招商银行", last4: "6789" };
const account: MediaAccountView = {
  ...{ wallet_account: id("wac", 1), host: "wechat", marketplace: east, billed: fen(80), paid_out: fen(0) },
  ...{ due: fen(80), payee: null },
};
const payout: PayoutView = {
  ...{ id: id("mpo", 1), marketplace: east, wallet_account: id("wac", 1), host: "wechat", payee, way: "hand" },
  ...{ amount: fen(80), state: "asked", asked_by: id("per", 1), confirmed_by: null, reference: null, says: null },
  ...{ told: { paid: true, reference: "B-1", by: id("per", 70), at: start }, asked_at: start, ended_at: null },
};
const bill: BillView = {
  ...{ id: id("bil", 1), campaign: campaign.id, host: "wechat", n: 1, wallet_account: id("wac", 1) },
  ...{ amount: fen(80), total: fen(80), state: "proposed", asked_by: id("per", 1), at: start },
  ...{ decided_by: null, decided_at: null },
};
const good = async <T>(value: T) => ({ ok: true, value }) as const;
const inReach = <T>(marketplace: string | null, row: T): T[] =>
  marketplace === null || marketplace === east ? [row] : [];

export function fakeCampaigns(): CampaignsDoor {
  const once = repeats();
  return {
    setJumpTargets: (_by, _marketplace, origins) => good(origins),
    readJumpTargets: async () => ["https://shop.example"],
    createCampaign: async (_by, _input, repeat) => (await once(repeat, () => campaign)) as never,
    getCampaign: async (one) => (one === campaign.id ? campaign : null),
    listCampaigns: async ({ marketplace, payer }, at) =>
      page(payer === null || payer === silk ? inReach(marketplace, campaign) : [], at),
    moveCampaign: (_by, _id, state) => good({ ...campaign, state }),
    jump: () => good({ to: "https://shop.example/?hutong_click=x", click: null }),
    tellOpened: (click) => good({ click, opened_at: start }),
    clickOwner: async (click) => (click === id("clk", 1) ? east : null),
    readFunnel: async () => funnel,
    proposeBills: () => good([bill]),
    decideBill: () => good({ ...bill, state: "done" }),
    getBill: async (one) => (one === bill.id ? { ...bill, marketplace: east, payer: null } : null),
    listBills: async () => [bill],
    readBudgets: async (all) => new Map(all.map((one) => [one.id, budget])),
    setBudget: () => good(budget),
    listMediaAccounts: async ({ marketplace }) => inReach(marketplace, account),
    setPayee: (by, { wallet_account, host }) => good({ ...payee, wallet_account, host, set_by: by, set_at: start }),
    askPayout: async (_by, _input, repeat) => (await once(repeat, () => payout)) as never,
    confirmPayout: (by) => good({ ...payout, confirmed_by: by, state: "sending" as const }),
    cancelPayout: () => good({ ...payout, state: "cancelled" as const }),
    confirmTold: () => good({ ...payout, state: "paid" as const }),
    tellPayout: () => good({ ...payout, state: "paid" as const, told: null }),
    getPayout: async (one) => (one === payout.id ? payout : null),
    listPayouts: async ({ marketplace }, at) => page(inReach(marketplace, payout), at),
  };
}

const entry: EntryView = {
  ...{ id: id("ent", 1), marketplace: east, host: "alipay", kind: "mini_program", app_id: "2021000000000001" },
  ...{ name, path: "", wallet: "alipay", state: "live", created_by: id("per", 1), created_at: start },
  changed_at: start,
};
const identity: IdentityView = {
  ...{ id: id("idn", 1), entry: entry.id, marketplace: east, consent: "v1", consented_at: start, revoked_at: null },
};

export function fakeEntries(): EntriesDoor {
  const once = repeats();
  const link = { kind: "scheme" as const, url: "alipays://platformapi/startapp?appId=1", body: null, says: name };
  return {
    registerEntry: async (_by, input, repeat) => (await once(repeat, () => ({ ...entry, ...input }))) as never,
    changeEntry: (_by, _id, state) => good({ ...entry, state }),
    getEntry: async (one) => (one === entry.id ? entry : null),
    listEntries: async ({ marketplace }, at) => page(inReach(marketplace, entry), at),
    setEntrySecret: (by) => good({ entry: entry.id, set_by: by, set_at: start }),
    makeEntryLink: (_id, { form }) => good({ entry: entry.id, form, url: link.url, expires_at: null }),
    launchEntry: () => good({ entry: entry.id, links: [link] }),
    mapIdentity: async (_by, _id, _input, repeat) => (await once(repeat, () => identity)) as never,
    getIdentity: async (one) => (one === identity.id ? identity : null),
    revokeIdentity: () => good({ ...identity, revoked_at: start }),
    payInEntry: async (_id, _checkout, repeat) => await once(repeat, () => ({ payments: [], action: null })),
  };
}

const licence: LicenceView = {
  ...{ id: id("lic", 1), marketplace: east, work: "kings_glory", title: name, host: "douyin", streamer: null },
  ...{ scopes: ["stream"], starts_at: start, ends_at: null, version: 1, granted_by: id("per", 1) },
  ...{ granted_at: start, revoked_by: null, revoked_why: null, revoked_at: null },
};

export function fakeLicences(): LicencesDoor {
  const once = repeats();
  return {
    grantLicence: async (_by, input, repeat) => (await once(repeat, () => ({ ...licence, ...input }))) as never,
    revokeLicence: (by, _id, why) => good({ ...licence, revoked_by: by, revoked_why: why, revoked_at: start }),
    getLicence: async (one) => (one === licence.id ? licence : null),
    listLicences: async ({ marketplace }, at) => page(inReach(marketplace, licence), at),
    checkLicence: () => ({ open: true, reasons: [], licence: licence.id }),
    useLicence: async (_by, asked, repeat) => {
      const use = { ...asked, id: id("use", 1), licence: licence.id, begun_at: start };
      return (await once(repeat, () => use)) as never;
    },
  };
}
