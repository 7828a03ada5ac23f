import { found, type Market, termsOf } from "./market.ts";
import type { Requirement } from "./opening-calls.ts";
import { refused, until } from "./pay.ts";
import { type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

type Planned = { market: Market; link: string; data: string; payment: string; requires: Requirement[] };

/** Payment is announced before what it stands on: a link opening, a data opening, a department's word. */
export async function prerequisites(world: World, step: Step): Promise<void> {
  const { operator } = world;
  const why = { why: "story", skip_consultation: "story" };
  const { market, link, data, payment, requires } = await planned(world, step);
  const missing = async (): Promise<string | undefined> =>
    (await refused(operator.announceOpening(payment, why), "opening_prerequisites_missing")).context["missing"];
  const names = (of: readonly Requirement[]): string => of.map((one) => `${one.kind} ${one.id}`).join("; ");
  await step(
    {
      zh: "没有链接与数据开放、没有法务签字就公告支付开放：被拒，缺的三项一一列出",
      en: "Announced without link, data and the legal department's word: refused, the three missing ones named",
    },
    async () => same(await missing(), names(requires), "what is missing"),
  );
  await step(
    {
      zh: "链接开放了：再公告仍被拒，只剩数据与签字两项",
      en: "The link is opened: announced again it is refused still, for the two that are left",
    },
    async () => {
      await operator.moveOpening(link, "open", "story");
      same(await missing(), names(requires.slice(1)), "what is missing");
    },
  );
  await step(
    {
      zh: "数据也开放、法务签字之后：公告成功",
      en: "Data opened and the legal department signed off: it is announced",
    },
    async () => {
      await operator.moveOpening(data, "open", "story");
      const sign = { marketplace: market.id, kind: "sign_off", opening: payment, id: "legal" } as const;
      await operator.setStanding({ ...sign, stands: true, why: "story" });
      same((await operator.announceOpening(payment, why)).state, "announced", "the payment opening");
    },
  );
  await step(
    {
      zh: "法务撤回签字：支付开放仍在，但缺了前提这件事立即成为事件（并报警）",
      en: "The legal department takes its word back: the loss becomes an event (and an alarm) at once",
    },
    async () => {
      const sign = { marketplace: market.id, kind: "sign_off", opening: payment, id: "legal" } as const;
      await operator.setStanding({ ...sign, stands: false, why: "story" });
      const mine = async () =>
        (await operator.listEvents("opening.prerequisite_lost")).find((one) => one.subject === payment);
      const event = await until(mine, (one) => one !== undefined, "the loss is told");
      same(event?.data.lost, requires[2], "what was lost");
    },
  );
}

async function planned(world: World, step: Step): Promise<Planned> {
  return await step(
    {
      zh: "淘宝（模拟）起草三个开放：链接、数据，以及以二者和法务签字为前提的支付",
      en: "Taobao (simulation) drafts three openings: link, data, and payment, which requires both and a sign-off",
    },
    async () => {
      const market = await found(world, { zh: "淘宝", en: "Taobao" }, [{ zh: "前提店", en: "Prerequisite Store" }]);
      const draft = async (capability: string, partner: string, requires: Requirement[]): Promise<string> => {
        const plan = { marketplace: market.id, capability, partner, requires, terms: termsOf(market, partner) };
        return (await world.operator.createOpening(plan)).id;
      };
      const [link, data] = [await draft("link", "wechat", []), await draft("data", "tencent", [])];
      const requires: Requirement[] = [
        { kind: "opening", id: link },
        { kind: "opening", id: data },
        { kind: "sign_off", id: "legal" },
      ];
      return { market, link, data, payment: await draft("payment", "wechatpay", requires), requires };
    },
  );
}
