import { createHash } from "node:crypto";
import { type FakeReason, isBlurred, multipartParts, pictureOf, reviewTimes } from "../../fake-onboarding.ts";
import type { RawRequest } from "../../protocol.ts";
import { shanghaiText } from "../time.ts";
import { type Fields, fieldText, isFields } from "../wire.ts";
import type { Parameters } from "./form.ts";
import { type Refusal, type Result, refuse } from "./refusal.ts";
import type { Call } from "./trades.ts";
import { newNumber, nowMs, type World } from "./world.ts";
import type { ZftOrder } from "./zft-state.ts";

export const imageUploadMethod = "ant.merchant.expand.indirect.image.upload";
const imageBytesMax = 5 * 1024 * 1024;

/** image_type is signed, the file is not. Kinds and size are remembered, not verified. */
export function uploadImage(world: World, parameters: Parameters, request: RawRequest): Result {
  const parts = multipartParts(request.headers["content-type"] ?? "", request.body);
  const file = parts.find((one) => one.name === "image_content" && one.filename !== null);
  if (!/^(?:jpe?g|png|bmp)$/i.test(parameters["image_type"] ?? "")) return refuse("INVALID_PARAMETER", "image_type");
  const picture = file ? pictureOf(file.content) : null;
  if (!file || !picture || file.content.length > imageBytesMax) return refuse("INVALID_PARAMETER", "image_content");
  const id = `${world.outside.random(24).toString("base64url")}.${picture.type}`;
  const { width, height } = picture;
  world.state.zft.images.set(id, { id, bytes: file.content.length, width, height });
  return { ok: true, fields: { image_id: id } };
}

const needed = ["external_id", "name", "alias_name", "merchant_type", "mcc", "cert_no", "cert_type"] as const;
const legal = ["legal_name", "legal_cert_no", "binding_alipay_logon_id"] as const;

/** The same again while it is reviewed is the same order; after a rejection a mended one makes another. */
export const zftCreate: Call = (world, biz, addresses) => {
  const wrong = wrongIn(world, biz);
  if (wrong) return wrong;
  const externalId = fieldText(biz, "external_id");
  const fingerprint = createHash("sha256").update(JSON.stringify(biz)).digest("hex");
  const before = world.state.zft.newest(externalId);
  if (before && before.status !== "-1") {
    if (before.fingerprint === fingerprint) return { ok: true, fields: { order_id: before.orderId } };
    return refuse("DISCORDANT_REPEAT_REQUEST", "external_id");
  }
  const now = nowMs(world);
  const order: ZftOrder = {
    ...{ orderId: newNumber(world), externalId, merchantName: fieldText(biz, "name"), fingerprint },
    // The real wallet tells the app's own gateway, set up once; here whatever address the order names stands for it.
    noticeUrl: addresses.noticeUrl,
    ...{ status: "031", subConfirm: "SKIP", findings: findingsIn(world, biz), reasons: [], smid: null },
    ...{ appliedAt: now, dueAt: now + reviewTimes.auditing },
  };
  world.state.zft.orders.push(order);
  return { ok: true, fields: { order_id: order.orderId } };
};

export const zftQuery: Call = (world, biz) => {
  const [orderId, externalId] = [fieldText(biz, "order_id"), fieldText(biz, "external_id")];
  if (orderId === "" && externalId === "") return refuse("INVALID_PARAMETER", "order_id / external_id");
  const found = world.state.zft.orders.filter((one) =>
    orderId === "" ? one.externalId === externalId : one.orderId === orderId,
  );
  if (found.length === 0) return refuse("MERCHANT_ORDER_NOT_EXIST");
  return { ok: true, fields: { orders: found.map(orderFields) } };
};

function orderFields(order: ZftOrder): Fields {
  const { status, smid, reasons } = order;
  const memo = reasons.map((one) => one.says).join("；");
  return {
    order_id: order.orderId,
    external_id: order.externalId,
    merchant_name: order.merchantName,
    status,
    apply_time: shanghaiText(new Date(order.appliedAt)),
    apply_type: "ZHIFUTONG_CREATE",
    fk_audit: status === "031" ? "CREATE" : "PASS",
    kz_audit: status === "031" ? "CREATE" : status === "99" ? "PASS" : "REJECT",
    sub_confirm: order.subConfirm,
    ...(memo === "" ? {} : { kz_audit_memo: memo, reason: memo }),
    ...(status === "99" ? { smid } : {}),
  };
}

function wrongIn(world: World, biz: Fields): Refusal | null {
  const individual = fieldText(biz, "merchant_type") === "06";
  const names = individual ? needed : [...needed, ...legal];
  const missing = names.find((name) => fieldText(biz, name) === "");
  if (missing) return refuse("INVALID_PARAMETER", missing);
  if (!/^(?:01|02|03|04|05|06|07)$/.test(fieldText(biz, "merchant_type")))
    return refuse("INVALID_PARAMETER", "merchant_type");
  if (!/^\d{4}$/.test(fieldText(biz, "mcc"))) return refuse("INVALID_PARAMETER", "mcc 类目");
  if (individual && !/^\d{17}[\dX]$/.test(fieldText(biz, "cert_no")))
    return refuse("INVALID_PARAMETER", "身份证号 cert_no");
  if (!hasContact(biz["contact_infos"])) return refuse("INVALID_PARAMETER", "contact_infos");
  if (!Array.isArray(biz["service"]) || biz["service"].length === 0) return refuse("INVALID_PARAMETER", "service");
  if (!Array.isArray(biz["sites"]) || biz["sites"].length === 0) return refuse("INVALID_PARAMETER", "sites 网站");
  const settles = fieldText(biz, "alipay_logon_id") !== "" || Array.isArray(biz["biz_cards"]);
  if (!settles) return refuse("INVALID_PARAMETER", "alipay_logon_id / biz_cards");
  const lost = pictures.find(([name]) => {
    const id = fieldText(biz, name);
    return id !== "" && !world.state.zft.images.has(id);
  });
  return lost ? refuse("INVALID_PARAMETER", lost[0]) : null;
}

function hasContact(value: unknown): boolean {
  const [first] = Array.isArray(value) ? value.filter(isFields) : [];
  return first !== undefined && fieldText(first, "name") !== "" && /^1\d{10}$/.test(fieldText(first, "mobile"));
}

const pictures = [
  ["cert_image", "营业执照照片"],
  ["legal_cert_front_image", "身份证人像面照片"],
  ["legal_cert_back_image", "身份证国徽面照片"],
] as const;

function findingsIn(world: World, biz: Fields): FakeReason[] {
  return pictures.flatMap(([field, what]) => {
    const image = world.state.zft.images.get(fieldText(biz, field));
    return image && isBlurred(image) ? [{ field, says: `${what}模糊，请重新上传` }] : [];
  });
}
