import type { AgreementView, VoucherView } from "#agreements";
import type {
  AppealView,
  BlockView,
  FollowView,
  GrantView,
  LinkSettings,
  LinkView,
  PolicyView,
  ScreenedPost,
  StepView,
} from "#links";
import { fen } from "#money";
import type { AgreementsDoor, LinksDoor } from "../links-door.ts";
import { page, repeats } from "./payments.ts";
import { east, id, silk } from "./people.ts";
import { start } from "./views.ts";

const why = { zh: "仿冒", en: "Poses as another" };
const link: LinkView = {
  ...{ id: id("lnk", 1), marketplace: east, store: silk, kind: "store", target: "https://shop.example/silk" },
  ...{ title: "丝绸", picture: null, price: null, code: "8K3M-P7QX-2D5T", state: "live", made_at: start },
  ...{ expires_at: null, revoked_at: null },
};
const settings: LinkSettings = { marketplace: east, hosts: ["shop.example"], android: [], ios: [] };
const policy: PolicyView = {
  ...{ marketplace: east, partner: "wechat", n: 1, title: why, starts_at: start, rules: [], why: "x" },
  ...{ posts: { qr_codes: "refuse", wallet_ids: "refuse", links: "refuse" }, set_by: id("per", 1), set_at: start },
};
const block: BlockView = {
  ...{ id: id("lbk", 1), marketplace: east, host: "evil.example", code: "phishing", state: "blocked" },
  ...{ blocked_by: id("per", 1), why, blocked_at: start, changed_at: start },
};
const grant: GrantView = {
  ...{ id: id("igr", 1), marketplace: east, partner: "wechat", api: "orders", fields: ["id"], agreement: null },
  ...{ since: start, cut_at: null, changed_at: start },
};
const appeal: AppealView = {
  ...{ id: id("lap", 1), marketplace: east, store: silk, kind: "host", block: block.id, subject: "evil.example" },
  ...{ partner: null, policy: null, why: "ours", state: "open", appealed_by: id("per", 1), appealed_at: start },
  ...{ decided_by: null, decided: null, decided_at: null },
};
const appeals = { raised: 1, granted: 0, upheld: 0, open: 1, hours: null };
const step: StepView = { n: 1, event: "blocked", by: id("per", 1), why: "x", at: start };
const mine = <T>(marketplace: string, rows: readonly T[]): readonly T[] => (marketplace === east ? rows : []);
const inReach = <T>(marketplace: string | null, row: T): readonly T[] => mine(marketplace ?? east, [row]);
const good = async <T>(value: T) => ({ ok: true, value }) as const;

const follow: FollowView = {
  ...{ id: id("lfo", 1), marketplace: east, url: "https://t.cn/x", state: "done", ended: "page", verdict: "clear" },
  hops: [
    { url: "https://t.cn/x", by: "asked", from: null, address: "203.0.113.7", status: 302 },
    { url: "https://shop.example/", by: "location", from: 0, address: "203.0.113.8", status: 200 },
  ],
  ...{ reasons: [], asked_by: id("per", 1), asked_at: start, done_at: start },
};

const finding: ScreenedPost["findings"][number] = {
  ...{
    kind: "link",
    where: "text",
    value: "https://stranger.example/x",
    partner: null,
    verdict: "allowed",
    policy: null,
  },
  reasons: [{ code: "not_followed_yet", zh: "尚未查明", en: "Nobody has found out yet" }],
  follow: { id: follow.id, state: "waiting" },
};

/** The links room, in memory. */
export function fakeLinks(): LinksDoor {
  const once = repeats();
  return {
    makeLink: async (_caller, input, repeat) => (await once(repeat, () => ({ ...link, ...input }))) as never,
    getLink: async (wanted) => (wanted === link.id ? link : null),
    listLinks: async (reach, at) =>
      page(reach.store === null || reach.store === silk ? [...inReach(reach.marketplace, link)] : [], at),
    revokeLink: () => good({ ...link, state: "revoked", revoked_at: start }),
    linkOfCode: async (code) => (code.startsWith("8K3M") ? link : null),
    leadsOn: () => true,
    resolveText: () => good([{ ...link, url: "http://hutong.test/l/8K3MP7QX2D5T" }].map(previewOf)),
    settingsOf: (marketplace) => ({ ...settings, marketplace }),
    setLinkSettings: (_by, input) => good(input),
    assetLinks: () => [],
    appleAssociation: () => ({ applinks: { details: [] } }),
    addPolicy: (_caller, input) => good({ ...policy, ...input, starts_at: input.starts_at ?? start }),
    policiesOf: (marketplace) => [...mine(marketplace, [policy])],
    checkLink: () => ({ action: "open", reasons: [], opening: null, policy: 1 }),
    evidenceFor: async () => null,
    askFollow: (_caller, { marketplace, url }) => good({ ...follow, marketplace, url }),
    getFollow: async (wanted) => (wanted === follow.id ? follow : null),
    listFollows: async ({ marketplace }, at) => page([...inReach(marketplace, follow)], at),
    screenPost: () => good({ verdict: "allowed", findings: [finding] }),
    blockHost: (_caller, input) => good({ ...block, ...input }),
    appealBlock: () => good({ ...block, state: "appealed" }),
    decideBlock: (_caller, _id, { lift }) => good({ ...block, state: lift ? "lifted" : "upheld" }),
    getBlock: async (wanted) => (wanted === block.id ? block : null),
    listBlocks: async (marketplace) => mine(marketplace, [block]),
    stepsOfBlock: async () => [step],
    grantInterface: (_caller, { why: _why, ...input }) => good({ ...grant, ...input }),
    moveGrant: (_caller, _id, { to }) => good({ ...grant, cut_at: to === "cut" ? start : null }),
    getGrant: async (wanted) => (wanted === grant.id ? grant : null),
    grantsOf: (marketplace) => [...mine(marketplace, [grant])],
    stepsOfGrant: async () => [step],
    checkInterface: async ({ fields }) => ({
      ...{ allowed: true, grant: grant.id, fields_allowed: fields, fields_refused: [], reasons: [] },
    }),
    linkReport: async (marketplace) => ({
      marketplace,
      at: start,
      openings: [],
      policies: [],
      blocks: [],
      appeals,
      links: [],
    }),
    contestable: () => good({ kind: "link", partner: null, policy: 1 }),
    appealScreen: async (_caller, _input, repeat) => (await once(repeat, () => appeal)) as never,
    decideAppeal: (caller) => good({ ...appeal, state: "granted" as const, decided_by: caller.id, decided: why }),
    getAppeal: async (wanted) => (wanted === appeal.id ? appeal : null),
    listAppeals: async ({ marketplace, store }, at) =>
      page(store === null || store === silk ? [...inReach(marketplace, appeal)] : [], at),
    countAppeals: async () => appeals,
  };
}

function previewOf({ kind, title, picture, price, code, state, url }: LinkView & { url: string }) {
  return { kind, title, picture, price, code, state, url };
}

const agreement: AgreementView = {
  ...{ id: id("agr", 1), marketplace: east, title: why, parties: [east, "wechat"], scopes: ["traffic"], rung: "links" },
  ...{ state: "in_force", starts_at: start, ends_at: null, notice_days: 30, proposed_by: id("per", 1) },
  ...{ confirmed_by: null, renewal: null, version: 1, made_at: start },
};
const voucher: VoucherView = {
  ...{ id: id("vch", 1), marketplace: east, agreement: agreement.id, redeemer: east, title: "面", value: fen(100) },
  ...{ state: "issued", issued_at: start, expires_at: start, redeemed_at: null, store: null, till: null },
  ...{ payment: null, wallet_account: null, returned_at: null, refund: null },
};

/** The agreements room, in memory. */
export function fakeAgreements(): AgreementsDoor {
  const once = repeats();
  return {
    proposeAgreement: async (_caller, { why: _why, two_people: _two, ...input }, repeat) =>
      (await once(repeat, () => ({ ...agreement, ...input, starts_at: input.starts_at ?? start }))) as never,
    confirmAgreement: () => good({ ...agreement, confirmed_by: id("per", 2) }),
    renewAgreement: (_caller, _id, { ends_at }) => good({ ...agreement, ends_at }),
    endAgreement: () => good({ ...agreement, state: "lapsed", ends_at: start }),
    getAgreement: async (wanted) => (wanted === agreement.id ? agreement : null),
    listAgreements: async ({ marketplace }, at) => page([...inReach(marketplace, agreement)], at),
    stepsOf: async () => [{ ...step, event: "proposed", ends_at: null }],
    listPartnerships: async (marketplace) =>
      mine(marketplace, [
        { partner: "wechat", rung: "links", next: "payment", agreements: [agreement.id], open: ["link"] },
      ]),
    issueVoucher: async (_caller, input, repeat) =>
      (await once(repeat, () => ({ voucher: { ...voucher, ...input }, code: "8K3M-P7QX-2D5T" }))) as never,
    redeemVoucher: async (caller, { till, redeemer }) =>
      redeemer === null || caller.marketplace === east
        ? { ok: true, value: { ...voucher, state: "redeemed", redeemed_at: start, store: null, till } }
        : { ok: false, fault: "voucher_invalid" },
    refundVoucher: async (_caller, _id, repeat) =>
      (await once(repeat, () => ({ ...voucher, state: "refunded" as const }))) as never,
    listVouchers: async (_agreement, at) => page([voucher], at),
    getVoucher: async (wanted) => (wanted === voucher.id ? voucher : null),
  };
}
