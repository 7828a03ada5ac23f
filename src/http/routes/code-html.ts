import type { CodeOffer, MerchantCodeView } from "#codes";
import { toDecimalText } from "#money";
import type { Words } from "#wallets/protocol";

export type PageWords = "zh" | "en";

const words = {
  zh: {
    pay: "付款给",
    amount: "金额（元）",
    enter: "请输入金额",
    with: "选择付款方式",
    use: "用",
    shut: "暂不可用",
    none: "目前没有可用的钱包。",
    foot: "由互通提供。付款前请核对店铺与金额。",
  },
  en: {
    pay: "Pay",
    amount: "Amount (CNY)",
    enter: "Enter the amount",
    with: "Pay with",
    use: "Pay with",
    shut: "Not available",
    none: "No wallet can pay here at the moment.",
    foot: "By Hutong. Check the store and the amount before you pay.",
  },
} as const;

const plain = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

const style = `
:root{color-scheme:light dark;--ink:#16181d;--soft:#5a6270;--paper:#f4f5f7;--card:#fff;--line:#d9dce2;--go:#0b57d0}
@media (prefers-color-scheme:dark){:root{--ink:#f1f3f6;--soft:#a9b1bf;--paper:#101216;--card:#1a1d23;--line:#343943;
  --go:#8ab4f8}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
  font:16px/1.5 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}
main{max-width:28rem;margin:0 auto;padding:2rem 1.25rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:.15rem 0 1.5rem;overflow-wrap:anywhere}
.pay{color:var(--soft);margin:0}
.sum{font-size:2.5rem;font-weight:700;margin:0 0 1.5rem;font-variant-numeric:tabular-nums}
label{display:block;color:var(--soft);margin-bottom:.35rem}
input{width:100%;font:inherit;font-size:2rem;font-weight:600;padding:.5rem .75rem;border:1px solid var(--line);
  border-radius:.75rem;background:var(--card);color:inherit;margin-bottom:1.5rem}
h2{font-size:1rem;color:var(--soft);font-weight:500;margin:0 0 .5rem}
ul{list-style:none;padding:0;margin:0;display:grid;gap:.75rem}
button{width:100%;min-height:3.5rem;font:inherit;font-weight:600;text-align:start;display:flex;align-items:center;
  gap:.75rem;padding:.5rem 1rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card);
  color:inherit;cursor:pointer}
button.here{border:2px solid var(--go)}
.shut{display:flex;gap:.75rem;align-items:center;padding:.5rem 1rem;color:var(--soft)}
.shut svg{filter:grayscale(1);opacity:.6}
.shut small{display:block}
svg{flex:none;width:28px;height:28px}
:focus-visible{outline:3px solid var(--go);outline-offset:2px}
.says{border:1px solid #b3261e;border-radius:.75rem;padding:.75rem 1rem;margin:0 0 1.5rem}
footer{color:var(--soft);font-size:.875rem;margin-top:2rem}`;

function shell(language: PageWords, nonce: string, title: string, body: string): string {
  return (
    `<!doctype html><html lang="${language === "zh" ? "zh-CN" : "en"}"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${plain(title)}</title>` +
    `<style nonce="${nonce}">${style}</style><main>${body}<footer>${words[language].foot}</footer></main></html>`
  );
}

export function refusalHtml(language: PageWords, nonce: string, says: Words): string {
  return shell(language, nonce, says[language], `<h1>${plain(says[language])}</h1>`);
}

type CodePage = {
  code: MerchantCodeView;
  store: Words;
  offers: readonly CodeOffer[];
  language: PageWords;
  nonce: string;
  key: string;
  openid: string;
  says: Words | null;
};

/** One form, a button a wallet: works without a script, in every wallet's own browser. */
export function codeHtml(page: CodePage): string {
  const { code, language, offers } = page;
  const say = words[language];
  const name = language === "zh" ? code.title : page.store.en;
  const amount =
    code.amount === null
      ? `<label for="amount">${say.amount}</label><input id="amount" name="amount" inputmode="decimal" ` +
        `pattern="\\d{1,8}(\\.\\d{1,2})?" required autocomplete="off" placeholder="0.00" title="${say.enter}">`
      : `<p class="sum">¥${toDecimalText(code.amount)}</p>`;
  const wallets = offers.map((offer) => walletHtml(offer, language)).join("");
  const none = offers.some((one) => one.open) ? "" : `<p>${say.none}</p>`;
  const form =
    `<form method="post"><input type="hidden" name="key" value="${page.key}">` +
    `<input type="hidden" name="openid" value="${plain(page.openid)}">${amount}` +
    `<h2>${say.with}</h2>${none}<ul>${wallets}</ul></form>`;
  const told = page.says ? `<p class="says" role="alert">${plain(page.says[language])}</p>` : "";
  return shell(language, page.nonce, name, `<p class="pay">${say.pay}</p><h1>${plain(name)}</h1>${told}${form}`);
}

function walletHtml({ wallet, open, here, reasons }: CodeOffer, language: PageWords): string {
  const say = words[language];
  const mark = wallet.mark.svg
    .replace("<svg ", '<svg aria-hidden="true" ')
    .replace(' aria-hidden="true" aria-hidden="true"', ' aria-hidden="true"');
  const name = plain(wallet.title[language]);
  if (open)
    return (
      `<li><button name="wallet" value="${plain(wallet.id)}"${here ? ' class="here"' : ""}>${mark}` +
      `<span>${say.use}${language === "en" ? " " : ""}${name}</span></button></li>`
    );
  const why = reasons[0]?.[language] ?? say.shut;
  return `<li class="shut">${mark}<span>${name}<small>${plain(why)}</small></span></li>`;
}
