import { createHash, generateKeyPairSync, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fen } from "#money";
import { buildWeb } from "../../scripts/build-web.ts";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "../flows/house.ts";
import { Buyers, type Look, picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";

/** The desk of the hub between wallets: participants, what two people decide about them, settlement. */
describe.skipIf(!hasChromium)("the hub's desk", { timeout: 180_000 }, () => {
  let folder: string;
  let database: TestDatabase;
  let flow: FlowHouse;
  let browsers: Buyers;
  let origin: string;
  const links: Record<string, string> = {};
  type Who = "operator" | "approver" | "market";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hutong-hub-desk-"));
    await buildWeb({ outDir: folder, apps: ["console"] });
    database = await freshDatabase();
    flow = await makeFlowHouse({ databaseUrl: database.appUrl, pages: folder, startAt: new Date() });
    origin = await flow.house.app.listen({ host: "127.0.0.1", port: 0 });
    links["operator"] = (await flow.house.people.firstOperatorLink()) ?? "";
    const by = { kind: "person", id: "per_test", marketplace: null, store: null };
    const approver = { name: "王审批", role: "approver", marketplace: null, store: null } as const;
    const made = await flow.house.people.inviteToTeam(by, approver);
    if (!made.ok) throw new Error(made.fault);
    links["approver"] = made.value.token;
    const own = { name: "李运营", role: "operator", marketplace: flow.marketplace, store: null } as const;
    const market = await flow.house.people.inviteToTeam(by, own);
    if (!market.ok) throw new Error(market.fault);
    links["market"] = market.value.token;
    await seed();
    browsers = await Buyers.open();
  }, 180_000);
  afterEach(() => browsers.lookOver());
  afterAll(async () => {
    await browsers?.close();
    await flow?.house.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const title = {
    alipay: { zh: "支付宝（模拟）", en: "Alipay (simulated)" },
    wechatpay: { zh: "微信支付（模拟）", en: "WeChat Pay (simulated)" },
    unionpay: { zh: "云闪付（模拟）", en: "UnionPay (simulated)" },
  };
  const pem = () =>
    generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }).toString();

  async function send(payer: string, payee: string, yuan: number): Promise<void> {
    const { transfers } = flow.house;
    const [id, fulfilment] = [randomUUID(), Buffer.alloc(32, 7)];
    const hash = (given: Buffer | string) => createHash("sha256").update(given).digest();
    const expires_at = new Date(flow.now().getTime() + 60_000);
    const asked = { id, payer, payee, amount: fen(yuan * 100), condition: hash(fulfilment), packet: "p", expires_at };
    if ((await transfers.prepare({ ...asked, requestHash: hash(id) })) !== "reserved") throw new Error("not reserved");
    await transfers.end({ id, source: payee, fulfilment, error: null });
  }

  async function seed(): Promise<void> {
    const { transfers, hub } = flow.house;
    for (const [name, words] of Object.entries(title)) {
      await transfers.putParticipant({ name, title: words }, "per_test");
      await transfers.setCap(name, fen(1_000_000));
      await transfers.moveFunds(name, fen(1_500_000));
    }
    const blank = { participant: "alipay", amount: null, rate: null, why: "接入", proposer: "per_test" } as const;
    const url = "https://fspiop.alipay.example";
    for (const change of [
      { ...blank, kind: "endpoint", endpoint: { resource: "all", url } },
      { ...blank, kind: "key", public_key: pem() },
    ] as const) {
      const made = await hub.propose(change, null);
      if (!made.ok) throw new Error(made.fault);
      await transfers.decideChange(made.value.id, { approve: true, why: "核对无误", by: "per_other" }, null);
    }
    await send("alipay", "wechatpay", 9200);
    await send("wechatpay", "unionpay", 1300);
  }

  const ready = (page: Page) => page.locator(".frame-main h1").waitFor();
  const enter = async (who: Who, look: Look = {}): Promise<Page> => {
    const page = await browsers.page(look);
    if (look.size === undefined) await page.setViewportSize({ width: 1440, height: 900 });
    const link = links[who];
    await page.goto(link ? `${origin}/console/invitation#${link}` : `${origin}/console/`);
    await page.locator("input[autocomplete=username]").first().fill(`${who}-1`);
    await page.locator("input[type=password]").first().fill("a long pass phrase");
    await page.locator("button[type=submit]").first().click();
    await ready(page);
    links[who] = "";
    return page;
  };
  const open = async (page: Page, tab: string): Promise<void> => {
    await page.evaluate((to) => {
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, `/console/hub?tab=${tab}`);
    await ready(page);
    await page.locator("[aria-label='正在读取'], [aria-label='Loading']").first().waitFor({ state: "detached" });
  };
  const deed = async (page: Page, name: string, why?: string): Promise<void> => {
    await page.getByRole("button", { name, exact: true }).first().click();
    const dialogue = page.getByRole("dialog");
    if (why !== undefined) await dialogue.locator("textarea").fill(why);
    await dialogue.getByRole("button", { name, exact: true }).last().click();
    await dialogue.waitFor({ state: "hidden" });
  };

  test("one person proposes a cap and a key, another approves; a participant is paused and let on again", async () => {
    const operator = await enter("operator");
    await open(operator, "participants");
    await operator.getByRole("button", { name: "提议变更" }).first().click();
    const dialogue = operator.getByRole("dialog");
    await dialogue.getByLabel("金额（元）").fill("20000");
    await dialogue.getByLabel("理由（永久留存）").fill("节前增量");
    await picture(operator, "hub-propose");
    await expectSound(operator);
    await dialogue.getByRole("button", { name: /提\s*议/ }).click();
    await dialogue.waitFor({ state: "hidden" });
    await deed(operator, "暂停");
    await operator.getByText("已暂停").first().waitFor();
    await deed(operator, "提议恢复", "已核实");
    const approver = await enter("approver");
    await approver.goto(`${origin}/console/approvals`);
    await approver.getByText("互转枢纽 · 净借记上限").waitFor();
    await approver.getByText("互转枢纽 · 恢复参与方").waitFor();
    await picture(approver, "hub-approvals");
    await expectSound(approver);
    await approver.getByRole("link", { name: "查看枢纽" }).first().click();
    await approver.getByText("节前增量").waitFor();
    expect(await operator.getByRole("button", { name: "批准" }).count()).toBe(0);
    await deed(approver, "批准", "同意");
    await deed(approver, "批准", "同意");
    await approver.getByRole("button", { name: "批准" }).waitFor({ state: "detached" });
    await picture(approver, "hub-changes");
    await expectSound(approver);
    await open(approver, "participants");
    await approver.locator(".hub-facts").getByText("¥20,000.00").waitFor();
    expect(await approver.getByText("已暂停").count()).toBe(0);
    await expectSound(approver);
  });

  test("a wallet joins by the form: one person names it, another agrees to its cap, address and key", async () => {
    const operator = await enter("operator");
    await open(operator, "participants");
    await operator.getByRole("button", { name: "新增参与方" }).click();
    const dialogue = operator.getByRole("dialog");
    const fill = (label: RegExp, text: string) => dialogue.getByLabel(label).fill(text);
    await fill(/代号/, "jdpay");
    await fill(/中文名称/, "京东支付（模拟）");
    await fill(/英文名称/, "JD Pay (simulated)");
    await fill(/净借记上限/, "5000");
    await fill(/回调地址/, "http://nowhere.invalid/?x=1");
    await fill(/RSA 公钥/, pem());
    expect(await dialogue.getByRole("button", { name: "新增并提议" }).isDisabled()).toBe(true);
    await fill(/理由/, "新接入");
    await dialogue.getByRole("button", { name: "新增并提议" }).click();
    // What is refused is told, and mended; what was heard before is not proposed twice.
    await dialogue.getByRole("alert").waitFor();
    await picture(operator, "hub-add-refused");
    await expectSound(operator);
    await fill(/回调地址/, "https://fspiop.jdpay.example");
    await dialogue.getByRole("button", { name: "新增并提议" }).click();
    await dialogue.waitFor({ state: "hidden" });
    await operator.getByRole("heading", { name: "京东支付（模拟）" }).waitFor();
    const waiting = (await flow.house.transfers.listChanges("pending")).filter((one) => one.participant === "jdpay");
    expect(waiting.map((one) => one.kind).sort()).toEqual(["cap", "endpoint", "key"]);
    const approver = await enter("approver");
    await open(approver, "changes");
    for (let n = 0; n < 3; n++) await deed(approver, "批准", "核对无误");
    const joined = (await flow.house.hub.participants()).find((one) => one.name === "jdpay");
    expect([joined?.accounts[0]?.cap, joined?.endpoints.length, joined?.keys.length]).toEqual([fen(500_000), 1, 1]);
    // Its last change is another test's to see.
    await open(operator, "participants");
    await expectSound(operator);
  });

  test("the hub's own key is changed, and money taken back ends, each by two people", async () => {
    const operator = await enter("operator");
    await open(operator, "participants");
    await deed(operator, "生成新密钥");
    await operator.getByText("已公布，未启用").waitFor();
    const { transfers, hub } = flow.house;
    const blank = { participant: "alipay", rate: null, why: "提现", proposer: "per_test" } as const;
    const out = await hub.propose({ ...blank, kind: "funds_out", amount: fen(10_000) }, null);
    if (!out.ok) throw new Error(out.fault);
    await transfers.decideChange(out.value.id, { approve: true, why: "同意", by: "per_other" }, null);
    await open(operator, "changes");
    await open(operator, "participants");
    await operator.getByText("取回中的资金").waitFor();
    await picture(operator, "hub-keys-funds-out");
    await expectSound(operator);
    await deed(operator, "提议启用", "年度更换");
    await deed(operator, "退回资金", "银行退汇");
    const approver = await enter("approver");
    await open(approver, "changes");
    for (let n = 0; n < 2; n++) await deed(approver, "批准", "属实");
    await open(approver, "participants");
    await approver.getByText("正在签名").waitFor();
    await approver.getByText("取回中的资金").waitFor({ state: "detached" });
    expect((await transfers.ownKeys()).filter((one) => one.state === "signs")).toHaveLength(1);
  });

  test.each([
    ["light", {}],
    ["phone", { size: "phone", dark: true, locale: "en-GB" }],
  ] as const)("to a marketplace's own people who type the address the desk says so, kindly: %s", async (name, look) => {
    const page = await enter("market", look);
    await open(page, "participants");
    await page.getByText(/您的角色不能查看此页|Your role does not reach this desk/).waitFor();
    expect(await page.getByText(/hub:read/).count()).toBe(0);
    expect(await page.getByRole("alert").count()).toBe(0);
    await picture(page, `hub-not-allowed-${name}`);
    await expectSound(page);
  });

  test("a window is closed; who paid is said by one and confirmed by another; whoever is late is shown", async () => {
    const operator = await enter("operator");
    await open(operator, "settlements");
    await deed(operator, "关闭结算窗口");
    await operator.getByText("结算中").first().waitFor();
    await deed(operator, "登记付款", "银行回单 7");
    await operator.getByText("待复核：已付款").waitFor();
    await picture(operator, "hub-settlement-proposed");
    await expectSound(operator);
    const approver = await enter("approver");
    await open(approver, "changes");
    await deed(approver, "批准", "回单属实");
    await open(operator, "settlements");
    await deed(operator, "入账");
    await deed(operator, "入账");
    await operator.getByText("已结清").waitFor();
    expect((await flow.house.transfers.checkSettlements()).length).toBe(0);
    await send("unionpay", "alipay", 800);
    await deed(operator, "关闭结算窗口");
    flow.advance(86_400);
    // A session does not outlive a day.
    const late = await enter("operator");
    await open(late, "settlements");
    await late.getByText("有参与方逾期未付").waitFor();
    await picture(late, "hub-settlement-late");
    await expectSound(late);
  });

  test.each([
    ["light", {}],
    ["phone", { size: "phone", dark: true, locale: "en-GB" }],
  ] as const)("the desk is sound: %s", async (name, look) => {
    const operator = await enter("operator", look);
    for (const tab of ["participants", "changes", "settlements"]) {
      await open(operator, tab);
      await picture(operator, `hub-${name}-${tab}`);
      await expectSound(operator);
    }
  });
});
