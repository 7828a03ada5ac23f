import { afterAll, beforeAll, expect, test } from "vitest";
import { made, makeRig, notify, type Rig, started } from "./payments/testing/rig.ts";
import { makeFollower, relayOnce } from "./worker.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());

test("what another process did before the follower's first turn still reaches a page that was open already", async () => {
  const page = rig.boot();
  const checkout = await made(rig);
  const [id] = (await started(rig, checkout)) as [string];
  const seen: (string | undefined)[] = [];
  const look = async () => seen.push((await page.getCheckout(checkout))?.state);
  await look();
  let looking: Promise<unknown> = Promise.resolve();
  const leave = page.subscribe(checkout, () => {
    looking = look();
  });
  const told = (event: { data: object }) => {
    if ("checkout" in event.data) page.changed(String(event.data.checkout));
  };
  const follow = makeFollower(rig.db, page.watched, told, page.allChanged);
  rig.toys.red.pay(id.slice(4));
  await notify(rig, rig.toys.red, id);
  await relayOnce(rig.db);
  await follow();
  await follow();
  await looking;
  leave();
  expect(seen.at(-1)).toBe("complete");
});
