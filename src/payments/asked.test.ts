import { afterAll, beforeAll, expect, test } from "vitest";
import type { Wallet } from "#wallets/protocol";
import type { PaymentsNeeds } from "./index.ts";
import { caller, made, makeRig, type Rig } from "./testing/rig.ts";

let rig: Rig;
const acceptance = { through: (wallet: Wallet) => wallet, isClearing: () => false, settleCaps: async () => {} };
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());

test("another wallet's user by a merchant's code: planned, held and looked at later, it is one question", async () => {
  const asked: Parameters<PaymentsNeeds["decide"]>[0][] = [];
  const house = rig.boot({
    decide: (about) => {
      asked.push(about);
      return { open: true, reasons: [], cap: null };
    },
    acceptance,
  });
  const input = { checkout: await made(rig), wallet: "red", method: "qr", device: "phone", by_friend: false } as const;
  const done = await house.startPayment(caller, { ...input, buyer: {}, by_code: true, issuer: "blue" }, null);
  expect(done).toMatchObject({ ok: true });
  await house.closeOverCaps("mkt_test");
  expect(asked).toHaveLength(3);
  expect(asked[0]).toMatchObject({ wallet: "red", method: "qr", by_code: true, issuer: "blue", buyer: {} });
  for (const one of asked.slice(1)) expect(one).toEqual(asked[0]);
});
