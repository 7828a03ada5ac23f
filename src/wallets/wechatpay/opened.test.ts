import { expect, it } from "vitest";
import { phoneCode, sampleStart } from "../conformance-rig.ts";
import type { RawRequest, WireCall } from "../protocol.ts";
import { openedBefore } from "./opened.ts";
import { rigOf, type WeChatRig } from "./testing/rig.ts";

async function paidNotice(rig: WeChatRig): Promise<RawRequest> {
  const started = await rig.wallet.start(sampleStart(rig));
  if (started.kind !== "waiting" || !started.action) throw new Error(`not waiting: ${started.kind}`);
  await rig.fake.act(phoneCode(started.action), "pay");
  await rig.fake.deliverDue();
  const { headers, method, path, body } = rig.raw.at(-1) as RawRequest;
  // Bytes that nobody has read yet, whatever the rig did with its own.
  return { headers, method, path, body: Buffer.from(body) };
}

it("is shown alike whether it was opened a moment ago or is opened again, and its payer in neither", async () => {
  const rig = rigOf();
  const raw = await paidNotice(rig);
  const call: WireCall = {
    ...{ direction: "in", method: raw.method, path: raw.path, request: raw.body },
    response: { headers: {}, body: Buffer.alloc(0) },
  };
  const again = rig.wallet.show?.({ ...call });
  expect(openedBefore(raw.body)).toBeUndefined();
  expect((await rig.wallet.readNotice(raw)).kind).toBe("payment");
  const payer = openedBefore(raw.body)?.plain["payer"];
  const { openid } = payer as { openid: string };
  expect(openid).not.toBe("");
  const first = rig.wallet.show?.({ ...call });
  expect(first).toEqual(again);
  expect(first?.request.json).toContain('"trade_state":"SUCCESS"');
  expect(first?.request.json).toContain('"payer":{"$hidden":"person"}');
  expect(JSON.stringify([first?.path, first?.request, first?.response])).not.toContain(openid);
});

it("is remembered only when it is proven, and by its own bytes", async () => {
  const rig = rigOf();
  const raw = await paidNotice(rig);
  const body = Buffer.from(raw.body);
  body[9] = (body[9] ?? 0) ^ 1;
  expect((await rig.wallet.readNotice({ ...raw, body })).kind).toBe("not_genuine");
  expect(openedBefore(body)).toBeUndefined();
  await rig.wallet.readNotice(raw);
  expect(openedBefore(raw.body)).toBeDefined();
  expect(openedBefore(Buffer.from(raw.body))).toBeUndefined();
});
