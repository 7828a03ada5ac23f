import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "#config";
import { buildHouse, type House } from "#main";
import { booksOfStore } from "../scripts/book-checks.ts";
import { freshDatabase, type TestDatabase } from "../tests/database.ts";
import { makeApi } from "./api.ts";
import { type Sandbox, startSandbox } from "./index.ts";
import { closeServer, listen } from "./listen.ts";

const home = mkdtempSync(join(tmpdir(), "hutong-sandbox-"));
const pages = join(import.meta.dirname, "../web/dist");

/** What `npm start` does: the whole house, the wallets' fakes and the demo, over sockets. */
describe("the sandbox over the whole house", () => {
  let database: TestDatabase;
  let house: House;
  let houseUrl: string;
  let operatorToken: string;
  let approverToken: string;
  let sandbox: Sandbox;
  const config = readConfig("sandbox", { HUTONG_HOME: home, PORT: "0", SANDBOX_PORT: "0", LOG_LEVEL: "silent" }, {});

  const start = async () => {
    sandbox = await startSandbox({ config, houseUrl, operatorToken, approverToken, pages, say: () => {} });
  };
  const restart = async () => {
    await sandbox.close();
    await start();
  };
  const selfCheck = () => sandbox.selfCheck(booksOfStore(house.db));
  const faults = (body: object) =>
    fetch(`${sandbox.wallets.control}/faults`, { method: "POST", body: JSON.stringify(body) });
  const failed = async () => (await selfCheck()).steps.filter((step) => !step.ok);

  beforeAll(async () => {
    database = await freshDatabase();
    house = await buildHouse({ config, masterKey: config.masterKey(), databaseUrl: database.appUrl, pages });
    ({ url: houseUrl } = await house.listen());
    operatorToken = await house.operatorToken();
    approverToken = await house.approverToken();
    await start();
  }, 60_000);
  afterAll(async () => {
    await sandbox?.close();
    await house?.close();
    await database?.drop();
    await rm(home, { recursive: true, force: true });
  });

  it("pays with every wallet through every layer, and says each step", async () => {
    const { ok, steps } = await selfCheck();
    expect(steps.filter((step) => !step.ok)).toEqual([]);
    expect({ ok, steps: steps.length }).toEqual({ ok: true, steps: 18 });
    expect(steps.at(-2)?.detail).toBe("4");
  });

  it("leaves what stands as it is after a restart: same market, same addresses, same payments", async () => {
    const before = { demo: sandbox.demo, urls: sandbox.urls };
    await restart();
    expect({ demo: sandbox.demo, urls: sandbox.urls }).toEqual(before);
    const markets = await makeApi(houseUrl, operatorToken).get<{ data: unknown[] }>("/v1/marketplaces");
    // The demo, and the marketplace of the timeline.
    expect(markets.data).toHaveLength(2);
    const { ok, steps } = await selfCheck();
    expect([ok, steps.at(-2)?.detail]).toEqual([true, "8"]);
  });

  it("has one store where WeChat Pay is shut, with the reason in both languages", async () => {
    const api = makeApi(houseUrl, sandbox.demo.token);
    const amount = { currency: "CNY", minor: "2990" };
    const lines = [{ title: "Brass bell", quantity: 1, amount }];
    const order = { store: sandbox.demo.stores["cycles"], number: "bell-1", title: "Brass bell", amount, lines };
    const urls = { success_url: "http://shop.test/", cancel_url: "http://shop.test/" };
    type Offer = { wallet: string; available: boolean; reasons: { zh: string; en: string }[] };
    const { offers } = await api.post<{ offers: Offer[] }>("/v1/checkouts", { orders: [order], ...urls });
    const [wechatpay, alipay] = ["wechatpay", "alipay"].map((id) => offers.find((offer) => offer.wallet === id));
    expect(alipay?.available).toBe(true);
    expect(wechatpay).toMatchObject({ available: false, reasons: [{ zh: /./, en: /./ }] });
  });

  it("says that the books do not stand, and what differs, when somebody has been at them", async () => {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const by = async (fen: number) => {
      const sql = "update accounts set debits = debits + $1 where book = $2 and code = 'receivable'";
      await owner.query(sql, [fen, sandbox.demo.stores["tea"]]);
    };
    await by(1);
    const wrong = await failed();
    await by(-1);
    await owner.end();
    expect(wrong.map((step) => step.what.en)).toEqual([
      "The books stand: every check where these payments were booked",
    ]);
    expect(wrong[0]?.detail).toMatch(/differences, e\.g\. totals: sto_.* receivable/);
    expect(await failed()).toEqual([]);
  });

  it("says at which step it failed when a wallet lies", async () => {
    await faults({ wallet: "alipay", set: { server_error: 1 } });
    const [step] = await failed();
    expect(step?.what.en).toBe("Alipay: checkout opened, the wallet gave a code");
    await faults({ clear: true });
    expect(await failed()).toEqual([]);
  });

  it("follows a wallet that had to move to another port", async () => {
    const old = new URL(sandbox.wallets.mounted[0]?.origin ?? "");
    await sandbox.close();
    const squatter = createServer((_request, response) => response.writeHead(418).end());
    await listen(squatter, old.hostname, Number.parseInt(old.port, 10));
    try {
      await start();
      expect(sandbox.wallets.mounted[0]?.origin).not.toBe(old.origin);
      expect(await failed()).toEqual([]);
    } finally {
      await closeServer(squatter);
    }
  });
});
