import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { checkBooks, ledgerChecks, readBook } from "#ledger";
import { paymentChecks } from "#payments";
import { wallets } from "#wallets";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { readPdfSheet } from "../printed-pdf.ts";
import { coloursOf, readSvgSheet } from "../printed-sheet.ts";
import { type EveryWallet, everyWallet, openEveryWallet } from "./every-wallet.ts";

/** One printed code at a store's counter: what each wallet's app makes of it. */
let database: TestDatabase;
let rig: EveryWallet;
let number = 0;
beforeAll(async () => {
  database = await freshDatabase();
  rig = await openEveryWallet(database.appUrl);
}, 60_000);
afterAll(async () => {
  await rig.flow.house.close();
  await database.drop();
});
afterEach(async () => {
  await rig.flow.settle();
  expect(await checkBooks(rig.flow.house.db, [...ledgerChecks, ...paymentChecks])).toEqual([]);
  expect(rig.flow.house.alarms.kept).toEqual([]);
});

const app = () => rig.flow.house.app;
const bearer = () => ({ authorization: `Bearer ${rig.flow.token}` });

async function printed(more: object = {}): Promise<{ id: string; url: string; emv: string }> {
  const payload = { store: rig.store, title: "茶馆", latin_city: "SUZHOU", ...more };
  const headers = { ...bearer(), "idempotency-key": `code ${number++}` };
  return (await app().inject({ method: "POST", url: "/v1/merchant-codes", headers, payload })).json();
}

const agentOf = (wallet: string) => `Mozilla/5.0 (iPhone) ${wallets[wallet]?.inAppUserAgent}8.0`;

/** What the app that scanned comes to: its wallet's page at once, or the form that the cashier posts to it. */
async function opensIn(location: string): Promise<{ url: string; form?: Record<string, string> }> {
  const { pathname, hash, host } = new URL(location, "http://house.test");
  if (host !== "house.test") return { url: location };
  const headers = { authorization: `Bearer ${hash.slice(1)}` };
  return (await app().inject({ url: `/v1/checkouts/${pathname.slice(5)}`, headers })).json().payments[0].action;
}

/** What a store's book says that a wallet holds for it, in minor units. */
async function receivable(wallet: string): Promise<bigint> {
  const { house, marketplace } = rig.flow;
  const own = house.directory.snapshot.walletAccounts().filter((one) => one.marketplace === marketplace);
  const account = own.find((one) => one.wallet === wallet)?.id;
  const book = await readBook(house.db, rig.store);
  return book.find((one) => one.code === "receivable" && one.held_at === account)?.balance.minor ?? 0n;
}

test.each(everyWallet)(
  "%s: its app opens the code's URL into its own payment, which is paid and booked",
  async (id) => {
    const path = new URL((await printed()).url).pathname;
    const headers = { "user-agent": agentOf(id), "accept-language": "zh" };
    const page = (await app().inject({ url: path, headers })).body;
    // Its own button comes first and is marked, and no other is.
    expect(page.match(/name="wallet" value="\w+"( class="here")?/g)?.map((one) => one.slice(21))).toEqual([
      `${id}" class="here"`,
      ...everyWallet.filter((one) => one !== id).map((one) => `${one}"`),
    ]);
    const key = /name="key" value="(\w+)"/.exec(page)?.[1] ?? "";
    const post = () =>
      app().inject({
        ...{ method: "POST", url: path, headers: { ...headers, "content-type": "application/x-www-form-urlencoded" } },
        payload: new URLSearchParams({ wallet: id, amount: "12.30", key, openid: "" }).toString(),
      });
    const before = await receivable(id);
    const posted = await post();
    expect(posted.statusCode, posted.body).toBe(303);
    const { url, form } = await opensIn(posted.headers.location as string);
    // The wallet's own page, by its own host.
    expect(new URL(url).host).toBe(`${id}.test`);
    const shown = form ? `${url}?${new URLSearchParams(form)}` : url;
    expect(await rig.fakes[id]?.act(shown, "pay")).toMatchObject({ state: "paid", amount: "12.30" });
    // The form sent twice is one sale.
    await post();
    await rig.flow.settle();
    expect((await receivable(id)) - before).toBe(1230n);
    const { data } = (await app().inject({ url: "/v1/payments?state=paid&limit=100", headers: bearer() })).json();
    const own = data.filter((one: { wallet: string }) => one.wallet === id);
    expect(own).toMatchObject([{ store: rig.store, amount: { minor: "1230" }, method: "jump" }]);
  },
);

describe.each(["zh", "en"] as const)("the sheet for the counter in %s", (language) => {
  const sheetOf = async (id: string, format: "svg" | "pdf") => {
    const url = `/v1/merchant-codes/${id}/sheet?format=${format}&language=${language}`;
    const answer = await app().inject({ url, headers: bearer() });
    expect(answer.statusCode).toBe(200);
    return format === "svg" ? readSvgSheet(answer.body) : await readPdfSheet(answer.rawPayload);
  };
  test.each(["svg", "pdf"] as const)(
    "as %s: both codes read, every wallet by its name and its mark",
    async (format) => {
      const amount = { currency: "CNY", minor: "2880" };
      for (const more of [{}, { amount }, { title: '茶馆 <&> "O\'Tea"', latin_name: "TEA & CO" }]) {
        const { id, url, emv } = await printed(more);
        const { codes, texts, marks } = await sheetOf(id, format);
        expect(codes).toEqual([url, emv]);
        const kinds = everyWallet.flatMap((one) => wallets[one] ?? []);
        expect(marks.map((one) => one.colours)).toEqual(kinds.map((one) => coloursOf(one.mark.svg)));
        const said = texts.map((one) => one.said);
        const { title = "茶馆", latin_name: latin } = more as { title?: string; latin_name?: string };
        if (language === "zh" || latin) expect(said[0]).toBe(language === "zh" ? title : latin);
        expect(said).toContain(`${language === "zh" ? "收款码编号" : "Code"} ${id}`);
        const priced = said.includes(language === "zh" ? "28.80 元" : "CNY 28.80");
        expect(priced).toBe("amount" in more);
        // Each name stands below its own mark: no other one is nearer.
        const names = kinds.map((one) => texts.find((text) => text.said === one.title[language]));
        names.forEach((name, index) => {
          const mark = marks[index];
          if (!name || !mark) throw new Error(`${everyWallet[index]} is not on the sheet.`);
          expect(name.y - mark.y).toBeGreaterThan(34);
          expect(name.y - mark.y).toBeLessThan(60);
          const half = format === "svg" ? 0 : (widthOf(name.said) * 14) / 2;
          expect(name.x + half).toBeCloseTo(mark.x + 17, 3);
        });
      }
    },
  );
});

/** A Latin letter of the print's font is half as wide as a Chinese sign, which is a square. */
const widthOf = (said: string): number => [...said].reduce((sum, sign) => sum + (sign < "\x80" ? 0.5 : 1), 0);
