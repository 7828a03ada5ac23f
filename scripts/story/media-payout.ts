import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "./client.ts";
import { admit, found } from "./market.ts";
import { only, refused, until, yuan } from "./pay.ts";
import { signUpLongAgo } from "./people.ts";
import { type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

const shop = "https://tmall.example";

/** Star Cube: a content plan paid by the click; its bill is approved and the host app paid out, each by two people. */
export async function mediaPayout(world: World, step: Step): Promise<void> {
  await paidOut(world, step, await billed(world, step));
}

type Owed = { account: string; second: Client };

async function billed(world: World, step: Step): Promise<Owed> {
  const { operator } = world;
  return await step(
    {
      zh: "星立方（模拟）：在抖音投内容，按点击每次 1.00 元；三次点击出账 3.00 元，由另一人批准",
      en: "Star Cube (simulation): content on Douyin at 1.00 a click; three clicks are billed, another person approves",
    },
    async () => {
      const market = await found(world, { zh: "天猫内容", en: "Tmall content" }, [{ zh: "好物店", en: "Good Things" }]);
      await admit(world, market, "alipay");
      await operator.setJumpTargets(market.id, [shop]);
      const accounts = await operator.walletAccounts();
      const account = only(accounts.filter((one) => one.marketplace === market.id)).id;
      const approver = await signUpLongAgo(world, { name: "审批 (story)", role: "approver", marketplace: market.id });
      const second = await approver.signIn();
      const terms = { zh: "天猫内容进入抖音", en: "Tmall's content opens in Douyin" };
      const opening = await operator.createOpening({
        marketplace: market.id,
        capability: "ad",
        partner: "douyin",
        terms,
      });
      await operator.moveOpening(opening.id, "open", "story");
      await second.decideFunds(
        (await operator.proposeFunds(account, { act: "add", amount: yuan("100.00"), why: "story" })).id,
      );
      const campaign = await operator.createCampaign({
        ...{ marketplace: market.id, plan: "star_cube", name: { zh: "星立方", en: "Star Cube" } },
        ...{ starts_at: "2024-05-01T00:00:00+08:00", pricing: "click", price: yuan("1.00"), wallet_account: account },
        placements: [{ host: "douyin", surface: "feed", target: "live", url: `${shop}/live` }],
      });
      const { jump } = only(campaign.placements);
      await until(
        () => tap(jump, 0),
        (status) => status === 302,
        "the opening is felt",
      );
      for (const n of [1, 2]) await tap(jump, n);
      await pause(100);
      const bill = only(await operator.billCampaign(campaign.id));
      same(bill.amount, yuan("3.00"), "what three clicks cost");
      await refused(operator.decideBill(bill.id), "second_person_needed");
      same((await second.decideBill(bill.id)).state, "done", "the bill");
      return { account, second };
    },
  );
}

async function paidOut({ operator }: World, step: Step, { account, second }: Owed): Promise<void> {
  await step(
    {
      zh: "付款给抖音：登记收款账户，一人申请、另一人确认；多一分也不行；付清后应付为零，人人所为都在审计链上",
      en: "Douyin is paid: one asks, another confirms, not a fen too much; nothing is owed then, and the chain has it all",
    },
    async () => {
      const place = { wallet_account: account, host: "douyin" };
      await operator.setMediaPayee({ ...place, holder: "抖音（模拟）", bank: "招商银行", number: "622588011122334" });
      await refused(operator.askPayout({ ...place, amount: yuan("3.01") }), "media_due_short");
      const asked = await operator.askPayout({ ...place, amount: yuan("3.00") });
      await refused(operator.confirmPayout(asked.id), "second_person_needed");
      await second.confirmPayout(asked.id);
      // Where the wallet sends nothing to a stranger's bank, two people tell what the bank answered.
      if (asked.way === "hand") {
        const said = { paid: true, reference: "STORY-1" };
        await operator.tellPayout(asked.id, said);
        await second.confirmTold(asked.id, said);
      }
      await until(
        () => operator.getPayout(asked.id),
        (one) => one.state === "paid",
        "the payout has arrived",
      );
      const owed = (await operator.mediaAccounts()).find((one) => one.wallet_account === account);
      same(owed?.due, yuan("0.00"), "what is still owed");
      const about = (
        await until(
          () => operator.auditEntries("campaign_acts"),
          (all) => all.some((one) => one.key === `${asked.id}/2`),
          "the confirmation is linked into the chain",
        )
      ).filter((one) => one.key.startsWith(asked.id));
      same(about.length >= 2, true, "who asked and who confirmed");
    },
  );
}

/** Three people's taps, by three browsers. */
async function tap(url: string, n: number): Promise<number> {
  const headers = { "user-agent": `story ${n}` };
  const answer = await fetch(url, { redirect: "manual", headers });
  await answer.arrayBuffer();
  return answer.status;
}
