import { alipay } from "./alipay/index.ts";
import { jdpay } from "./jdpay/index.ts";
import type { WalletKind } from "./protocol.ts";
import { unionpay } from "./unionpay/index.ts";
import { wechatpay } from "./wechatpay/index.ts";

/** The only list of wallets, by the id that stands in the database and in the API. */
export const wallets: Readonly<Record<string, WalletKind>> = { wechatpay, alipay, unionpay, jdpay };
