import { hash } from "node:crypto";
import type { HostApp, Judged, LinkReport, Preview } from "#links";
import { toDecimalText } from "#money";
import { pasteBody, pasteScript, pasteStyle } from "./paste-page.ts";

const style = `
:root{color-scheme:light dark;--ink:#1c1917;--dim:#6b645d;--paper:#faf7f2;--card:#fff;--line:#e7e0d6;--go:#0f766e}
@media (prefers-color-scheme:dark){:root{--ink:#f5f1ea;--dim:#b0a79c;
--paper:#171412;--card:#221e1b;--line:#3a342f;--go:#2dd4bf}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}
main{max-width:34rem;margin:0 auto;padding:2rem 1.25rem 3rem}
h1{font-size:1.35rem;line-height:1.35;margin:0 0 .25rem}
h2{font-size:1.05rem;line-height:1.4;margin:0 0 .5rem}
.en{color:var(--dim);font-size:.92em}
.card{background:var(--card);border:1px solid var(--line);border-radius:.9rem;padding:1.1rem;margin:1.25rem 0}
.thing{display:flex;gap:1rem;align-items:center}
.thing img{width:4.5rem;height:4.5rem;object-fit:cover;border-radius:.6rem;background:var(--line)}
.price{font-size:1.15rem;font-weight:650}
.code{font:600 1.45rem/1.3 ui-monospace,monospace;
letter-spacing:.06em;text-align:center;padding:.6rem 0;user-select:all}
.short{overflow-wrap:anywhere;text-align:center;color:var(--dim);user-select:all}
button,a.go{display:block;width:100%;
margin-top:.9rem;padding:.8rem 1rem;border:0;border-radius:.7rem;background:var(--go);
color:#fff;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
@media (prefers-color-scheme:dark){button,a.go{color:#06201d}}
button:focus-visible,a.go:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
ol,ul{padding-left:1.25rem;margin:.4rem 0}
li{margin:.35rem 0}
table{width:100%;border-collapse:collapse}
th,td{text-align:left;padding:.4rem .5rem .4rem 0;border-bottom:1px solid var(--line);font-weight:400}
th{color:var(--dim)}
@media (max-width:26rem){th,td{font-size:.8em;padding-right:.3rem;overflow-wrap:anywhere}}
${pasteStyle}`;
/** Copies what stands above the button; without a clipboard the text is marked and copied by hand. */
const script = `
const button=document.querySelector("button[data-copy]");
button?.addEventListener("click",async()=>{
const text=button.dataset.copy;
try{await navigator.clipboard.writeText(text);}
catch{const area=document.createElement("textarea");area.value=text;document.body.append(area);area.select();
document.execCommand("copy");area.remove();}
button.textContent="已复制 Copied";});
`;

const sha = (text: string): string => `'sha256-${hash("sha256", text, "base64")}'`;
/** Nothing is loaded but a picture of the goods; the page's own style and script are named by their hashes. */
export const linkPagePolicy = [
  "default-src 'none'",
  `style-src ${sha(style)}`,
  `script-src ${sha(script)} ${sha(pasteScript)}`,
  // The page that looks pasted codes up asks this house.
  "connect-src 'self'",
  "img-src 'self' https:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const safe = (text: string): string => text.replace(/[&<>"']/g, (one) => escapes[one] as string);
const both = (zh: string, en: string): string => `${safe(zh)}<div class="en" lang="en">${safe(en)}</div>`;

function page(title: string, body: string, own = script): string {
  const viewport = '<meta name="viewport" content="width=device-width,initial-scale=1">';
  const head = `<meta charset="utf-8">${viewport}<meta name="robots" content="noindex"><title>${safe(title)}</title>`;
  const main = `<style>${style}</style><main>${body}</main><script>${own}</script>`;
  return `<!doctype html><html lang="zh-CN">${head}${main}</html>`;
}

function thing({ title, picture, price }: Preview): string {
  const image = picture?.startsWith("https://")
    ? `<img src="${safe(picture)}" alt="" referrerpolicy="no-referrer">`
    : "";
  const amount = price === null ? "" : `<div class="price">${safe(`${price.currency} ${toDecimalText(price)}`)}</div>`;
  return `<section class="card thing">${image}<div><strong>${safe(title)}</strong>${amount}</div></section>`;
}

const whys = (judged: Judged): string =>
  `<section class="card"><ul>${judged.reasons.map(({ zh, en }) => `<li>${both(zh, en)}</li>`).join("")}</ul></section>`;

/** What a person sees where a link does not open by itself. `target` is told only where it may be opened. */
export function guidePage(given: { preview: Preview; app: HostApp; judged: Judged; target: string }): string {
  const { preview, app, judged, target } = given;
  const { action } = judged;
  if (action === "confirm" || action === "open")
    return page(
      preview.title,
      `<h1>${both("确认后打开", "Confirm to open")}</h1>${thing(preview)}${whys(judged)}` +
        `<a class="go" rel="noreferrer" href="${safe(target)}">打开 Open</a>`,
    );
  if (action === "block")
    return page(
      preview.title,
      `<h1>${both(`${app.title.zh}内无法打开`, `Blocked in ${app.title.en}`)}</h1>${thing(preview)}${whys(judged)}`,
    );
  const copied = `【${preview.title}】${preview.code} ${preview.url}`;
  const steps = [
    both(app.leave.zh, app.leave.en),
    both("或复制下面的口令，到店铺的应用中粘贴", "Or copy the share code below and paste it in the shop's own app"),
  ];
  return page(
    preview.title,
    `<h1>${both(`请离开${app.title.zh}打开`, `Open it outside ${app.title.en}`)}</h1>${thing(preview)}` +
      `<section class="card"><ol>${steps.map((step) => `<li>${step}</li>`).join("")}</ol>` +
      `<div class="code">${safe(preview.code)}</div><div class="short">${safe(preview.url)}</div>` +
      `<button type="button" data-copy="${safe(copied)}">复制 Copy</button></section>${whys(judged)}`,
  );
}

/** Where anybody pastes a text and sees what its share codes stand for, before anything opens. */
export const pastePage = (): string => page("粘贴口令 Share codes", pasteBody, pasteScript);

export function gonePage(): string {
  const words = both(
    "链接不存在、已过期或已被收回。请向分享者索取新的链接。",
    "There is no such link, or it has expired or was taken back. Ask for a new one.",
  );
  return page(
    "链接已失效 Link over",
    `<h1>${both("链接已失效", "This link is over")}</h1><section class="card">${words}</section>`,
  );
}

const row = (cells: readonly (string | number)[]): string =>
  `<tr>${cells.map((cell) => `<td>${safe(`${cell}`)}</td>`).join("")}</tr>`;
const table = (heads: readonly string[], rows: readonly string[]): string =>
  rows.length === 0
    ? `<p>${both("尚无记录。", "Nothing on record yet.")}</p>`
    : `<table><thead><tr>${heads.map((head) => `<th>${safe(head)}</th>`).join("")}</tr></thead>` +
      `<tbody>${rows.join("")}</tbody></table>`;
const section = (zh: string, en: string, body: string): string =>
  `<section class="card"><h2>${both(zh, en)}</h2>${body}</section>`;

/** The transparency report, for people. */
const appealCells = ({ raised, granted, upheld, open, hours }: LinkReport["appeals"]): (string | number)[] => [
  ...[raised, granted, upheld, open],
  hours ?? "–",
];

/** Words of states, causes and outcomes in both languages; an unknown one stands as it is. */
const words: Readonly<Record<string, string>> = {
  ...{ open: "已开放 open", opening: "分阶段开放 opening", announced: "已公告 announced", paused: "已暂停 paused" },
  ...{ withdrawn: "已撤回 withdrawn", piloting: "试点中 piloting", consulting: "征求意见 consulting" },
  ...{ decided: "已决定 decided", phishing: "钓鱼 phishing", fraud: "诈骗 fraud", illegal: "违法 illegal" },
  ...{ malware: "恶意软件 malware", spam: "骚扰 spam", out: "我方链接在其应用 our links there" },
  ...{ in: "其链接在我方 its links here", confirm: "询问后打开 asked first", copy: "复制到浏览器 copied" },
  ...{ block: "屏蔽 blocked" },
};
const told = (name: string): string => words[name] ?? name;

export function reportPage(name: { zh: string; en: string }, report: LinkReport): string {
  const day = (at: Date | null): string => at?.toISOString().slice(0, 10) ?? "–";
  return page(
    `${name.zh} 链接透明度报告`,
    `<h1>${both(`${name.zh}：链接透明度报告`, `${name.en}: transparency report on links`)}</h1>` +
      `<p class="en">${safe(report.at.toISOString())}</p>` +
      section(
        "开放",
        "Openings",
        table(
          ["伙伴 Partner", "状态 State", "自 Since"],
          report.openings.map((one) => row([one.partner, told(one.state), day(one.effective_at)])),
        ),
      ) +
      section(
        "政策",
        "Policies",
        table(
          ["伙伴 Partner", "版本 Version", "政策 Policy", "自 Since"],
          report.policies.map((one) =>
            row([
              one.partner,
              `${one.n}${one.holds ? " ✓" : ""}`,
              `${one.title.zh} ${one.title.en}`,
              day(one.starts_at),
            ]),
          ),
        ),
      ) +
      section(
        "屏蔽与申诉",
        "Blocks and appeals",
        table(
          ["原因 Cause", "屏蔽 Blocked", "申诉 Appealed", "维持 Upheld", "解除 Lifted"],
          report.blocks.map((one) => row([told(one.code), one.blocked, one.appealed, one.upheld, one.lifted])),
        ),
      ) +
      section(
        "商家申诉",
        "Stores' appeals",
        table(
          ["提出 Raised", "成立 Granted", "维持 Upheld", "待裁决 Open", "中位小时 Median hours"],
          report.appeals.raised === 0 ? [] : [row(appealCells(report.appeals))],
        ),
      ) +
      section(
        "近九十日",
        "The last 90 days",
        table(
          ["伙伴 Partner", "方向 Direction", "结果 Outcome", "次数 Count"],
          report.links.map((one) => row([one.partner, told(one.direction), told(one.action), `${one.count}`])),
        ),
      ),
  );
}
