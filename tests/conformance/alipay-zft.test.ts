import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AlipayFormData, AlipaySdk } from "alipay-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AlipayCredentials, makeAlipayFake, makeCredentials, published } from "#wallets/alipay/fake";
import type { WalletFake } from "#wallets/fake-protocol";
import type { RawRequest } from "#wallets/protocol";
import { plainPng } from "../../src/wallets/fake-pictures.ts";

/** The unmodified npm package alipay-sdk hands over pictures by its own multipart and applies for a sub-merchant. */
let credentials: AlipayCredentials;
let server: Server;
let fake: WalletFake;
let later = 0;
const messages: Record<string, string>[] = [];

beforeAll(async () => {
  credentials = await makeCredentials(new Date());
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = request.headers as Record<string, string>;
    const raw: RawRequest = {
      ...{ method: request.method ?? "", path: request.url ?? "", headers, body: Buffer.concat(chunks) },
    };
    const answer = await fake.handle(raw);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  fake = makeAlipayFake(credentials, {
    ...{ now: () => new Date(Date.now() + later), random: randomBytes, sleep: async () => {}, origin: origin() },
    http: async ({ body }) => {
      messages.push(Object.fromEntries(new URLSearchParams(body?.toString())));
      return { status: 200, headers: {}, body: Buffer.from("success") };
    },
  });
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function sdk(): AlipaySdk {
  const told = published(credentials, origin());
  return new AlipaySdk({
    ...{ appId: told["app_id"] ?? "", privateKey: told["private_key"] ?? "", keyType: "PKCS8" as const },
    ...{ gateway: told["gateway"] ?? "", alipayPublicKey: told["alipay_public_key"] ?? "" },
  });
}

async function upload(content: Buffer, imageType = "png") {
  const formData = new AlipayFormData();
  formData.addField("imageType", imageType);
  formData.addFile("imageContent", `licence.${imageType}`, content);
  return await sdk().exec("ant.merchant.expand.indirect.image.upload", {}, { formData, validateSign: true });
}

const call = (method: string, bizContent: Record<string, unknown>) =>
  sdk().exec(
    `ant.merchant.expand.indirect.${method}`,
    { notifyUrl: "http://127.0.0.1:1/n", bizContent },
    { validateSign: true },
  );

const application = (image: string) => ({
  ...{ external_id: `ZFT${Date.now()}`, name: "甲店商贸有限公司", alias_name: "甲店", merchant_type: "01" },
  ...{ cert_type: "201", cert_no: "91440300MA5F00000X", cert_image: image, mcc: "5411", service: ["电脑支付"] },
  ...{ legal_name: "李雷", legal_cert_no: "11010519491231002X", alipay_logon_id: "a@example.com" },
  ...{ binding_alipay_logon_id: "a@example.com", contact_infos: [{ name: "李雷", mobile: "13800138000" }] },
  sites: [{ site_type: "01", site_url: "https://a.test", site_name: "甲店" }],
});

test("uploads a picture in a multipart body, is rejected for a blurred one, mends, is accepted, is told", async () => {
  const blurred = await upload(plainPng(40, 30));
  expect(blurred.code).toBe("10000");
  const body = application(blurred["imageId"] as string);
  const first = await call("zft.create", body);
  later += 61_000;
  const rejected = await call("zftorder.query", { order_id: first["orderId"] });
  expect(rejected["orders"]).toMatchObject([{ status: "-1", externalId: body.external_id }]);
  const clear = await upload(plainPng(400, 300));
  await call("zft.create", { ...body, cert_image: clear["imageId"] });
  later += 61_000;
  const both = await call("zftorder.query", { external_id: body.external_id });
  expect(both["orders"]).toMatchObject([
    { status: "-1" },
    { status: "99", smid: expect.stringMatching(/^2088\d{12}$/) },
  ]);
  await fake.deliverDue();
  expect(messages.map((one) => one["msg_method"])).toEqual([
    "ant.merchant.expand.indirect.zft.rejected",
    "ant.merchant.expand.indirect.zft.passed",
  ]);
  for (const one of messages) expect(sdk().checkNotifySignV2(one)).toBe(true);
});

test("a picture that is none, and an image nobody handed over, are refused", async () => {
  expect(await upload(Buffer.from("no picture"))).toMatchObject({ code: "40004", subCode: "ACQ.INVALID_PARAMETER" });
  expect(await upload(plainPng(400, 300), "exe")).toMatchObject({ code: "40004" });
  expect(await call("zft.create", application("nothing"))).toMatchObject({ code: "40004" });
  expect(await call("zftorder.query", { external_id: "NOTHING" })).toMatchObject({ code: "40004" });
});
