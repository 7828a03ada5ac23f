import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { figuresOf } from "./house-doors.ts";
import { caller, made, makeRig, notify, type Rig, start, started } from "./payments/testing/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());

test("figures of guards come from the payments of that partner, side and time", async () => {
  const figures = figuresOf(rig.db, rig.clock);
  const since = rig.clock.now();
  const pay = async () => {
    const [id] = await started(rig, await made(rig));
    rig.toys.red.pay((id as string).slice(4));
    await notify(rig, rig.toys.red, id as string);
    return id as string;
  };
  const payment = await pay();
  await pay();
  await rig.payments.createRefund(caller, { payment, amount: fen(100), reason: "x" }, null);
  await started(rig, await made(rig));
  rig.toys.red.knobs.start = "refused";
  expect((await start(rig, await made(rig))).ok).toBe(false);
  rig.toys.red.knobs.start = "lost_before";
  await start(rig, await made(rig));
  expect(await figures(["mkt_test"], "red", since)).toEqual({ paid: 2n, refused: 1n, unknown: 0n, refunded: 1n });
  rig.advance(31);
  expect(await figures(["mkt_test"], "red", since)).toMatchObject({ unknown: 1n });
  const none = { paid: 0n, refused: 0n, unknown: 0n, refunded: 0n };
  expect(await figures(["mkt_test"], "blue", since)).toEqual(none);
  expect(await figures(["mkt_other"], "red", since)).toEqual(none);
  expect(await figures(["mkt_test"], "red", rig.clock.now())).toEqual(none);
});
