import type { NewOpening } from "#openings";
import { must, walletNames, type YearMarket } from "../market.ts";
import { openDay } from "../plan.ts";
import type { YearRooms } from "../rooms.ts";

const dayMs = 86_400_000;

type Given = { rooms: YearRooms; market: YearMarket; from: Date; now: Date };
/** Days since the year's first; below zero: before today. */
type Move = readonly [
  day: number,
  move: "open" | "pilot" | "announce" | "complete" | "pause" | "withdraw" | "tick",
  why: string,
];
type Plan = { day: number; body: Partial<NewOpening> & Pick<NewOpening, "capability" | "partner">; moves: Move[] };

const asked = "先在小范围试行，再分阶段放开";

function payment(partner: keyof typeof walletNames) {
  const { zh, en } = walletNames[partner];
  const terms = { zh: `收银台向${zh}开放，买家自由选择。`, en: `The checkout opens to ${en}; buyers choose.` };
  return { capability: "payment", partner, depth: "deep" as const, terms };
}

function other(capability: string, partner: string, depth: "superficial" | "moderate" | "deep", words: string[]) {
  const [zh = "", en = ""] = words;
  return { capability, partner, depth, terms: { zh: `${zh}（模拟）`, en: `${en} (simulated)` } };
}

const title = (zh: string, en: string) => ({ title: { zh, en } });

/** Wallets at the checkout: each was opened at its day, one of them by stages; the last is on its way. */
function walletPlans(from: Date): Plan[] {
  const at = (day: number) => new Date(from.getTime() + day * dayMs);
  const wechat = openDay["wechatpay"] ?? 0;
  return [
    { day: 0, body: payment("alipay"), moves: [[0, "open", "平台开业即支持"]] },
    { day: 40, body: payment("unionpay"), moves: [[openDay["unionpay"] ?? 0, "open", "银联接入验收通过"]] },
    {
      day: 70,
      body: {
        ...payment("wechatpay"),
        ...{ notice_days: 7, effective_at: at(wechat) },
        guards: [{ figure: "success_rate", limit: 7000, window_minutes: 30, min_count: 20 }],
        pilots: [{ ...title("内部试行", "Our own people"), buyers: { share: 100 } }],
        stages: [
          { ...title("半数买家", "Half the buyers"), buyers: { share: 5000 } },
          { ...title("全部", "All"), starts_at: at(wechat + 45) },
        ],
      },
      moves: [
        [85, "pilot", asked],
        [wechat - 10, "announce", "试行一个月，投诉率低于万分之五"],
        [wechat + 1, "tick", ""],
        [wechat + 46, "tick", ""],
        [wechat + 60, "complete", "全部买家可用两周，退款率无异常"],
      ],
    },
    {
      day: 330,
      body: {
        ...payment("jdpay"),
        notice_days: 0,
        guards: [{ figure: "success_rate", limit: 7000, window_minutes: 30, min_count: 20 }],
        stages: [
          { ...title("三成店铺", "Three stores in ten"), stores: { share: 3000 } },
          { ...title("七成店铺", "Seven in ten"), stores: { share: 7000 }, starts_at: at(368) },
          { ...title("全部", "All"), starts_at: at(371) },
        ],
      },
      moves: [
        [-2, "announce", "按店铺分批放开，先三成"],
        [-1, "tick", ""],
      ],
    },
  ];
}

/** What opens beside the checkout: some long since, some on its way, some given up. */
function otherPlans(): Plan[] {
  return [
    {
      day: 150,
      body: other("ad", "wechat", "moderate", ["朋友圈广告直达店铺", "Ads in Moments lead to stores"]),
      moves: [[160, "open", "与站外流量合作谈定"]],
    },
    {
      day: 200,
      body: other("ad", "bilibili", "moderate", ["视频广告直达商品", "Video ads lead to goods"]),
      moves: [[210, "open", "按效果付费，先行开放"]],
    },
    {
      day: 340,
      body: {
        ...other("ad", "douyin", "moderate", ["短视频广告直达店铺", "Short videos' ads lead to stores"]),
        pilots: [{ ...title("小范围", "A few"), buyers: { share: 500 } }],
      },
      moves: [[350, "pilot", asked]],
    },
    {
      day: 355,
      body: other("entry", "wechat", "moderate", ["微信内小程序入口", "A mini program inside WeChat"]),
      moves: [[-1, "announce", "小程序通过对方审核"]],
    },
    {
      day: 230,
      body: other("data", "xiaohongshu", "moderate", ["种草与成交数据互通", "Seeding meets sales, in sums"]),
      moves: [[240, "open", "合同已签，只交换合计数"]],
    },
    {
      day: 170,
      body: other("licence", "douyin", "superficial", ["店铺直播可在抖音播出", "Stores' streams show in Douyin"]),
      moves: [[175, "open", "版权方同意"]],
    },
    {
      day: 100,
      body: other("licence", "tencent_video", "superficial", ["剧集二次创作", "Derivative works of series"]),
      moves: [[130, "withdraw", "对方改变主意"]],
    },
    {
      day: 180,
      body: other("code", "alipay", "deep", ["店铺收款码可用支付宝扫", "Stores' codes can be scanned by Alipay"]),
      moves: [[190, "open", "门店试用一个月"]],
    },
    {
      day: 180,
      body: other("code", "unionpay", "deep", ["店铺收款码可用云闪付扫", "Stores' codes can be scanned by UnionPay"]),
      moves: [[195, "open", "与支付宝同批"]],
    },
    {
      day: 360,
      body: other("transfer", "wechat", "deep", ["钱包之间互相转账", "Transfers between wallets"]),
      moves: [],
    },
  ];
}

/** How the year opened, each move at its day. Answers the openings by capability and partner. */
export async function openYear(given: Given): Promise<ReadonlyMap<string, string>> {
  const { rooms, market, from, now } = given;
  const { openings } = rooms;
  const { operator } = market.staff;
  const moment = (day: number) => {
    const base = day < 0 ? now.getTime() : from.getTime() + 2 * 3_600_000;
    return { at: new Date(Math.min(base + day * dayMs, now.getTime())) };
  };
  const made = new Map<string, string>();
  for (const { day, body, moves } of [...walletPlans(from), ...otherPlans()]) {
    const plain = { methods: null, effective_at: null, caps: {}, terms: { zh: "", en: "" } };
    const draft = { marketplace: market.marketplace, ...plain, ...body };
    const make = async () => must(await openings.createOpening(operator, draft, null)).id;
    const id = await rooms.in(moment(day), make);
    for (const [on, move, why] of moves) await rooms.in(moment(on), () => step(given, id, move, why));
    made.set(`${body.capability} ${body.partner}`, id);
  }
  await openings.refresh();
  return made;
}

async function step({ rooms, market }: Given, id: string, move: Move[1], why: string): Promise<void> {
  const { openings } = rooms;
  const { operator } = market.staff;
  if (move === "tick") while ((await openings.tick()) > 0);
  else if (move === "announce") {
    const told = { why, effective_at: null, skip_consultation: "模拟的一年：未征求意见" };
    must(await openings.announceOpening(operator, id, told, null));
  } else must(await openings.moveOpening(operator, id, move, why, null));
}
