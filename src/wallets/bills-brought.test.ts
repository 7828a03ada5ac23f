import { createHash, randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { fen } from "#money";
import { openArchive } from "./alipay/bill-archive.ts";
import { zip } from "./alipay/fake/zip.ts";
import { accountSettings, makeAlipayFake, makeCredentials } from "./alipay/fake.ts";
import { alipay } from "./alipay/index.ts";
import { unpackedBill } from "./bill-limits.ts";
import { makeRig, phoneCode, type Rig, sampleStart } from "./conformance-rig.ts";
import { BillFault, type BroughtBill } from "./protocol.ts";
import { rigOf } from "./wechatpay/testing/rig.ts";

/** Files as a person has them on their disk: read as those that are fetched, and told apart from what is none. */
const day = "2024-09-12";
const keys = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const origin = "https://wallet.test";
const alipayRig = (): Rig =>
  makeRig({
    kind: alipay,
    makeFake: (outside) => makeAlipayFake(keys, outside),
    connect: (outside) => alipay.connect(alipay.readSettings(accountSettings(keys, origin, "key")), outside),
  });

async function pay(rig: Rig, minor: number): Promise<void> {
  const started = await rig.wallet.start(sampleStart(rig, { amount: fen(minor) }));
  if (started.kind !== "waiting" || !started.action) throw new Error(started.kind);
  await rig.fake.act(phoneCode(started.action), "pay", "buyer-1");
}

async function* pieces(bytes: Uint8Array, length = 7000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
const brought = (bytes: Uint8Array, hash: string | null = null): BroughtBill => ({ file: pieces(bytes), day, hash });

async function all<Line>(batches: AsyncIterable<readonly Line[]> | undefined): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const batch of batches ?? []) lines.push(...batch);
  return lines;
}
const faultOf = async (batches: AsyncIterable<unknown> | undefined): Promise<unknown> => {
  try {
    for await (const _ of batches ?? []);
    return "read";
  } catch (fault) {
    return fault instanceof BillFault ? fault.code : fault;
  }
};

/** What the fake hands out while the client fetches. */
async function fetched(rig: Rig, fetch: () => AsyncIterable<readonly unknown[]> | undefined): Promise<Buffer> {
  const { handle } = rig.fake;
  let last = Buffer.alloc(0);
  rig.fake.handle = async (request) => {
    const answer = await handle(request);
    if (/download/.test(request.path)) last = Buffer.from(answer.body);
    return answer;
  };
  await all(fetch());
  rig.fake.handle = handle;
  return last;
}

test("WeChat Pay's, packed or not, with its SHA-1 or without, tells the same lines as the fetched one", async () => {
  const rig = rigOf();
  for (const minor of [1230, 500]) await pay(rig, minor);
  const lines = await all(rig.wallet.bill(day));
  const file = await fetched(rig, () => rig.wallet.bill(day));
  const forms = rig.wallet.billFiles;
  for (const bytes of [file, gunzipSync(file)]) expect(await all(forms?.trade(brought(bytes)))).toEqual(lines);
  const sha1 = createHash("sha1").update(gunzipSync(file)).digest("hex");
  expect(await all(forms?.trade(brought(file, sha1)))).toEqual(lines);
  expect(await faultOf(forms?.trade(brought(file, "0".repeat(40))))).toBe("bill_hash_wrong");
});

test("WeChat Pay's bill of refunds is not taken for the one of all trades, whose columns it has", async () => {
  const rig = rigOf();
  const header = "交易时间,商户号,微信订单号,商户订单号,交易状态,货币种类,微信退款单号,商户退款单号,退款申请时间,";
  const rest = "退款成功时间,退款状态,手续费,费率,订单金额,申请退款金额";
  const totals = "总交易单数,手续费总金额,订单总金额,申请退款总金额\r\n`0,`0.00,`0.00,`0.00\r\n";
  const file = Buffer.from(`${header}${rest}\r\n${totals}`);
  expect(await faultOf(rig.wallet.billFiles?.trade(brought(file)))).toBe("bill_malformed");
  expect(await all(rig.wallet.billFiles?.refund?.(brought(file)))).toEqual([]);
});

test("Alipay's archive, and the detail taken out of it, tell the same lines as the fetched one", async () => {
  const rig = alipayRig();
  for (const minor of [1230, 500]) await pay(rig, minor);
  const lines = await all(rig.wallet.bill?.(day));
  const file = await fetched(rig, () => rig.wallet.bill?.(day));
  const forms = rig.wallet.billFiles;
  expect(await all(forms?.trade(brought(file)))).toEqual(lines);
  const path = join(tmpdir(), `hutong-test-${randomUUID()}`);
  writeFileSync(path, file);
  const handle = await open(path);
  rmSync(path);
  const { files, close } = await openArchive(handle);
  const parts: Buffer[] = [];
  for await (const piece of files.find((one) => !one.name.includes("汇总"))?.read() ?? []) parts.push(piece);
  close();
  await handle.close();
  const detail = Buffer.concat(parts);
  expect(await all(forms?.trade(brought(detail)))).toEqual(lines);
  expect(await faultOf(forms?.trade({ ...brought(detail), day: "2024-09-11" }))).toBe("bill_day_differs");
  // A file of somebody's that names no account is nobody's.
  const nameless = Buffer.from(detail.toString("latin1").replace(/^#[^\n]*\[2088\d+\]\r?\n/m, ""), "latin1");
  expect(nameless.length).toBeLessThan(detail.length);
  expect(await faultOf(forms?.trade(brought(nameless)))).toBe("bill_malformed");
  expect(await faultOf(forms?.trade(brought(file, "0".repeat(40))))).toBe("bill_malformed");
});

test("what unpacks like no bill is refused while it is read: gzip, ZIP, too many files, a line without an end", async () => {
  const bomb = gzipSync(Buffer.alloc(66 * 1024 * 1024, "\n"));
  expect(bomb.length).toBeLessThan(200_000);
  expect(await faultOf(unpackedBill(pieces(bomb)))).toBe("bill_too_large");
  const endless = gzipSync(Buffer.alloc(8 * 1024 * 1024, "a"));
  expect(await faultOf(rigOf().wallet.billFiles?.trade(brought(endless)))).toBe("bill_malformed");
  const forms = alipayRig().wallet.billFiles;
  const zipOf = (names: readonly Buffer[], bytes: Buffer): Buffer => zip(names.map((name) => ({ name, bytes })));
  const many = Array.from({ length: 40 }, (_, n) => Buffer.from(`${n}.csv`));
  expect(await faultOf(forms?.trade(brought(zipOf(many, Buffer.from("x")))))).toBe("bill_malformed");
  // 汇总 in GBK: the summary, which is read first.
  const two = [Buffer.from("detail"), Buffer.from("bbe3d7dc", "hex")];
  const big = zipOf(two, Buffer.alloc(66 * 1024 * 1024, "\n"));
  expect(await faultOf(forms?.trade(brought(big)))).toBe("bill_too_large");
});
