import type { RawResponse } from "../../protocol.ts";
import type { Opened } from "./codes.ts";
import type { Refusal } from "./refusal.ts";
import { type World, yuanText } from "./world.ts";

/** What a browser sees at gateway.do. A sandbox that has a pretend phone sends it there instead. */

export function payPage(world: World, order: Extract<Opened, { kind: "order" }>): RawResponse {
  const amount = yuanText(order.trades.reduce((sum, trade) => sum + trade.total, 0n));
  const titles = order.trades.map((trade) => escaped(trade.subject)).join("；");
  const rows = [
    ["收款方 Payee", escaped(world.payee)],
    ["商品 Order", titles],
    ["商户订单号 Number", escaped(order.number)],
    ["金额 Amount", `¥${amount}`],
  ].map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`);
  const hint = "沙箱收银台：请在模拟手机上付款。 Sandbox cashier: pay on the pretend phone.";
  return page(200, "支付宝沙箱 Alipay sandbox", `<dl>${rows.join("")}</dl><p>${hint}</p>`);
}

/** The real gateway shows its complaint to the buyer, in GBK; this one is in UTF-8. */
export function errorPage(refusal: Refusal): RawResponse {
  const code = escaped(refusal.subCode.replace(/^isv\./, ""));
  const text = `调试错误，请回到请求来源地，重新发起请求。错误代码 ${code}，错误原因：${escaped(refusal.subMsg)}`;
  return page(200, "支付宝沙箱 Alipay sandbox", `<p>${text}</p>`);
}

function page(status: number, title: string, body: string): RawResponse {
  const head = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>${title}</title>`;
  const html = `${head}<h1>${title}</h1>${body}`;
  return { status, headers: { "content-type": "text/html;charset=utf-8" }, body: Buffer.from(html) };
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
