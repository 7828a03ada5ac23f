import { expect, test } from "vitest";
import { fen } from "#money";
import { accountSettings, makeAlipayFake, makeCredentials } from "./alipay/fake.ts";
import { alipay } from "./alipay/index.ts";
import { subjectOf } from "./conformance.ts";
import { makeRig, phoneCode, type Rig, sampleStart } from "./conformance-rig.ts";
import { plainWallet } from "./plain-text.ts";
import { BillFault, type Wallet } from "./protocol.ts";
import { rigOf } from "./wechatpay/testing/rig.ts";

const keys = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const rigs: Record<string, () => Rig> = {
  wechatpay: () => rigOf(),
  alipay: () =>
    makeRig({
      kind: alipay,
      makeFake: (outside) => makeAlipayFake(keys, outside),
      connect: (outside) =>
        alipay.connect(alipay.readSettings(accountSettings(keys, "https://wallet.test", "key")), outside),
    }),
};

test.each(Object.keys(rigs))(
  "%s: what a proven answer and a proven notice hold is text that a row takes",
  async (id) => {
    const rig = (rigs[id] as () => Rig)();
    const request = sampleStart(rig, { amount: fen(1230) });
    const started = await rig.wallet.start(request);
    if (started.kind !== "waiting" || !started.action) throw new Error(started.kind);
    const { transaction_id: number = "" } = await rig.fake.act(phoneCode(started.action), "pay", "buyer");
    rig.fake.load(withZero(rig.fake.save(), number));
    const asked = await rig.wallet.ask(subjectOf(request));
    await rig.fake.deliverDue();
    const told = rig.readings.flatMap((one) => (one.kind === "payment" ? [one.outcome] : []));
    expect(asked).toMatchObject({ kind: "paid", walletRef: `${number.slice(0, -1)}?` });
    expect(told).toEqual([asked]);
  },
);

/** The fake's state, in which its own number of a payment ends with U+0000. */
const withZero = (state: string, number: string): string =>
  state.replaceAll(number, `${number.slice(0, -1)}${JSON.stringify("\0").slice(1, -1)}`);

const toy = plainWallet({
  charge: { charge: async () => ({ kind: "refused", code: "A\0", says: "no\0\ud800" }) },
  emvAccount: { id: "1\0", value: "v" },
  async *bill() {
    yield [{ walletRef: "w\0", amount: fen(1), at: new Date(0) }];
    throw new BillFault("bill_malformed", "row \0 is none");
  },
  refund: async () => {
    throw new Error("down\0");
  },
  show: () => ({ path: "/\0" }),
} as unknown as Wallet);

test("members of members, batches, faults and what is no promise", async () => {
  expect(await toy.charge?.charge({} as never)).toEqual({ kind: "refused", code: "A?", says: "no?\ufffd" });
  expect(toy.emvAccount).toEqual({ id: "1?", value: "v" });
  expect(toy.combined).toBeUndefined();
  expect("fundBill" in toy).toBe(false);
  await expect(toy.refund({} as never)).rejects.toThrow("down?");
  expect(toy.show?.({} as never)).toEqual({ path: "/?" });
  const batches = toy.bill?.("2024-09-12")[Symbol.asyncIterator]();
  expect(await batches?.next()).toMatchObject({ value: [{ walletRef: "w?", amount: fen(1), at: new Date(0) }] });
  await expect(batches?.next()).rejects.toMatchObject({ code: "bill_malformed", message: "row ? is none" });
});

test("what needs no cleaning is the very same, not a copy", async () => {
  const outcome = { kind: "paid", list: [{ text: "微信" }], bytes: Buffer.from("\0"), at: new Date(0) };
  const wallet = plainWallet({ start: async () => outcome } as unknown as Wallet);
  expect(await wallet.start({} as never)).toBe(outcome);
});
