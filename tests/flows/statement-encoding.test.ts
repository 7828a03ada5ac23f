import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

test("a statement in GBK says the same as in UTF-8, without the mark that is UTF-8's own", async () => {
  const authorization = `Bearer ${await flow.house.operatorToken()}`;
  const get = (url: string) => flow.house.app.inject({ url, headers: { authorization } });
  const accounts = (await get(`/v1/wallet-accounts`)).json<{
    data: { id: string }[];
  }>();
  const statement = `/v1/stores/${flow.stores[0]}/statements/${accounts.data[0]?.id}?of=all`;
  const plain = await get(statement);
  const gbk = await get(`${statement}&encoding=gbk`);
  expect([plain.statusCode, gbk.statusCode]).toEqual([200, 200]);
  expect(plain.headers["content-type"]).toBe("text/csv; charset=utf-8");
  expect(gbk.headers["content-type"]).toBe("text/csv; charset=gbk");
  const said = new TextDecoder("gbk", { fatal: true }).decode(gbk.rawPayload);
  expect(said).toMatch(/期初余额/);
  expect(`\uFEFF${said}`).toBe(plain.rawPayload.toString("utf8"));
  expect((await get(`${statement}&encoding=big5`)).statusCode).toBe(422);
});
