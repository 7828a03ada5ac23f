import type { WeChatPaySettings } from "./config.ts";
import type { JsonObject } from "./wire.ts";

/** The two families of calls for the same thing: paths and field names differ. Source: their public YAML. */
export type Dialect = {
  root: string;
  returns: string;
  /** The field of a receiver that holds its number. */
  account: "account" | "receiver_account";
  returnNumber: "return_id" | "return_no";
  /** The field of an order's state. */
  state: "state" | "status";
  /** Lets everything go that is held. */
  finish: string;
  keepTheRest: JsonObject;
  whose(subMerchant: string | undefined): JsonObject;
  receiver(draft: JsonObject): JsonObject;
  order(number: string, walletRef: string, subMerchant: string | undefined): string;
  returnOf(number: string, shareId: string, subMerchant: string | undefined): string;
  amounts(walletRef: string): string;
};

const query = (fields: Record<string, string | undefined>): string => {
  const given = Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new URLSearchParams(given).toString();
};

const whose = (subMerchant: string | undefined): JsonObject =>
  subMerchant === undefined ? {} : { sub_mchid: subMerchant };

const partner: Dialect = {
  root: "/v3/profitsharing",
  returns: "/v3/profitsharing/return-orders",
  account: "account",
  returnNumber: "return_id",
  state: "state",
  finish: "/v3/profitsharing/orders/unfreeze",
  keepTheRest: { unfreeze_unsplit: false },
  whose,
  receiver: (draft) => draft,
  order: (number, walletRef, sub) =>
    `/v3/profitsharing/orders/${number}?${query({ sub_mchid: sub, transaction_id: walletRef })}`,
  returnOf: (number, shareId, sub) =>
    `/v3/profitsharing/return-orders/${number}?${query({ sub_mchid: sub, out_order_no: shareId })}`,
  amounts: (walletRef) => `/v3/profitsharing/transactions/${walletRef}/amounts`,
};

const returns = "/v3/ecommerce/profitsharing/returnorders";

const ecommerce: Dialect = {
  root: "/v3/ecommerce/profitsharing",
  returns,
  account: "receiver_account",
  returnNumber: "return_no",
  state: "status",
  finish: "/v3/ecommerce/profitsharing/finish-order",
  keepTheRest: { finish: false },
  whose,
  receiver: ({ account, name, ...rest }) => ({
    ...rest,
    receiver_account: account,
    ...(name === undefined ? {} : { receiver_name: name }),
  }),
  order: (number, walletRef, sub) =>
    `/v3/ecommerce/profitsharing/orders?${query({ sub_mchid: sub, transaction_id: walletRef, out_order_no: number })}`,
  returnOf: (number, shareId, sub) =>
    `${returns}?${query({ sub_mchid: sub, out_order_no: shareId, out_return_no: number })}`,
  amounts: (walletRef) => `/v3/ecommerce/profitsharing/orders/${walletRef}/amounts`,
};

export function dialectOf(settings: Pick<WeChatPaySettings, "holding">): Dialect {
  return settings.holding === "ecommerce" ? ecommerce : partner;
}
