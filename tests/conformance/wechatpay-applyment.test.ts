import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Multipart, Rsa, Wechatpay } from "wechatpay-axios-plugin";
import type { RawRequest } from "#wallets/protocol";
import {
  makeCredentials,
  makeWeChatPayFake,
  type WeChatPayCredentials,
  type WeChatPayFake,
} from "#wallets/wechatpay/fake";
import { plainPng } from "../../src/wallets/fake-pictures.ts";

/**
 * The unmodified npm package wechatpay-axios-plugin hands over pictures and applies for a sub-merchant: its own
 * multipart, its own signature over `meta`, its own RSA-OAEP for the secret fields, its own proof of the answers.
 */
type Call = (data?: object, config?: object) => Promise<{ status: number; data: Record<string, unknown> }>;

let own: WeChatPayCredentials;
let fake: WeChatPayFake;
let server: Server;
let origin = "";
const random = (bytes: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes)));

beforeAll(async () => {
  own = await makeCredentials({ now: new Date(), random });
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw: RawRequest = {
      ...{ method: request.method ?? "", path: request.url ?? "", body: Buffer.concat(chunks) },
      headers: request.headers as Record<string, string>,
    };
    const answer = await fake.handle(raw);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake = makeWeChatPayFake(own, {
    ...{ now: () => new Date(), random, origin, sleep: async () => {} },
    http: async () => ({ status: 204, headers: {}, body: Buffer.alloc(0) }),
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** The SDK's own way to name a path as it stands, its slash at the end included. */
function at(path: string, verb: "get" | "post"): Call {
  const client = new Wechatpay({
    ...{ baseURL: `${origin}/`, mchid: own.mchid, serial: own.serial_no, privateKey: own.private_key, proxy: false },
    certs: { [own.public_key.id]: own.public_key.pem, [own.platform[0].serial_no]: own.platform[0].pem },
    secret: own.apiv2_key,
  } as ConstructorParameters<typeof Wechatpay>[0]);
  const { chain } = client as unknown as { chain(path: string): Record<string, Call> };
  return chain(path)[verb] as Call;
}

async function upload(content: Buffer, sha256 = createHash("sha256").update(content).digest("hex")) {
  const meta = { filename: "licence.png", sha256 };
  const form = new Multipart();
  form.append("meta", JSON.stringify(meta), "meta.json");
  form.append("file", content, "licence.png");
  const config = { meta, headers: form.getHeaders() };
  return await at("v3/merchant/media/upload", "post")(form.getBuffer() as unknown as object, config);
}

let counter = 0;

/** `key` encrypts the secret fields. */
function application(media: string, key: string, change: object = {}) {
  const secret = (text: string) => Rsa.encrypt(text, key);
  return {
    out_request_no: `APPLYMENT_${Date.now()}${counter++}`,
    organization_type: "4",
    need_account_info: true,
    business_license_info: {
      ...{ business_license_copy: media, business_license_number: "91440300MA5F00000X" },
      ...{ merchant_name: "腾讯科技有限公司", legal_person: "张三" },
    },
    id_card_info: {
      ...{ id_card_copy: media, id_card_national: media, id_card_name: secret("张三") },
      ...{ id_card_number: secret("11010519491231002X"), id_card_valid_time_begin: "2020-01-01" },
      id_card_valid_time: "长期",
    },
    account_info: {
      ...{ bank_account_type: "74", account_bank: "工商银行", account_name: secret("张三") },
      ...{ bank_address_code: "110000", account_number: secret("6222020200112233") },
    },
    contact_info: {
      ...{ contact_type: "65", contact_name: secret("张三"), contact_id_card_number: secret("11010519491231002X") },
      ...{ mobile_phone: secret("13800138000"), contact_email: secret("zhangsan@example.com") },
    },
    sales_scene_info: { store_name: "爱烧烤", store_url: "http://www.qq.com" },
    merchant_shortname: "爱烧烤",
    ...change,
  };
}

const apply = (body: object, serial: string | null) =>
  at("v3/ecommerce/applyments/", "post")(body, serial === null ? {} : { headers: { "Wechatpay-Serial": serial } });

async function refusal(call: Promise<unknown>) {
  const fault = await call.then(
    () => null,
    (reason: { response?: { status: number; data: { code: string; detail?: { field: string } } } }) => reason,
  );
  if (!fault?.response) throw new Error(`expected a refusal, got ${String(fault)}`);
  return { status: fault.response.status, ...fault.response.data };
}

test("uploads a picture: meta alone is signed, its SHA-256 must be the file's", async () => {
  const { status, data } = await upload(plainPng(400, 300));
  expect([status, typeof data["media_id"]]).toEqual([200, "string"]);
  const wrong = await refusal(upload(plainPng(400, 300), "0".repeat(64)));
  expect(wrong).toMatchObject({ status: 400, code: "PARAM_ERROR", detail: { field: "/meta/sha256" } });
});

test.each(["public key", "platform certificate"] as const)(
  "applies with secret fields under the %s, asks both ways, is rejected, mends, is accepted",
  async (which) => {
    const [first] = own.platform;
    const key = which === "public key" ? own.public_key.pem : first.pem;
    const serial = which === "public key" ? own.public_key.id : first.serial_no;
    const blurred = (await upload(plainPng(40, 30))).data["media_id"] as string;
    const body = application(blurred, key);
    const { data } = await apply(body, serial);
    expect(data["out_request_no"]).toBe(body.out_request_no);
    // In the reviewer's place, since the SDK's clock is the machine's.
    fake.onboarding?.decide(body.out_request_no, "review");
    const byId = await at(`v3/ecommerce/applyments/${data["applyment_id"]}`, "get")();
    const audit_detail = [{ param_name: "business_license_copy" }, { param_name: "id_card_copy" }, {}];
    expect(byId.data).toMatchObject({ applyment_state: "REJECTED", audit_detail });
    const clear = (await upload(plainPng(400, 300))).data["media_id"] as string;
    await apply({ ...application(clear, key), out_request_no: body.out_request_no }, serial);
    fake.onboarding?.decide(body.out_request_no, "accept");
    const done = await at(`v3/ecommerce/applyments/out-request-no/${body.out_request_no}`, "get")();
    expect(done.data).toMatchObject({ applyment_state: "FINISH", sign_state: "SIGNED" });
    expect(done.data["sub_mchid"]).toMatch(/^\d{10}$/);
  },
);

test("refuses secrets under a key that the header does not name, in clear, and without the header", async () => {
  const media = (await upload(plainPng(400, 300))).data["media_id"] as string;
  const [first] = own.platform;
  const other = await refusal(apply(application(media, first.pem), own.public_key.id));
  expect(other).toMatchObject({ code: "PARAM_ERROR", detail: { field: "/id_card_info/id_card_name" } });
  const good = application(media, own.public_key.pem);
  const clear = { ...good, contact_info: { ...good.contact_info, mobile_phone: "13800138000" } };
  const plain = await refusal(apply(clear, own.public_key.id));
  expect(plain).toMatchObject({ code: "PARAM_ERROR", detail: { field: "/contact_info/mobile_phone" } });
  expect(await refusal(apply(good, null))).toMatchObject({ detail: { field: "Wechatpay-Serial" } });
  const unknown = await refusal(at("v3/ecommerce/applyments/out-request-no/NOTHING", "get")());
  expect(unknown).toMatchObject({ status: 404, code: "APPLYMENT_NOTEXIST" });
});
