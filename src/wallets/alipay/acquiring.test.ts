import { expect, test } from "vitest";
import { fen } from "#money";
import { makeRig } from "../conformance-rig.ts";
import { accountSettings, makeAlipayFake, makeCredentials } from "./fake.ts";
import { alipay } from "./index.ts";

const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const rigOf = () =>
  makeRig({
    kind: alipay,
    makeFake: (outside) => makeAlipayFake(credentials, outside),
    connect: (outside) =>
      alipay.connect(alipay.readSettings(accountSettings(credentials, "https://wallet.test", "key")), outside),
  });

const request = {
  ...{ paymentId: "01JDACCEPT0100000000000001", amount: fen(1234), title: "茶" },
  ...{ noticeUrl: "https://house.test/notices/alipay/wac_1", issuer: "unionpay", issuerRef: "UP-1" },
};

test("what another wallet's user paid is a trade like any other: found, told and refunded", async () => {
  const rig = rigOf();
  const accepted = await rig.wallet.acquiring?.accept(request);
  expect(accepted).toMatchObject({ kind: "accepted", amount: fen(1234) });
  // Repeated, it is the same one; with another amount or payer it is another's.
  expect(await rig.wallet.acquiring?.accept(request)).toEqual(accepted);
  for (const other of [{ amount: fen(1) }, { issuerRef: "UP-2" }])
    expect(await rig.wallet.acquiring?.accept({ ...request, ...other })).toMatchObject({ kind: "unknown" });
  const subject = { ...request, method: "jump", expiresAt: new Date() } as const;
  expect(await rig.wallet.ask(subject)).toMatchObject({ kind: "paid", amount: fen(1234) });
  expect(rig.fake.ledger().payments).toMatchObject([{ out_trade_no: request.paymentId, state: "TRADE_SUCCESS" }]);
  expect(rig.fake.nextDue()).not.toBeNull();
  const refund = { ...subject, refundId: "01JDREFUND0100000000000001", createdAt: new Date(), amount: fen(200) };
  const asked = { ...refund, total: fen(1234), reason: "broken" };
  expect(await rig.wallet.refund(asked)).toMatchObject({ kind: "refunded", amount: fen(200) });
});

test("a lost answer is unknown and asked for again; a payer without a wallet's name is refused", async () => {
  const rig = rigOf();
  rig.fake.setFaults({ timeout_after_success: 1 });
  expect(await rig.wallet.acquiring?.accept(request)).toMatchObject({ kind: "unknown" });
  rig.fake.clearFaults();
  expect(await rig.wallet.acquiring?.accept(request)).toMatchObject({ kind: "accepted" });
  expect(rig.fake.ledger().payments).toHaveLength(1);
  const nobody = { ...request, paymentId: "01JDACCEPT0100000000000002", issuer: "" };
  expect(await rig.wallet.acquiring?.accept(nobody)).toMatchObject({ kind: "refused" });
});
