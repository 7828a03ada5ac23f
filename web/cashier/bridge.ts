import type { BuyerAction } from "./contract.ts";

/** What the wallet's bridge said. Never the truth about money: the server asks the wallet in any case. */
export type BridgeWord = "done" | "cancelled" | "failed" | "absent";

type Invoke = Extract<BuyerAction, { kind: "invoke" }>;
type Reply = { err_msg?: string; resultCode?: string | number };
type Host = Pick<Window, "document"> & {
  WeixinJSBridge?: { invoke(name: string, parameters: object, done: (reply: Reply) => void): void };
  AlipayJSBridge?: { call(name: string, parameters: object, done: (reply: Reply) => void): void };
};

const bridgeWaitMs = 4_000;

/**
 * Opens the wallet's own payment sheet. Names of calls and replies are remembered from the wallets' docs, not verified.
 */
export async function invoke(action: Invoke, host: Host): Promise<BridgeWord> {
  const alipay = /alipay/i.test(action.bridge);
  const name = alipay ? "AlipayJSBridge" : "WeixinJSBridge";
  if (!(await ready(host, name))) return "absent";
  return new Promise((resolve) => {
    if (alipay) host.AlipayJSBridge?.call("tradePay", action.parameters, (reply) => resolve(alipayWord(reply)));
    else host.WeixinJSBridge?.invoke("getBrandWCPayRequest", action.parameters, (reply) => resolve(wechatWord(reply)));
  });
}

/** The bridge is put into the page some time after it has loaded, and says so by an event. */
function ready(host: Host, name: "AlipayJSBridge" | "WeixinJSBridge"): Promise<boolean> {
  if (host[name]) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(host[name] !== undefined), bridgeWaitMs);
    host.document.addEventListener(
      `${name}Ready`,
      () => {
        clearTimeout(timer);
        resolve(true);
      },
      { once: true },
    );
  });
}

function wechatWord({ err_msg }: Reply): BridgeWord {
  if (err_msg?.endsWith(":ok")) return "done";
  return err_msg?.endsWith(":cancel") ? "cancelled" : "failed";
}

/** 9000 paid, 8000 and 6004 under way or unknown (ask), 6001 cancelled. */
function alipayWord({ resultCode }: Reply): BridgeWord {
  const code = `${resultCode}`;
  if (code === "9000" || code === "8000" || code === "6004") return "done";
  return code === "6001" ? "cancelled" : "failed";
}
