import { queryMax, type Target } from "./links.ts";
import type { NewEntry } from "./types.ts";

/** What a number looks like in the host apps that are known here; elsewhere it is only not empty. */
const numbers: Readonly<Record<string, RegExp>> = { wechat: /^wx[0-9a-f]{16}$/, alipay: /^\d{16}$/ };

/** The wallet that lives in a host app: nobody else can be called from a page inside it. Others' are not known here. */
const wallets: Readonly<Record<string, string>> = { wechat: "wechatpay", alipay: "alipay" };

/** The field that is wrong, or null. */
export function faultOf(input: NewEntry): string | null {
  const shape = numbers[input.host];
  if (shape && input.kind === "mini_program" && !shape.test(input.app_id)) return "app_id";
  if (input.kind === "service" && input.wallet !== null) return "wallet";
  const own = wallets[input.host];
  if (own !== undefined && input.wallet !== null && input.wallet !== own) return "wallet";
  return null;
}

export function targetFault({ path, query }: Target): string | null {
  if (/[?#\s]/.test(path)) return "path";
  return Buffer.byteLength(query) > queryMax ? "query" : null;
}
