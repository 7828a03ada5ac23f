import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { FlowWallet } from "../flows/house.ts";
import type { Look } from "./buyers.ts";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const zh = {
  ...{ reEvaluate: "建议再评估", vote: "投票", receipt: "选票回执", approve: "批准", none: "没有待审批的事项" },
  ...{ refund: "退款", yuan: /金额（元/, stop: "立即停止", paused: /已暂停：/ },
  ...{ store: "店铺", wallet: "钱包", wechatpay: "微信支付", drill: "开始演练", kept: "分文未失" },
  passed: "通过",
};
const en: typeof zh = {
  ...{ reEvaluate: "Re-evaluate", vote: "Vote", receipt: "Your receipt", approve: "Approve" },
  ...{ none: "Nothing waits for you", refund: "Refund", yuan: /Amount in yuan/, stop: "Stop now", paused: /^Paused: / },
  ...{ store: "Store", wallet: "Wallet", wechatpay: "WeChat Pay", drill: "Start the drill", kept: "Nothing is lost" },
  passed: "Passed",
};
const looks: readonly (readonly [string, Look, typeof zh])[] = [
  ["zh desk", {}, zh],
  ["en phone", { size: "phone", locale: "en-GB" }, en],
  ["zh phone", { size: "phone" }, zh],
  ["en desk", { locale: "en-GB" }, en],
];
/** Capabilities that no opening of the house's own goes to, one a look: two openings of one way cannot stand. */
const capabilities = ["code", "link", "entry", "ad"] as const;
const partners = { voted: "wechat", proposed: "douyin", stopped: "kuaishou" } as const;

/** Vote, approve, stop, refund, drill: both languages, at a desk and on a phone. The others have their own file. */
describe.skipIf(!hasChromium)("roads in both languages at both widths", { timeout: 120_000 }, () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(["approver", "merchant_owner"]);
    desk.flow.house.watch.drills.connect({
      async faults(wallet, set) {
        const fake = desk.flow.fakes[wallet as FlowWallet];
        if (set === null) fake.clearFaults();
        else fake.setFaults(set);
      },
      async pay(wallet, code) {
        await desk.flow.fakes[wallet as FlowWallet].act(code, "pay");
      },
    });
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  const draft = async (look: number, partner: string): Promise<string> => {
    const { flow } = desk;
    const capability = capabilities[look] as (typeof capabilities)[number];
    const asked = { marketplace: flow.marketplace, capability, partner, methods: null, effective_at: null };
    const rest = { caps: { per_payment: null }, terms: { zh: "互通试验", en: "A trial of opening" }, notice_days: 0 };
    const made = await flow.house.openings.createOpening(flow.operator, { ...asked, ...rest }, null);
    if (!made.ok) throw new Error(made.fault);
    return made.value.id;
  };
  const done = <T extends { ok: boolean; fault?: string }>(result: T): T => {
    if (!result.ok) throw new Error(result.fault);
    return result;
  };
  const seen = async (page: Page, road: string, name: string): Promise<void> => {
    await picture(page, `eight-${road}-${name.replace(" ", "-")}`);
    await expectSound(page);
  };

  test.each(looks)("an owner votes and holds a receipt: %s", async (name, look, words) => {
    const { flow } = desk;
    const id = await draft(
      looks.findIndex(([one]) => one === name),
      partners.voted,
    );
    const deadline = new Date(flow.now().getTime() + 3_600_000);
    const rule = { quorum: 1, share: 5000, weighting: "stores" } as const;
    done(await flow.house.openings.consultStores(flow.operator, id, { deadline, rule, why: "stores first" }, null));
    await flow.settle();
    const owner = await desk.enter("merchant_owner", look);
    await desk.open(owner, `/votes/${id}`);
    await owner.getByText(words.reEvaluate, { exact: true }).click();
    await owner.getByRole("button", { name: words.vote, exact: true }).click();
    await owner.getByRole("heading", { name: words.receipt }).waitFor();
    await seen(owner, "vote", name);
    const [vote] = await flow.house.openings.consultationsOf(id);
    expect(vote?.cast).toBe(1);
  });

  test.each(looks)("a second person approves: %s", async (name, look, words) => {
    const { flow } = desk;
    const id = await draft(
      looks.findIndex(([one]) => one === name),
      partners.proposed,
    );
    const act = { act: "announce", effective_at: null, skip_consultation: "a test asks nobody" } as const;
    done(await flow.house.openings.proposeAct(flow.operator, id, { ...act, why: "as agreed" }, null));
    const approver = await desk.enter("approver", look);
    await desk.open(approver, "/approvals");
    await approver.getByText("as agreed").waitFor();
    await seen(approver, "approve", name);
    await desk.deed(approver, words.approve, (dialogue) => dialogue.locator("textarea").fill("seen"));
    await approver.getByText(words.none).waitFor();
    expect((await flow.house.openings.getOpening(id))?.state).not.toBe("draft");
  });

  test.each(looks)("an operator stops an opening: %s", async (name, look, words) => {
    const { flow } = desk;
    const id = await draft(
      looks.findIndex(([one]) => one === name),
      partners.stopped,
    );
    const asked = { why: "go", skip_consultation: "a test asks nobody", effective_at: null };
    done(await flow.house.openings.announceOpening(flow.operator, id, asked, null));
    await flow.settle();
    const operator = await desk.enter("operator", look);
    await desk.open(operator, `/openings/${id}`);
    await desk.deed(operator, words.stop, (dialogue) => dialogue.locator("textarea").fill("nobody answers"));
    await operator.getByText(words.paused).first().waitFor();
    await seen(operator, "stop", name);
    expect((await flow.house.openings.getOpening(id))?.state).toBe("paused");
  });

  test.each(looks)("an operator refunds a part: %s", async (name, look, words) => {
    const { order } = await desk.order({ number: `R-${name}`, wallet: "wechatpay" });
    const operator = await desk.enter("operator", look);
    await desk.open(operator, `/orders/${order}`);
    await desk.deed(operator, words.refund, async (dialogue) => {
      await dialogue.getByLabel(words.yuan).fill("2.30");
      await dialogue.locator("textarea").fill("one bag was torn");
    });
    await operator.getByText("one bag was torn").first().waitFor();
    await seen(operator, "refund", name);
  });

  test.each(looks.slice(0, 2))("a drill is started and ends with a report: %s", async (name, look, words) => {
    const { drills } = desk.flow.house.watch;
    const reports = () => drills.listDrills({ marketplace: desk.flow.marketplace, store: null }, 100);
    const before = await reports();
    const operator = await desk.enter("operator", look);
    await desk.open(operator, "/drills");
    await operator.getByLabel(words.store, { exact: true }).click();
    await operator.locator(".ant-select-item-option").first().click();
    await operator.getByLabel(words.wallet, { exact: true }).last().click();
    await operator.locator(`.ant-select-item-option[title='${words.wechatpay}']`).click();
    await desk.deed(operator, words.drill, async () => {});
    await drills.settled();
    const known = new Set(before.map((one) => one.id));
    const made = (await reports()).filter((one) => !known.has(one.id));
    expect(made).toMatchObject([{ state: "passed", wallet: "wechatpay" }]);
    expect(made[0]?.steps.filter((step) => !step.ok)).toEqual([]);
    // The step's title stands there whether it went well or not: the page must show one report more, with its chip.
    const passed = operator.locator(".ant-card").filter({ hasText: words.kept }).filter({ hasText: words.passed });
    await expect.poll(() => passed.count(), { timeout: 30_000 }).toBe(before.length + 1);
    await seen(operator, "drill", name);
  });
});
