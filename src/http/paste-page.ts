/** The page `/l`: a person pastes a text, and sees what its share codes stand for before anything opens. */
export const pasteStyle = `
textarea{display:block;width:100%;margin-top:.5rem;padding:.7rem;border:1px solid var(--dim);border-radius:.7rem;
background:var(--card);color:var(--ink);font:inherit;resize:vertical}
textarea:focus-visible{outline:3px solid var(--go);outline-offset:2px}
`;

const label = '粘贴的文字<span class="en" lang="en"> · Pasted text</span>';
const button = '查看 <span lang="en">Look</span>';
const lead =
  "粘贴收到的文字，先看清是什么，再决定是否打开。" +
  '<div class="en" lang="en">Paste what you were sent: see what it is before anything opens.</div>';
export const pasteBody =
  `<h1>粘贴口令<div class="en" lang="en">Paste a share code</div></h1><div>${lead}</div>` +
  `<form><label for="text">${label}</label><textarea id="text" rows="4" maxlength="5000" required></textarea>` +
  `<button>${button}</button></form><div id="found" role="status"></div>` +
  "<noscript><p>请开启脚本，或在店铺的应用中粘贴。 Turn scripts on, or paste it in the shop's own app.</p></noscript>";

/** What it shows is text, never markup; it opens nothing by itself. */
export const pasteScript = `
const kinds={store:"店铺 Store",product:"商品 Product",live:"直播 Live stream",order:"订单 Order",
friend_pay:"请人代付 Friend-pay request"};
const over={expired:"已过期 It has expired",revoked:"已被收回 It was taken back"};
const found=document.querySelector("#found");
const part=(name,text,kind)=>{const one=document.createElement(name);one.textContent=text;
if(kind)one.className=kind;return one;};
const amount=({currency,minor})=>currency+" "+(currency==="JPY"?minor:
minor.padStart(3,"0").replace(/(..)$/,".$1"));
const card=(one)=>{const box=part("section","","card");
box.append(part("div",kinds[one.kind]??one.kind,"en"),part("strong",one.title));
if(one.price)box.append(part("div",amount(one.price),"price"));
box.append(part("div",one.code,"code"));
if(one.state!=="live")box.append(part("p",over[one.state]??one.state));
else{const go=part("a","打开 Open","go");go.href=one.url;go.rel="noreferrer";box.append(go);}
return box;};
const say=(zh,en)=>{const box=part("section",zh,"card");const other=part("div",en,"en");other.lang="en";
box.append(other);return [box];};
const look=async(text)=>{
const answer=await window.fetch("/v1/link-resolutions",{method:"POST",credentials:"omit",
headers:{"content-type":"application/json"},body:JSON.stringify({text})});
if(answer.status===429)return say("查得太频繁，请一分钟后再试。","Too often: try again in a minute.");
if(!answer.ok)throw new Error();
const {data}=await answer.json();
return data.length>0?data.map(card):say("没有有效的口令。请核对是否抄错，每个字符都不能错。",
"There is no valid code in it. Check it: not one character may be another.");};
document.querySelector("form").addEventListener("submit",async(event)=>{
event.preventDefault();
try{found.replaceChildren(...await look(document.querySelector("#text").value));}
catch{found.replaceChildren(...say("暂时无法查询，请稍后再试。","It cannot be looked up now: try again."));}});
`;
