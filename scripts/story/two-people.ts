import { found, termsOf } from "./market.ts";
import { refused } from "./pay.ts";
import { signUpLongAgo } from "./people.ts";
import { type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

/** A marketplace that asks for two people, as production always does: what one proposes, another approves. */
export async function twoPeople(world: World, step: Step): Promise<void> {
  const { operator } = world;
  await step(
    {
      zh: "要求两人的平台（生产环境一律如此）：一人不能独自开放；由另一人批准后才开放，暂停则一人即可",
      en: "Where two people are asked for (in production always): one alone opens nothing; another approves; one may pause",
    },
    async () => {
      const market = await found(world, { zh: "淘宝", en: "Taobao" }, [{ zh: "双人店", en: "Two-person Store" }]);
      await operator.setOpeningRules(market.id, { two_people: true, why: "story" });
      const { id } = await operator.createOpening({
        ...{ marketplace: market.id, partner: "wechatpay", terms: termsOf(market, "wechatpay") },
      });
      await refused(operator.moveOpening(id, "open", "story"), "second_person_needed");
      const { n } = await operator.proposeAct(id, { act: "open", why: "story" });
      await refused(operator.decideProposal(id, { n, approve: true, why: "story" }), "second_person_needed");
      const approver = await signUpLongAgo(world, { name: "批准人 (story)", role: "approver", marketplace: market.id });
      const opened = await (await approver.signIn()).decideProposal(id, { n, approve: true, why: "looked at" });
      same(opened.state, "open", "the opening after the approval");
      same((await operator.moveOpening(id, "pause", "story")).state, "paused", "paused by one");
      await refused(operator.moveOpening(id, "resume", "story"), "second_person_needed");
    },
  );
}
