import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Role } from "#directory";
import { fen } from "#money";
import { buildWeb } from "../../scripts/build-web.ts";
import { freshDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse, runChore } from "../flows/house.ts";
import { Buyers, type Look } from "./buyers.ts";

export type Desk = Awaited<ReturnType<typeof openDesk>>;

const password = "a long pass phrase";

/** A house, its consoles and people of each role with a browser of their own. One for a whole file of tests. */
export async function openDesk(roles: readonly Role[], startAt = new Date()) {
  const folder = mkdtempSync(join(tmpdir(), "hutong-desk-"));
  await buildWeb({ outDir: folder, apps: ["console"] });
  const database = await freshDatabase();
  const flow: FlowHouse = await makeFlowHouse({
    ...{ databaseUrl: database.appUrl, pages: folder, startAt },
    // While the house lets time pass, as a drill does, the clock moves and what is due is done.
    wait: async (ms) => {
      flow.advance(ms / 1000);
      await flow.settle();
      await runChore(flow, "probes");
    },
  });
  const origin = await flow.house.app.listen({ host: "127.0.0.1", port: 0 });
  const browsers = await Buyers.open();
  const links = new Map<Role, string>();
  const by = { kind: "person", id: "per_test", marketplace: null, store: null };
  const [store = ""] = flow.stores;
  for (const role of roles.filter((one) => one !== "operator")) {
    const own = role.startsWith("merchant_") ? store : null;
    const made = await flow.house.people.inviteToTeam(by, {
      name: role,
      role,
      marketplace: flow.marketplace,
      store: own,
    });
    if (!made.ok) throw new Error(made.fault);
    links.set(role, made.value.token);
  }
  const ready = (page: Page) => page.locator(".frame-main h1").waitFor();
  return {
    ...{ flow, store, browsers, folder, origin },
    /** The first time by the one-time link, later by the password that was chosen then. */
    async enter(role: Role, look: Look = {}): Promise<Page> {
      const page = await browsers.page(look);
      if (look.size === undefined) await page.setViewportSize({ width: 1440, height: 900 });
      if (role === "operator") links.set(role, (await flow.house.people.firstOperatorLink()) ?? "");
      const link = links.get(role);
      await page.goto(link ? `${origin}/console/invitation#${link}` : `${origin}/console/`);
      await page
        .locator("input[autocomplete=username], input[autocomplete='username webauthn']")
        .first()
        .fill(`${role}-1`);
      await page.locator("input[type=password]").first().fill(password);
      await page.locator("button[type=submit]").click();
      await ready(page);
      links.delete(role);
      return page;
    },
    /** As a link inside the page goes. */
    async open(page: Page, path: string): Promise<void> {
      await page.evaluate((to) => {
        history.pushState(null, "", to);
        dispatchEvent(new PopStateEvent("popstate"));
      }, `/console${path}`);
      await ready(page);
      await page.locator("[aria-label='正在读取'], [aria-label='Loading']").first().waitFor({ state: "detached" });
    },
    /** Presses, fills the dialogue, confirms; the dialogue is gone when the deed is done. */
    async deed(
      page: Page,
      name: string,
      fill: (dialogue: ReturnType<Page["getByRole"]>) => Promise<void>,
    ): Promise<void> {
      await page.getByRole("button", { name, exact: true }).first().click();
      const dialogue = page.getByRole("dialog");
      await fill(dialogue);
      await dialogue.getByRole("button", { name, exact: true }).last().click();
      await dialogue.waitFor({ state: "hidden", timeout: 30_000 }).catch(async () => {
        throw new Error(`Still asked: ${await dialogue.textContent()}`);
      });
    },
    /** An order of the first store, paid with that wallet where one is named. */
    async order(given: {
      number: string;
      title?: string;
      wallet?: FlowWallet;
    }): Promise<{ order: string; payment: string }> {
      const amount = fen(1230);
      const { number, title = "龙井茶", wallet } = given;
      const orders = [{ store, number, title, amount, lines: [{ title: "茶", quantity: 1, amount }] }];
      const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
      const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
      const { payments } = flow.house;
      const made = await payments.createCheckout(
        flow.operator,
        { marketplace: flow.marketplace, orders, ...rest },
        null,
      );
      if (!made.ok) throw new Error(made.fault);
      const order = made.value.checkout.orders[0]?.id ?? "";
      if (!wallet) return { order, payment: "" };
      const asked = { checkout: made.value.checkout.id, wallet, method: "qr", device: "desktop" } as const;
      const more = { by_friend: false, buyer: { ip: "203.0.113.7" } };
      const started = await payments.startPayment(flow.operator, { ...asked, ...more }, null);
      if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
      await flow.fakes[wallet].act(started.value.action.content, "pay");
      await flow.settle();
      return { order, payment: started.value.payments[0]?.id ?? "" };
    },
    async close(): Promise<void> {
      await browsers.close();
      await flow.house.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
