import { type FakeReason, isBlurred } from "../../fake-onboarding.ts";
import { decryptSensitive } from "../sign.ts";
import { type JsonObject, objectAt } from "../wire.ts";
import { parameterFault } from "./answer.ts";
import { at, check, type Rule } from "./check.ts";
import { type Context, keyNamed } from "./context.ts";

/** An application as the reviewers read it: the secret fields decrypted, the pictures looked at. */
export type Plain = {
  outRequestNo: string;
  merchant: string;
  accountLast4: string;
  /** All of it, for telling a repeat from another application. */
  says: JsonObject;
  findings: FakeReason[];
};

const text = (path: string, more: Partial<Rule> = {}): Rule => ({ at: path, is: "text", min: 1, max: 256, ...more });
const day = /^\d{4}-\d{2}-\d{2}$/;

const always: readonly Rule[] = [
  text("out_request_no", { max: 124, like: /^[0-9a-zA-Z_-]+$/ }),
  text("organization_type", { like: /^(2401|2500|4|2|3|2502|1708)$/ }),
  { at: "need_account_info", is: "flag" },
  text("id_card_info.id_card_copy"),
  text("id_card_info.id_card_national"),
  text("id_card_info.id_card_name", { max: 400 }),
  text("id_card_info.id_card_number", { max: 400 }),
  text("id_card_info.id_card_valid_time_begin", { like: day }),
  text("id_card_info.id_card_valid_time", { like: /^(\d{4}-\d{2}-\d{2}|长期)$/ }),
  text("contact_info.contact_type", { like: /^(65|66)$/ }),
  text("contact_info.contact_name", { max: 400 }),
  text("contact_info.contact_id_card_number", { max: 400 }),
  text("contact_info.mobile_phone", { max: 400 }),
  text("contact_info.contact_email", { max: 400 }),
  text("sales_scene_info.store_name"),
  text("merchant_shortname", { max: 64 }),
];
const licensed: readonly Rule[] = [
  text("business_license_info.business_license_copy"),
  text("business_license_info.business_license_number", { like: /^([0-9A-Z]{15}|[0-9A-Z]{18})$/ }),
  text("business_license_info.merchant_name", { max: 128 }),
  text("business_license_info.legal_person", { max: 128 }),
];
const withAccount: readonly Rule[] = [
  text("account_info.bank_account_type", { like: /^(74|75)$/ }),
  text("account_info.account_bank"),
  text("account_info.account_name", { max: 400 }),
  text("account_info.bank_address_code", { like: /^\d{6}$/ }),
  text("account_info.account_number", { max: 400 }),
];

/** What each secret field must be once it is decrypted. */
const secrets: Readonly<Record<string, RegExp>> = {
  "id_card_info.id_card_name": /^\S.{0,63}$/,
  "id_card_info.id_card_number": /^\d{17}[\dX]$/,
  "account_info.account_name": /^\S.{0,127}$/,
  "account_info.account_number": /^\d{8,30}$/,
  "contact_info.contact_name": /^\S.{0,63}$/,
  "contact_info.contact_id_card_number": /^\d{17}[\dX]$/,
  "contact_info.mobile_phone": /^1\d{10}$/,
  "contact_info.contact_email": /^[^@\s]+@[^@\s]+$/,
};

const pictures = [
  ["business_license_info.business_license_copy", "营业执照"],
  ["id_card_info.id_card_copy", "身份证人像面"],
  ["id_card_info.id_card_national", "身份证国徽面"],
] as const;

/** Throws PARAM_ERROR for what no reviewer would see; what a reviewer would find is only noted. */
export function checkApplyment(context: Context, body: JsonObject, serial: string | undefined): Plain {
  check(body, always);
  const licence = ["2", "4", "3", "2502", "1708"].includes(at(body, "organization_type") as string);
  if (licence) check(body, licensed);
  if (at(body, "need_account_info") === true) check(body, withAccount);
  const key = serial === undefined ? undefined : keyNamed(context, serial);
  if (!key)
    throw parameterFault({ field: "Wechatpay-Serial", issue: "敏感信息的加密公钥未指明或不存在", location: "header" });
  const opened: Record<string, string> = {};
  for (const [path, like] of Object.entries(secrets)) {
    const value = at(body, path);
    if (typeof value !== "string") continue;
    opened[path] = decrypted(key.key, path, value);
    if (!like.test(opened[path]))
      throw parameterFault({ field: `/${path.replaceAll(".", "/")}`, issue: "格式不正确", location: "body" });
  }
  const number = opened["account_info.account_number"] ?? "";
  return {
    outRequestNo: at(body, "out_request_no") as string,
    merchant: at(body, "merchant_shortname") as string,
    accountLast4: number.slice(-4),
    says: plainOf(body, opened),
    findings: findingsOf(context, body),
  };
}

function decrypted(key: Parameters<typeof decryptSensitive>[0], path: string, value: string): string {
  try {
    return decryptSensitive(key, value);
  } catch {
    const field = `/${path.replaceAll(".", "/")}`;
    throw parameterFault({ field, issue: "敏感信息解密失败，请检查加密公钥与填充方式", location: "body" });
  }
}

/** The body with its secrets opened: two encryptions of one text are the same text. */
function plainOf(body: JsonObject, opened: Readonly<Record<string, string>>): JsonObject {
  const groups = ["id_card_info", "account_info", "contact_info"].map((group) => {
    const own = Object.entries(opened).filter(([path]) => path.startsWith(`${group}.`));
    const fields = own.map(([path, value]) => [path.slice(group.length + 1), value]);
    return [group, { ...objectAt(body, group), ...Object.fromEntries(fields) }];
  });
  return { ...body, ...Object.fromEntries(groups) };
}

function findingsOf(context: Context, body: JsonObject): FakeReason[] {
  return pictures.flatMap(([path, what]) => {
    const id = at(body, path);
    if (typeof id !== "string" || id === "") return [];
    const media = context.store.applyments.media.get(id);
    if (!media)
      throw parameterFault({
        ...{ field: `/${path.replaceAll(".", "/")}`, value: id, issue: "MediaID 不存在", location: "body" },
      });
    const field = path.split(".").at(-1) as string;
    return isBlurred(media) ? [{ field, says: `${what}照片模糊，无法识别，请上传更清晰的图片` }] : [];
  });
}
