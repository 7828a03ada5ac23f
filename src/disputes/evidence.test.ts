import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fen } from "#money";
import { caller } from "#payments/testing";
import { paidOrder } from "#settlement/testing";
import { evidenceTypeOf } from "./file-type.ts";
import { maySee } from "./index.ts";
import { type DisputesRig, makeDisputesRig } from "./testing/rig.ts";
import type { Caller } from "./types.ts";

let rig: DisputesRig;
beforeAll(async () => {
  rig = await makeDisputesRig();
});
afterAll(() => rig.end());

const pngOf = (n: number): Buffer =>
  Buffer.concat([
    ...[Buffer.from("89504e470d0a1a0a0000000d", "hex"), Buffer.from("IHDR"), Buffer.alloc(16, n)],
    ...[Buffer.from("IEND"), Buffer.from("ae426082", "hex")],
  ]);

async function anOrder(amount = 1000) {
  const { order } = await paidOrder(rig, amount);
  const found = await rig.payments.getOrder(order);
  if (!found) throw new Error("It was just paid.");
  const buyer: Caller = { kind: "checkout", id: found.checkout, marketplace: "mkt_test", store: null };
  const store: Caller = { kind: "key", id: "key_store", marketplace: "mkt_test", store: found.store };
  return { order: found, buyer, store, market: { ...caller, store: null } as Caller };
}

const put = async (by: Caller, order: Awaited<ReturnType<typeof anOrder>>["order"], content: Buffer) => {
  const done = await rig.disputes.putFile(by, order, { file_name: "photo.png", content });
  if (!done.ok) throw new Error(done.fault);
  return done.value;
};
const asked = (order: string, file: string) => ({
  ...{ order, kind: "dispute" as const, amount: fen(100), reason: "broken" },
  evidence: [{ title: "photo", file, sha256: "0".repeat(64) }],
});

test("a file's kind is what its bytes say, whole", () => {
  const pdf = Buffer.from("%PDF-1.7\n…\n%%EOF\n");
  const webp = Buffer.concat([Buffer.from("RIFF"), Buffer.from([8, 0, 0, 0]), Buffer.from("WEBPVP8 ")]);
  const jpeg = Buffer.from("ffd8ffe000104a464946ffd9", "hex");
  const types = ["image/png", "application/pdf", "image/webp", "image/jpeg"];
  expect([pngOf(1), pdf, webp, jpeg].map((one) => evidenceTypeOf(one))).toEqual(types);
  for (const one of [pngOf(1), pdf, webp, jpeg]) expect(evidenceTypeOf(one.subarray(0, -8))).toBe(null);
  for (const text of ["<html><script>1</script>", "GIF89a", "MZ", "", "<svg/>", "%PDF-"])
    expect(evidenceTypeOf(Buffer.from(text))).toBe(null);
});

describe("an uploaded file", () => {
  test("is its own party's until a dispute shows it, and then of all three; its hash is the house's own", async () => {
    const { order, buyer, store, market } = await anOrder();
    const file = await put(buyer, order, pngOf(1));
    expect([buyer, store, market].map((one) => maySee(one, file))).toEqual([true, false, false]);
    const opened = await rig.disputes.open(buyer, asked(order.id, file.id), null);
    if (!opened.ok) throw new Error(opened.fault);
    const shown = await rig.disputes.findFile(file.id);
    expect(shown).toMatchObject({ dispute: opened.value.id, sha256: file.sha256, type: "image/png" });
    expect([buyer, store, market].map((one) => shown && maySee(one, shown))).toEqual([true, true, true]);
    const [step] = await rig.disputes.steps(opened.value.id);
    expect(step?.evidence).toEqual([{ title: "photo", file: file.id, sha256: file.sha256 }]);
    expect((await rig.disputes.readFile(file.id))?.equals(pngOf(1))).toBe(true);
    const [row] = await rig.db.read<{ sealed: string }>("select sealed from evidence_files where id = $1", [file.id]);
    expect(row?.sealed.startsWith(`sealed for ${file.id}:`)).toBe(true);
  });

  test("is shown by its own party alone, and only for its own order; nothing moves otherwise", async () => {
    const [here, there] = [await anOrder(), await anOrder()];
    const [mine, theirs] = [await put(here.buyer, here.order, pngOf(2)), await put(here.store, here.order, pngOf(2))];
    expect(mine.id).not.toBe(theirs.id);
    const elsewhere = await rig.disputes.open(there.buyer, asked(there.order.id, mine.id), null);
    expect(elsewhere).toMatchObject({ ok: false, fault: "evidence_invalid" });
    expect(await rig.disputes.open(here.buyer, asked(here.order.id, theirs.id), null)).toMatchObject({ ok: false });
    const opened = await rig.disputes.open(here.buyer, asked(here.order.id, mine.id), null);
    if (!opened.ok) throw new Error(opened.fault);
    const { id } = opened.value;
    const wrong = { why: "no", evidence: [{ title: "photo", file: mine.id }] };
    expect(await rig.disputes.propose(here.market, id, { verdict: "for_store", ...wrong })).toMatchObject({
      fault: "evidence_invalid",
    });
    expect(await rig.disputes.withdraw(here.store, id, wrong)).toMatchObject({ fault: "evidence_invalid" });
    expect(await rig.disputes.get(id)).toMatchObject({ state: "with_person", proposed: null });
    expect((await rig.disputes.steps(id)).length).toBe(1);
    expect((await rig.disputes.findFile(theirs.id))?.dispute).toBe(null);
  });

  test("twice, and twice at once, is one file; twenty are enough, however many come at once", async () => {
    const { order, buyer } = await anOrder();
    const same = await Promise.all([1, 2, 3].map(() => put(buyer, order, pngOf(9))));
    expect(new Set(same.map((one) => one.id)).size).toBe(1);
    const many = await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        rig.disputes.putFile(buyer, order, { file_name: "x", content: pngOf(20 + n) }),
      ),
    );
    expect(many.filter((one) => one.ok).length).toBe(19);
    expect(many.find((one) => !one.ok)).toMatchObject({ fault: "evidence_full" });
    expect((await put(buyer, order, pngOf(9))).id).toBe(same[0]?.id);
    for (const content of [Buffer.alloc(0), Buffer.from("<html>"), Buffer.alloc(2_000_001)])
      expect(await rig.disputes.putFile(buyer, order, { file_name: "x", content })).toMatchObject({
        fault: "evidence_invalid",
      });
  });

  test("two disputes that show files while their parties bring more: nobody waits for ever", async () => {
    const { order, buyer, store } = await anOrder();
    const opened = await rig.disputes.open(buyer, { ...asked(order.id, ""), evidence: [] }, null);
    if (!opened.ok) throw new Error(opened.fault);
    const file = await put(buyer, order, pngOf(3));
    const said = { why: "see", evidence: [{ title: "photo", file: file.id }] };
    await Promise.all([
      ...Array.from({ length: 8 }, () => put(buyer, order, pngOf(3))),
      rig.disputes.withdraw(buyer, opened.value.id, said),
      put(store, order, pngOf(4)),
    ]);
    expect(await rig.disputes.findFile(file.id)).toMatchObject({ dispute: opened.value.id });
  });
});
