import { createPrivateKey, createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { answerMessage, seal, signMessage } from "./sign.ts";
import { credentials, rigOf, type WeChatRig } from "./testing/rig.ts";

const { mchid, sub_mchid: sub, public_key: signer } = credentials;

/** A notice that the wallet signed and sealed, of a kind that no order's address gets. */
async function told(rig: WeChatRig, plain: object, kind: { event: string; original: string }) {
  const key = createSecretKey(Buffer.from(credentials.apiv3_key));
  const resource = seal(key, JSON.stringify(plain), "abcdefghijkl", kind.original);
  const envelope = {
    ...{ id: "n-1", create_time: "2024-09-12T09:00:00+08:00", event_type: kind.event, summary: "" },
    resource: { original_type: kind.original, algorithm: "AEAD_AES_256_GCM", ...resource },
  };
  const body = Buffer.from(JSON.stringify(envelope));
  const stamp = { timestamp: Math.floor(rig.now().getTime() / 1000).toString(), nonce: "n1" };
  const headers = {
    "wechatpay-timestamp": stamp.timestamp,
    "wechatpay-nonce": stamp.nonce,
    "wechatpay-serial": signer.id,
    "wechatpay-signature": await signMessage(createPrivateKey(signer.private_key), answerMessage(stamp, body)),
  };
  return await rig.wallet.readNotice({ method: "POST", path: "/notices", headers, body });
}

const share = { event: "TRANSACTION.SUCCESS", original: "profitsharing" };
const part = { out_order_no: "S1", transaction_id: "42", receiver: { account: mchid, amount: 600 } };

describe("notices after the payment", () => {
  it("a share's names the share to ask after, as a merchant and as a partner", async () => {
    const after = { kind: "after", noticeId: "n-1", about: "share", number: "S1" };
    expect(await told(rigOf(), { mchid, ...part }, share)).toEqual(after);
    const partner = rigOf("partner", { holding: "partner" });
    expect(await told(partner, { sp_mchid: mchid, sub_mchid: sub, ...part }, share)).toEqual(after);
  });

  it("a withdrawal's names the withdrawal", async () => {
    const kind = { event: "WITHDRAW.SUCCESS", original: "withdraw" };
    const plain = { sp_mchid: mchid, sub_mchid: sub, out_request_no: "W1", status: "SUCCESS" };
    const reading = await told(rigOf("partner", { holding: "ecommerce" }), plain, kind);
    expect(reading).toEqual({ kind: "after", noticeId: "n-1", about: "withdrawal", number: "W1" });
  });

  it("of somebody else, or without a number, is passed over", async () => {
    expect(await told(rigOf(), { mchid: "1900000001", ...part }, share)).toMatchObject({ kind: "ignored" });
    expect(await told(rigOf(), { mchid }, share)).toMatchObject({ kind: "ignored" });
  });
});
