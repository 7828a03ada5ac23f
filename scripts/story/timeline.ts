import type { Market } from "./market.ts";
import { until } from "./pay.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

/** What happened in the world, and what this story's JD did, in one list. */
export async function timeline(world: World, step: Step, market: Market): Promise<void> {
  await step(
    {
      zh: "大事记：三十三件往事按年月与墙的深浅列出，各附其开放计划；“京东接入支付宝”一条指向刚刚开放的这一个",
      en: "The timeline: 33 past events in order and by depth, each with its opening; JD taking Alipay points at this one",
    },
    async () => {
      const read = () => world.operator.readTimeline();
      type Entries = Awaited<ReturnType<typeof read>>;
      const modelled = (all: Entries) =>
        all
          .find((one) => one.model?.["name"] === "jd_payment_alipay")
          ?.openings.find((one) => one.marketplace === market.id);
      const all = await until(read, (list) => modelled(list)?.state === "open", "JD's opening models the event");
      const events = all.filter((one) => one.kind === "event");
      same(events.length, 33, "past events");
      holds(
        events.every((one) => one.model !== null && one.what.zh !== "" && one.what.en !== ""),
        "each has a model and words",
      );
      const depths = ["superficial", "moderate", "deep"].map((depth) => events.filter((one) => one.wall === depth));
      holds(
        depths.every((of) => of.length >= 3),
        "the map has every wall by its depth",
      );
      const shut = events.filter((one) => one.move === "still shut").map((one) => [one.wall, one.model?.["name"]]);
      const names = ["offline_codes_wechat_alipay", "jd_payment_alipay", "personal_transfer"];
      same(
        shut,
        names.map((name) => ["deep", name]),
        "the walls that the articles leave standing",
      );
      const moved = all.filter((one) => one.kind === "move" && one.openings[0]?.id === modelled(all)?.id);
      holds(moved.length > 0, "its own moves stand in the timeline");
    },
  );
}

/** Openings of past events that the story has made in its own marketplaces, by the names that they model. */
const played = [
  ...["taobao_link_wechat_2021", "alibaba_apps_payment_wechat", "alimama_ads_tencent", "xiaohongshu_data_alliance"],
  ...[
    "meituan_entry_alipay",
    "xianyu_entry_wechat",
    "taote_payment_wechat",
    "jd_pay_wechat",
    "jd_payment_alipay",
    "taobao_payment_wechat",
  ],
];
/** Those of days that need a clock which can be set. */
const onTheirDays = ["douyin_licence_yuanmeng"];

/** What the five articles' chapters made stands in the timeline beside the event that it models, with its own moves. */
export async function pastEventsPlayed(world: World, step: Step): Promise<void> {
  await step(
    {
      zh: "大事记：故事演过的每件往事都指向本故事中的开放计划；2024 年 9 月的公告、生效各在其日",
      en: "The timeline: every past event that was played points at this story's opening; those of Sept 2024 moved on their days",
    },
    async () => {
      const all = await world.operator.readTimeline();
      const own = new Set(world.markets.map((market) => market.id));
      const settable = await world.control.clockCanBeSet();
      for (const name of [...played, ...(settable ? onTheirDays : [])]) {
        const events = all.filter((one) => one.kind === "event" && one.model?.["name"] === name);
        holds(events.length > 0, `there is an event that ${name} models`);
        const found = events.every((one) => one.openings.some(({ marketplace }) => own.has(marketplace)));
        holds(found, `${name} stands beside its event`);
      }
      if (!settable) return;
      const moves = all.filter((one) => one.kind === "move" && own.has(one.openings[0]?.marketplace ?? ""));
      // In Shanghai: 5 September 15:30, and midnight of the 12th.
      for (const [move, from, to] of [
        ["announce", "2024-09-05T07:00", "2024-09-05T16:00"],
        ["begin", "2024-09-11T16:00", "2024-09-12T16:00"],
      ] as const)
        holds(
          moves.some((one) => one.move === move && (one.date ?? "") >= from && (one.date ?? "") < to),
          `${move} in September 2024`,
        );
    },
  );
}
