import { expect, test } from "vitest";
import { fen } from "#money";
import { rigOf } from "./testing/rig.ts";

const request = {
  ...{ paymentId: "01JDACCEPT0100000000000001", amount: fen(1234), title: "茶" },
  ...{ noticeUrl: "https://house.test/notices/wechatpay/wac_1", issuer: "jdpay", issuerRef: "JD-1" },
};

test("what another wallet's user paid is an order like any other: found, told, billed and refunded", async () => {
  const rig = rigOf();
  const accepted = await rig.wallet.acquiring?.accept(request);
  expect(accepted).toMatchObject({ kind: "accepted", amount: fen(1234) });
  // Repeated, it is the same one; with another amount it is none.
  expect(await rig.wallet.acquiring?.accept(request)).toEqual(accepted);
  expect(await rig.wallet.acquiring?.accept({ ...request, amount: fen(1) })).toMatchObject({ kind: "unknown" });
  const subject = { ...request, method: "jump", expiresAt: new Date() } as const;
  expect(await rig.wallet.ask(subject)).toMatchObject({ kind: "paid", amount: fen(1234) });
  expect(rig.fake.ledger().payments).toMatchObject([{ out_trade_no: request.paymentId, state: "SUCCESS" }]);
  expect(rig.fake.nextDue()).not.toBeNull();
});

test("a lost answer is unknown, a store that is not the partner's is refused", async () => {
  const rig = rigOf();
  rig.fake.setFaults({ timeout_after_success: 1 });
  expect(await rig.wallet.acquiring?.accept(request)).toMatchObject({ kind: "unknown" });
  rig.fake.clearFaults();
  expect(await rig.wallet.acquiring?.accept(request)).toMatchObject({ kind: "accepted" });
  const partner = rigOf("partner");
  expect(await partner.wallet.acquiring?.accept(request)).toMatchObject({ kind: "refused" });
  expect(await partner.wallet.acquiring?.accept({ ...request, subMerchant: "1900000000" })).toMatchObject({
    kind: "refused",
    code: "NO_AUTH",
  });
});
