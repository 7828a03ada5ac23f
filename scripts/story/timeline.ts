import type { Market } from "./market.ts";
import { until } from "./pay.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

/** What happened in the world, and what this story's JD did, in one list. */
export async function timeline(world: World, step: Step, market: Market): Promise<void> {
  await step(
    {
      zh: "大事记：三十三件往事按年月列出，各附其开放计划；“京东接入支付宝”一条指向刚刚开放的这一个",
      en: "The timeline: thirty-three past events in order, each with its opening; JD taking Alipay points at this very one",
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
      const moved = all.filter((one) => one.kind === "move" && one.openings[0]?.id === modelled(all)?.id);
      holds(moved.length > 0, "its own moves stand in the timeline");
    },
  );
}
