import { randomBytes } from "node:crypto";
import { wallets } from "#wallets";
import type { FakeKind, WalletFake } from "#wallets/fake-protocol";
import { type FlowHouse, makeFlowHouse, must, operator, walletIds } from "./house.ts";

/** Every wallet of the list. */
export const everyWallet = Object.keys(wallets);

/** Those that a house of tests does not have by itself. */
const otherWallets = everyWallet.filter((id) => !walletIds.some((own) => own === id));

export type EveryWallet = { flow: FlowHouse; fakes: Readonly<Record<string, WalletFake>>; store: string };

/** A house with an account at every wallet of the list, each by its fake; its stores have joined the first two. */
export async function mountEveryWallet(databaseUrl: string): Promise<EveryWallet> {
  const startAt = new Date("2026-11-22T08:00:00Z");
  const mounted = await Promise.all(
    otherWallets.map(async (id) => {
      const { fakeKind } = (await import(`#wallets/${id}/fake`)) as { fakeKind: FakeKind };
      return { id, fakeKind, credentials: await fakeKind.makeCredentials({ now: startAt, random: randomBytes }) };
    }),
  );
  const more = mounted.map(
    ({ id, fakeKind, credentials }) =>
      [id, (outside: Parameters<FakeKind["makeFake"]>[1]) => fakeKind.makeFake(credentials, outside)] as const,
  );
  const flow = await makeFlowHouse({ databaseUrl, startAt, more: Object.fromEntries(more) });
  for (const { id, fakeKind, credentials } of mounted) {
    const settings = fakeKind.accountSettings(credentials, `https://${id}.test`);
    const account = { marketplace: flow.marketplace, wallet: id, title: id, settings };
    must(await flow.house.directory.createWalletAccount(operator, account, null));
  }
  await flow.house.refresh();
  return { flow, fakes: { ...flow.more, ...flow.fakes }, store: flow.stores[0] ?? "" };
}

/** The same, whose first store has joined every wallet, with codes open to all of them. */
export async function openEveryWallet(databaseUrl: string): Promise<EveryWallet> {
  const mounted = await mountEveryWallet(databaseUrl);
  const { flow, store } = mounted;
  const { directory, openings } = flow.house;
  for (const id of otherWallets) must(await directory.setActivation(operator, store, id, { state: "active" }));
  for (const partner of everyWallet) {
    const opening = {
      ...{ marketplace: flow.marketplace, capability: "code", partner, methods: null, effective_at: null },
      ...{ caps: { per_payment: null }, terms: { zh: "付款码与收款码", en: "Codes" } },
    };
    const { id } = must(await openings.createOpening(operator, opening, null));
    must(await openings.moveOpening(operator, id, "open", "codes of every wallet", null));
  }
  await flow.house.refresh();
  return mounted;
}

export type Till = ReturnType<typeof tillOf>;

let number = 0;

/** What a till of that store asks through the API, and what it sees of payers' wallets; every call has its own key. */
export function tillOf(flow: FlowHouse, fakes: EveryWallet["fakes"], store: string) {
  const call = async (method: "GET" | "POST" | "PUT", url: string, payload?: object, key = `k${number++}`) => {
    const headers = { authorization: `Bearer ${flow.token}`, ...(method === "POST" ? { "idempotency-key": key } : {}) };
    const answer = await flow.house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, body: answer.json() };
  };
  const sale = (code: string, more: object = {}) => ({
    ...{ store, code, amount: { currency: "CNY", minor: "1230" }, number: `T${number++}`, ...more },
  });
  return {
    call,
    show: (wallet: string, mood?: "ready" | "password" | "insufficient") =>
      fakes[wallet]?.payerCodes?.show("li lei", mood).code as string,
    charge: (code: string, more?: object, key?: string) => call("POST", "/v1/till-payments", sale(code, more), key),
    paidAt: (wallet: string) =>
      fakes[wallet]?.ledger().payments.filter((one) => one.paid_at !== null && one.refunded === "0").length ?? -1,
    stateOf: async (id: string) => (await call("GET", `/v1/payments/${id}`)).body.state,
    /** Time passes in steps as a till's questions have. */
    async pass(seconds: number): Promise<void> {
      for (let left = seconds; left > 0; left -= 6) {
        flow.advance(6);
        await flow.settle();
      }
    },
  };
}
