import type { Openings } from "#openings";
import { makeApi } from "../api.ts";
import { author } from "./market.ts";
import { makeDice } from "./plan.ts";

export type LifeOptions = {
  houseUrl: string;
  operatorToken: string;
  openings: Pick<Openings, "castBallot">;
  year: { marketplace: string; stores: readonly { id: string; owner: string }[] };
  now: Date;
};

export type SignIn = { login: string; password: string };

/** Known to everybody who reads this: a sandbox's people own nothing real, and production refuses a sandbox's home. */
const password = "hutong-demo-2024";
const demoPeople = [
  ["operator", "运营 李雷 (demo)", "operator", false],
  ["approver", "审批 王芳 (demo)", "approver", false],
  ["finance", "财务 赵敏 (demo)", "finance", false],
  ["auditor", "审计 孙权 (demo)", "auditor", false],
  ["owner", "店主 韩梅梅 (demo)", "merchant_owner", true],
] as const;

type Made = { id: string };
type Api = ReturnType<typeof makeApi>;

const daysAfter = (now: Date, count: number): string => new Date(now.getTime() + count * 86_400_000).toISOString();

const why = "A simulated year";
const skip = { why, skip_consultation: "A simulation: nobody was asked" };

type Plan = { body: object; moves: readonly (readonly [string, object])[] };

/** Openings of the year's marketplace, one in each state that can be reached at once. All partners are simulated. */
const plansAt = (now: Date): readonly Plan[] => [
  { body: payment("alipay", "支付宝（模拟）", "Alipay (simulated)"), moves: [["open", { why }]] },
  { body: payment("unionpay", "云闪付（模拟）", "UnionPay (simulated)"), moves: [["open", { why }]] },
  {
    body: {
      ...payment("wechatpay", "微信支付（模拟）", "WeChat Pay (simulated)"),
      notice_days: 0,
      guards: [{ figure: "success_rate", limit: 7000, window_minutes: 30, min_count: 20 }],
      stages: [
        { title: { zh: "三成店铺", en: "Three stores in ten" }, stores: { share: 3000 } },
        {
          ...{ title: { zh: "七成店铺", en: "Seven in ten" }, stores: { share: 7000 } },
          starts_at: daysAfter(now, 3),
        },
        { title: { zh: "全部", en: "All" }, starts_at: daysAfter(now, 6) },
      ],
    },
    moves: [["announce", skip]],
  },
  {
    body: {
      ...other("ad", "douyin", "moderate", "短视频广告直达店铺", "Video ads lead to stores"),
      pilots: [{ title: { zh: "小范围", en: "A few" }, buyers: { share: 500 } }],
    },
    moves: [["pilot", { why }]],
  },
  {
    body: other("entry", "wechat", "moderate", "微信内小程序入口", "A mini program inside WeChat"),
    moves: [["announce", skip]],
  },
  {
    body: other("data", "xiaohongshu", "moderate", "种草与成交数据互通", "Seeding meets sales, in sums"),
    moves: [
      ["open", { why }],
      ["pause", { why: "Figures did not agree" }],
    ],
  },
  {
    body: other("licence", "tencent_video", "superficial", "剧集二次创作", "Derivative works of series"),
    moves: [["withdraw", { why: "The partner thought better of it" }]],
  },
  { body: other("transfer", "wechat", "deep", "钱包之间互相转账", "Transfers between wallets"), moves: [] },
];

function payment(partner: string, zh: string, en: string) {
  const terms = { zh: `收银台向${zh}开放，买家自由选择。`, en: `The checkout opens to ${en}; buyers choose.` };
  return { capability: "payment", partner, depth: "deep", terms };
}

function other(capability: string, partner: string, depth: string, zh: string, en: string) {
  return { capability, partner, depth, terms: { zh: `${zh}（模拟）`, en: `${en} (simulated)` } };
}

async function makeOpenings(api: Api, marketplace: string, now: Date): Promise<void> {
  for (const { body, moves } of plansAt(now)) {
    const { id } = await api.post<Made>("/v1/openings", { marketplace, ...body });
    for (const [move, given] of moves) await api.post(`/v1/openings/${id}/${move}`, given);
  }
}

/** A vote that is under way for two more days: most stores have voted, some may still. */
async function holdVote(options: LifeOptions, api: Api): Promise<void> {
  const { openings, year, now } = options;
  const body = other("link", "wechat", "superficial", "店铺链接在微信内直接打开", "Stores' links open inside WeChat");
  const { id } = await api.post<Made>("/v1/openings", { marketplace: year.marketplace, ...body });
  const deadline = new Date(now.getTime() + 2 * 86_400_000).toISOString();
  const rule = { quorum: 3000, share: 5000, weighting: "stores" };
  await api.post(`/v1/openings/${id}/consult`, { why, deadline, rule });
  const dice = makeDice(5);
  const cast = year.stores.map(async ({ id: store, owner }) => {
    if (dice() > 0.62) return;
    const ballot = {
      ...{ store, replaces: null, reason: "" },
      ...(dice() < 0.81
        ? { choice: "support" as const, reason_code: "more_buyers" }
        : { choice: "re_evaluate" as const, reason_code: dice() < 0.5 ? "fees" : "service" }),
    };
    const caller = { ...author, id: owner, marketplace: year.marketplace };
    await openings.castBallot(caller, id, ballot, null);
  });
  await Promise.all(cast);
}

/** A host that was shut out, and somebody's appeal against it. */
async function appealBlock(api: Api, marketplace: string): Promise<void> {
  const reason = { zh: "多名买家举报仿冒页面（模拟）", en: "Buyers reported a page that copies a shop (simulated)" };
  const block = { marketplace, host: "spring-sale.example", code: "phishing", why: reason };
  const { id } = await api.post<Made>("/v1/link-blocks", block);
  await api.post(`/v1/link-blocks/${id}/appeal`, { why: "域名已换人，页面已下线，请复核（模拟）" });
}

/** Openings in each state, a vote under way, and people who can sign in at once; answers those. */
export async function seedLife(options: LifeOptions): Promise<SignIn[]> {
  const { year } = options;
  const api = makeApi(options.houseUrl, options.operatorToken);
  await makeOpenings(api, year.marketplace, options.now);
  await holdVote(options, api);
  await appealBlock(api, year.marketplace);
  const [first] = year.stores;
  for (const [login, name, role, ofStore] of demoPeople) {
    const store = ofStore ? (first?.id ?? null) : null;
    const made = await api.post<{ url: string }>("/v1/team", { name, role, marketplace: year.marketplace, store });
    const token = new URL(made.url).hash.slice(1);
    await api.post("/v1/invitations/accept", { token, login, password });
  }
  return demoPeople.map(([login]) => ({ login, password }));
}
