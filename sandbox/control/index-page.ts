import type { MountedWallet } from "../open-wallet.ts";

const style = `
:root{color-scheme:light dark;--ink:#1d1b19;--soft:#5f5952;--paper:#fbf8f3;--line:#e2dace;--accent:#9c2f1f}
@media (prefers-color-scheme:dark){:root{--ink:#f2ede6;--soft:#b9b0a5;--paper:#1b1917;--line:#3a352f;--accent:#f0907c}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,"Noto Sans CJK SC",sans-serif}
main{max-width:46rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:2rem 0 .5rem}
p{margin:.25rem 0;color:var(--soft)}a{color:var(--accent)}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th,td{overflow-wrap:anywhere}
code{font:.875em ui-monospace,monospace}`;

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

const doors: readonly (readonly [string, string])[] = [
  ['<a href="/phone">/phone</a>', "The pretend phone, one app a wallet · 模拟手机，每个钱包一个 App"],
  ['<a href="/credentials.json">GET /credentials.json</a>', "Keys and numbers for an SDK · 供 SDK 使用的密钥与商户号"],
  ["<code>POST /phone/pay</code>", "<code>{wallet, code, decision: pay|cancel|insufficient, buyer?}</code>"],
  ["<code>POST /phone/code</code>", "<code>{wallet, mood?}</code>: a payer's code for a till · 付款码"],
  [
    "<code>POST /phone/merchant, /phone/merchant/pay</code>",
    "<code>{wallet, code}</code>, <code>{wallet, code, amount?, key}</code>: a store's code, scanned by that app · 扫收款码",
  ],
  ["<code>POST /phone/look</code>", "<code>{wallet, code}</code>"],
  ['<a href="/codes.json">GET /codes.json</a>', "Codes that wait for a phone · 等待扫描的码"],
  ['<a href="/ledger.json">GET /ledger.json</a>', "What each wallet believes happened · 各钱包自己的账"],
  [
    '<a href="/clock">GET</a> <code>POST /clock</code>',
    "<code>{at: instant | null}</code>: house and wallets go on from there · 设置沙盒时钟",
  ],
  [
    '<a href="/onboarding">GET</a> <code>POST /onboarding</code>',
    "Stores' applications: <code>{application, decision, reasons?}</code> · 店铺进件审核",
  ],
  [
    '<a href="/fsp">GET /fsp</a> <code>POST /fsp/{wallet}/quote, /send</code>',
    "People of two wallets, and ten yuan from one to another: <code>{from, to, fen}</code>, <code>{from, quote}</code> · 钱包互转",
  ],
  [
    "<code>GET /hosts/wechat?app_id=wx…</code>",
    "A mini program's secret here; this port answers as WeChat's server does for links into it · 小程序密钥与链接接口",
  ],
  ['<a href="/faults">GET</a> <code>POST /faults</code>', "<code>{wallet?, set: {knob: value}, clear?: true}</code>"],
];

/** A plain page that says what the control port has. No script, nothing from elsewhere. */
export function indexPage(mounted: readonly MountedWallet[]): string {
  const wallets = mounted.map(({ wallet, origin }) =>
    row([`${wallet.title.zh} · ${wallet.title.en}`, `<code>${origin}</code>`]),
  );
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>Hutong sandbox · 互通沙盒</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>${style}</style></head><body><main>
<h1>Hutong sandbox <span lang="zh-CN">· 互通沙盒</span></h1>
<p>Simulated wallets: nothing here is the real service, and no real money moves.</p>
<p lang="zh-CN">模拟钱包：这里没有真实服务，也没有真实资金往来。</p>
<h2>Wallets · 钱包</h2><table><tbody>${wallets.join("")}</tbody></table>
<h2>Doors · 入口</h2><table><tbody>${doors.map(row).join("")}</tbody></table>
</main></body></html>`;
}
