import { randomBytes } from "node:crypto";
import { wallets } from "#wallets";
import type { FakeKind, WalletFake } from "#wallets/fake-protocol";
import { type FlowHouse, makeFlowHouse, must, operator } from "./house.ts";

/** Every wallet of the list. */
export const everyWallet = Object.keys(wallets);

export type EveryWallet = { flow: FlowHouse; fakes: Readonly<Record<string, WalletFake>>; store: string };

/** A house whose first store has joined every wallet of the list, each by its fake, with codes open to all of them. */
export async function openEveryWallet(databaseUrl: string): Promise<EveryWallet> {
  const startAt = new Date("2026-11-22T08:00:00Z");
  const others = everyWallet.filter((id) => id !== "wechatpay" && id !== "alipay");
  const mounted = await Promise.all(
    others.map(async (id) => {
      const { fakeKind } = (await import(`#wallets/${id}/fake`)) as { fakeKind: FakeKind };
      return { id, fakeKind, credentials: await fakeKind.makeCredentials({ now: startAt, random: randomBytes }) };
    }),
  );
  const more = mounted.map(
    ({ id, fakeKind, credentials }) =>
      [id, (outside: Parameters<FakeKind["makeFake"]>[1]) => fakeKind.makeFake(credentials, outside)] as const,
  );
  const flow = await makeFlowHouse({ databaseUrl, startAt, more: Object.fromEntries(more) });
  const store = flow.stores[0] ?? "";
  const { directory, openings } = flow.house;
  for (const { id, fakeKind, credentials } of mounted) {
    const settings = fakeKind.accountSettings(credentials, `https://${id}.test`);
    const account = { marketplace: flow.marketplace, wallet: id, title: id, settings };
    must(await directory.createWalletAccount(operator, account, null));
    must(await directory.setActivation(operator, store, id, { state: "active" }));
  }
  for (const partner of everyWallet) {
    const opening = {
      ...{ marketplace: flow.marketplace, capability: "code", partner, methods: null, effective_at: null },
      ...{ caps: { per_payment: null }, terms: { zh: "付款码与收款码", en: "Codes" } },
    };
    const { id } = must(await openings.createOpening(operator, opening, null));
    must(await openings.moveOpening(operator, id, "open", "codes of every wallet", null));
  }
  await flow.house.refresh();
  return { flow, fakes: { ...flow.more, ...flow.fakes }, store };
}
