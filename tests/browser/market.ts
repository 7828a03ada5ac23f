import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "#config";
import { buildHouse } from "#main";
import { makeApi, type Sandbox, startSandbox } from "#sandbox";
import { buildWeb } from "../../scripts/build-web.ts";
import { freshDatabase } from "../database.ts";

/** Balances in fen by kind of account, for one store and one wallet. */
export type Book = Readonly<Record<string, bigint>>;

export type Market = {
  sandbox: Sandbox;
  houseUrl: string;
  shopUrl: string;
  phoneUrl: string;
  /** A token of an operator of the whole house. */
  operatorToken: string;
  /** What the store's book holds for the wallet, as the public API tells it. */
  book(store: string, wallet: string): Promise<Book>;
  close(): Promise<void>;
};

type Account = { kind: string; wallet: string | null; balance: { minor: string } };

/** All that `npm start` boots, in this process: database, house, wallets' fakes, phone and the demo marketplace. */
export async function openMarket(): Promise<Market> {
  const home = mkdtempSync(join(tmpdir(), "hutong-market-"));
  const pages = join(home, "pages");
  const closers: (() => unknown)[] = [() => rmSync(home, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const one of closers.reverse()) await one();
  };
  try {
    await buildWeb({ outDir: pages, apps: ["cashier", "phone", "shop"] });
    const database = await freshDatabase();
    closers.push(() => database.drop());
    const config = readConfig("sandbox", {}, { HUTONG_HOME: home, PORT: "0", SANDBOX_PORT: "0", LOG_LEVEL: "error" });
    const house = await buildHouse({ config, masterKey: config.masterKey(), databaseUrl: database.appUrl, pages });
    closers.push(() => house.close());
    const { url: houseUrl } = await house.listen();
    const operatorToken = await house.operatorToken();
    const approverToken = await house.approverToken();
    const sandbox = await startSandbox({ config, houseUrl, operatorToken, approverToken, pages, say: () => {} });
    closers.push(() => sandbox.close());
    const api = makeApi(houseUrl, sandbox.demo.token);
    return {
      ...{ sandbox, houseUrl, operatorToken, close },
      shopUrl: sandbox.urls[0]?.url ?? "",
      phoneUrl: `${sandbox.wallets.control}/phone`,
      async book(store, wallet) {
        const { data } = await api.get<{ data: Account[] }>(`/v1/books/${sandbox.demo.stores[store]}/accounts`);
        const own = data.filter((account) => account.wallet === wallet);
        return Object.fromEntries(own.map((account) => [account.kind, BigInt(account.balance.minor)]));
      },
    };
  } catch (fault) {
    await close();
    throw fault;
  }
}
