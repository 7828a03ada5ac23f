import { describe, expect, it } from "vitest";
import { subjectOf } from "../conformance.ts";
import { phoneCode, sampleStart } from "../conformance-rig.ts";
import { certificateMode, credentials, publicKeyMode, rigOf, type WeChatRig } from "./testing/rig.ts";

const nothing = { ...certificateMode, ...publicKeyMode };
const next = credentials.platform[1].serial_no;

/** Counts the requests that reach the wallet, by path. */
function watch(rig: WeChatRig): string[] {
  const seen: string[] = [];
  const handle = rig.fake.handle;
  rig.fake.handle = (request) => {
    seen.push(request.path);
    return handle(request);
  };
  return seen;
}

const downloads = (seen: readonly string[]) => seen.filter((path) => path.startsWith("/v3/certificates")).length;

async function noticeOf(rig: WeChatRig): Promise<void> {
  const started = await rig.wallet.start(sampleStart(rig));
  await rig.fake.act(started.kind === "waiting" && started.action ? phoneCode(started.action) : "", "pay");
  await rig.fake.deliverDue();
}

describe("platform certificates", () => {
  it("are downloaded by a merchant who begins with nothing but the APIv3 key", async () => {
    const rig = rigOf("direct", nothing);
    rig.fake.signWith(credentials.platform[0].serial_no);
    await rig.wallet.refresh();
    expect((await rig.wallet.start(sampleStart(rig))).kind).toBe("waiting");
  });

  it("are not believed when they cannot be opened with our APIv3 key", async () => {
    const rig = rigOf("direct", { ...nothing, apiv3_key: "y".repeat(32) });
    rig.fake.signWith(credentials.platform[0].serial_no);
    await rig.wallet.refresh();
    expect((await rig.wallet.start(sampleStart(rig))).kind).toBe("unknown");
  });

  it("rotate: a notice under a serial that we never saw makes us look once, then it is believed", async () => {
    const rig = rigOf("direct", certificateMode);
    const seen = watch(rig);
    rig.fake.signWith(next);
    await noticeOf(rig);
    expect(rig.readings.map((reading) => reading.kind)).toEqual(["payment"]);
    expect(rig.raw[0]?.headers["wechatpay-serial"]).toBe(next);
    expect(downloads(seen)).toBe(1);
    await noticeOf(rig);
    expect(downloads(seen)).toBe(1);
  });

  it("are not downloaded again and again for forged serials", async () => {
    const rig = rigOf("direct", certificateMode);
    const seen = watch(rig);
    rig.fake.signWith(credentials.platform[0].serial_no);
    await noticeOf(rig);
    const raw = rig.raw[0]!;
    const forged = { ...raw, headers: { ...raw.headers, "wechatpay-serial": "F".repeat(40) } };
    for (let i = 0; i < 5; i++) expect((await rig.wallet.readNotice(forged)).kind).toBe("not_genuine");
    expect(downloads(seen)).toBe(1);
    rig.advance(61_000);
    await rig.wallet.readNotice({ ...forged, headers: { ...forged.headers, "wechatpay-timestamp": "1726102861" } });
    expect(downloads(seen)).toBe(2);
  });

  it("stop being believed when they expire", async () => {
    const rig = rigOf("direct", certificateMode);
    rig.advance(6 * 365 * 86_400_000);
    expect((await rig.wallet.ask(subjectOf(sampleStart(rig)))).kind).toBe("unknown");
  });

  it("may be missing altogether: a merchant with the public key alone works, and refresh does no harm", async () => {
    const rig = rigOf("direct", publicKeyMode);
    await rig.wallet.refresh();
    await noticeOf(rig);
    expect(rig.readings.map((reading) => reading.kind)).toEqual(["payment"]);
    rig.fake.setFaults({ server_error: 1 });
    await expect(rig.wallet.refresh()).resolves.toBeUndefined();
  });
});
