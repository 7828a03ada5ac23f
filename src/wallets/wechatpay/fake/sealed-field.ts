import { decryptSensitive } from "../sign.ts";
import type { JsonObject } from "../wire.ts";
import { parameterFault } from "./answer.ts";
import { type Context, keyNamed } from "./context.ts";
import { text } from "./orders.ts";

/** A field that came sealed under the wallet's key that Wechatpay-Serial names; refused when it is not so. */
export function openSealed(
  context: Context,
  serial: string | undefined,
  body: JsonObject,
  field: string,
  like: RegExp,
): string {
  const key = serial === undefined ? undefined : keyNamed(context, serial);
  if (!key)
    throw parameterFault({ field: "Wechatpay-Serial", issue: "敏感信息的加密公钥未指明或不存在", location: "header" });
  const wrong = (issue: string) => parameterFault({ field: `/${field}`, issue, location: "body" });
  let plain: string;
  try {
    plain = decryptSensitive(key.key, text(body, field) ?? "");
  } catch {
    throw wrong("敏感信息解密失败，请检查加密公钥与填充方式");
  }
  if (!like.test(plain)) throw wrong("格式不正确");
  return plain;
}
