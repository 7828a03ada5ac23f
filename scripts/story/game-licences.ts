import { exampleLicences } from "#licences";
import { found } from "./market.ts";
import { refused } from "./pay.ts";
import { type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

/** Tencent Games and Douyin: in December 2023 Yuanmeng Star streams; King's Glory waits until January 2024. */
export async function gameLicences(world: World, step: Step): Promise<void> {
  const { control } = world;
  if (!(await control.clockCanBeSet())) return;
  await control.withClock(async (set) => {
    await set("2023-12-16T20:00:00+08:00");
    const owner = await grants(world, step);
    await december(world, step, owner);
    await set("2024-01-21T20:00:00+08:00");
    await january(world, step, owner);
  });
}

const asked = (marketplace: string, work: string, streamer?: string) => ({
  ...{ marketplace, work, host: "douyin", scope: "stream" as const },
  ...(streamer === undefined ? {} : { streamer }),
});

async function grants(world: World, step: Step): Promise<string> {
  return await step(
    {
      zh: "腾讯游戏（模拟）向抖音开放授权：元梦之星自指定主播首播起，王者荣耀自一月起",
      en: "Tencent Games (simulation) opens licences to Douyin: Yuanmeng Star for a named streamer, King's Glory later",
    },
    async () => {
      const { operator } = world;
      const market = await found(world, { zh: "腾讯游戏", en: "Tencent Games" }, []);
      for (const { streamer, starts_at, ends_at: _, ...licence } of exampleLicences)
        await operator.grantLicence({
          ...{ ...licence, marketplace: market.id, starts_at: starts_at.toISOString() },
          ...(streamer === null ? {} : { streamer }),
        });
      const shut = await operator.checkLicence(asked(market.id, "yuanmeng_star", "first_show"));
      same([shut.open, shut.reasons.map((one) => one.code)], [false, ["not_opened"]], "before it opens");
      const terms = { zh: "游戏直播向抖音开放", en: "Streams of games open to Douyin" };
      const { id } = await operator.createOpening({
        ...{ marketplace: market.id, capability: "licence", partner: "douyin", terms },
        models: "douyin_licence_yuanmeng",
      });
      await operator.moveOpening(id, "open", "story");
      return market.id;
    },
  );
}

async function december(world: World, step: Step, owner: string): Promise<void> {
  const { operator } = world;
  await step(
    {
      zh: "十二月：指定主播可播元梦之星，他人不可；王者荣耀要等到一月，并说明日期",
      en: "December: the named streamer streams Yuanmeng Star, others do not; King's Glory waits until January, and says so",
    },
    async () => {
      const star = await operator.useLicence(asked(owner, "yuanmeng_star", "first_show"));
      same([star.work, star.scope], ["yuanmeng_star", "stream"], "what was begun");
      const others = await refused(operator.useLicence(asked(owner, "yuanmeng_star", "somebody")), "licence_shut");
      same(others.reasons[0]?.code, "licence_other_streamer", "why others do not");
      const glory = await refused(operator.useLicence(asked(owner, "kings_glory")), "licence_shut");
      same(
        [glory.reasons.map((one) => one.code), glory.reasons[0]?.zh.includes("2024年1月")],
        [["licence_not_yet"], true],
        "why King's Glory waits",
      );
    },
  );
}

async function january(world: World, step: Step, owner: string): Promise<void> {
  const { operator } = world;
  await step(
    {
      zh: "一月：王者荣耀开播；授权一经撤销，立即不能再开播",
      en: "January: King's Glory streams; once its licence is revoked nothing more begins",
    },
    async () => {
      const use = await operator.useLicence(asked(owner, "kings_glory"));
      await operator.revokeLicence(use.licence, "story");
      const { reasons } = await refused(operator.useLicence(asked(owner, "kings_glory")), "licence_shut");
      same(
        reasons.map((one) => one.code),
        ["licence_revoked"],
        "why nothing begins",
      );
    },
  );
}
