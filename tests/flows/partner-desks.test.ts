import { afterAll, beforeAll, expect, test } from "vitest";
import { caller, jdPay, makeAcceptance, makeAgreements, makeFunds } from "../browser/partners-market.ts";
import { freshDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse, must } from "./house.ts";

/** What the desks of agreements, of acceptance and of own money read, against what was done. */
let flow: FlowHouse;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let call: ReturnType<typeof caller>;
const dayS = 86_400;

beforeAll(async () => {
  database = await freshDatabase();
  const startAt = new Date("2026-11-10T04:00:00Z");
  const { credentials, more } = await jdPay(startAt);
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, startAt, more });
  call = caller(flow);
  await makeFunds(flow, call);
  await makeAcceptance(flow, call, credentials);
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

type Fen = { minor: string };
type Day = { day: string } & Record<"funds" | "advanced" | "compensated" | "media_due" | "media_payouts", Fen>;
type Move = { id: string; kind: string; amount: Fen; funds: Fen | null; why: string | null };

test("own money day by day, backwards from today; moves in the order in which they were made, page by page", async () => {
  const account = flow.accounts.alipay;
  const path = `/v1/wallet-accounts/${account}/funds`;
  const { id } = await call("POST", path, { act: "add", amount: { currency: "CNY", minor: "70000" }, why: "补足" });
  flow.advance(3 * dayS);
  must(await flow.house.settlement.decideFunds("per_other", id, true));
  flow.advance(2 * dayS);
  const { data } = (await call("GET", `${path}/days?days=7`)) as { data: Day[] };
  expect(data.map(({ day, funds, compensated }) => [day, funds.minor, compensated.minor])).toEqual([
    ["2026-11-09", "0", "0"],
    ["2026-11-10", "487700", "12300"],
    ["2026-11-11", "487700", "12300"],
    ["2026-11-12", "487700", "12300"],
    ["2026-11-13", "557700", "12300"],
    ["2026-11-14", "557700", "12300"],
    ["2026-11-15", "557700", "12300"],
  ]);
  const seen: Move[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await call("GET", `${path}/moves?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
    seen.push(...page.data);
    cursor = page.next_cursor;
  }
  // Proposed before the compensation, approved days after it.
  expect(seen[0]).toMatchObject({ kind: "funds_added", funds: { minor: "70000" }, why: "补足" });
  expect(
    seen
      .slice(1)
      .map((one) => [one.kind, one.funds?.minor])
      .toSorted(),
  ).toEqual([
    ["compensation_given", "-12300"],
    ["funds_added", "500000"],
  ]);
  const forged = await call("GET", `${path}/moves?cursor=${Buffer.from("1.nonsense").toString("base64url")}`).catch(
    String,
  );
  expect(forged).toContain("cursor_invalid");
  const listed = await call("GET", `/v1/funds?wallet_account=${account}`);
  expect(listed.data.map((one: { state: string }) => one.state).toSorted()).toEqual(["done", "done", "proposed"]);
  expect((await call("GET", `/v1/funds?wallet_account=${flow.accounts.wechatpay}`)).data).toEqual([]);
});

test("what hangs on an agreement, and its vouchers by state", async () => {
  const { wechat, kuaishou } = await makeAgreements(flow, call);
  const holds = await call("GET", `/v1/agreements/${wechat}/holds`);
  expect(holds).toMatchObject({
    openings: [{ capability: "entry", partner: "wechat", state: "draft" }],
    grants: [{ api: "order_status", fields: ["number", "state"], cut: false }],
    ...{ contracts: [], vouchers: { issued: 0, redeemed: 0, expired: 0, refunded: 0 } },
  });
  flow.advance(31 * dayS);
  const vouchers = await call("GET", `/v1/agreements/${kuaishou}/vouchers`);
  expect(vouchers.data.map((one: { state: string }) => one.state).toSorted()).toEqual(["expired", "issued"]);
  expect((await call("GET", `/v1/agreements/${kuaishou}/holds`)).vouchers).toEqual({
    ...{ issued: 1, redeemed: 0, expired: 1, refunded: 0 },
  });
});

test("a pair's day: counted against its cap, its fees, what is owed; the next day begins at nothing", async () => {
  const [before] = (await call("GET", "/v1/hub/acceptance-today")).data;
  expect(before).toMatchObject({
    ...{ acquirer: "wechatpay", issuer: "jdpay", state: "open", late: false, payments: 0, returning: 0 },
    ...{ counted: { minor: "0" }, caps: { total_day: { minor: "50000" }, per_buyer_day: null } },
    ...{ amount: { minor: "0" }, fees: { minor: "0" }, owed: { minor: "41841" } },
  });
  const none = await call("GET", "/v1/hub/acceptances?state=returning");
  expect(none.data).toEqual([]);
  expect((await call("GET", "/v1/hub/acceptances?state=accepted")).data).toHaveLength(1);
});
