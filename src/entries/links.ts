import type { EntryLink, EntryView } from "./types.ts";

/** What one asks for: a page of the entry and what it is told. */
export type Target = { path: string; query: string };

/** WeChat refuses more (counted in bytes here, to be on the safe side). */
export const queryMax = 1024;
const days = 30;

/** The roads into an entry of a host app that is known here; none for another. */
export function linksOf(entry: Pick<EntryView, "host" | "kind" | "app_id">, target: Target): readonly EntryLink[] {
  if (entry.host === "wechat" && entry.kind === "mini_program") return wechat(entry.app_id, target);
  if (entry.host === "alipay" && entry.kind === "mini_program") return [alipay(entry.app_id, target)];
  return target.path.startsWith("https://") ? [web(target)] : [];
}

/** A service or an official account is joined by a page that the host app's own browser opens. */
function web({ path, query }: Target): EntryLink {
  const says = { zh: "在宿主应用内打开的网页。", en: "A page that the host app opens in its own browser." };
  return { kind: "web", url: query === "" ? path : `${path}?${query}`, body: null, says };
}

/**
 * A plain scheme needs the path to be declared in the mini program's console. Its parameters' names are remembered, not
 * verified. A scheme or link by call is good for at most 30 days and for one user each, since April 2022. Android opens
 * no scheme by itself: it goes through a page.
 */
function wechat(appId: string, { path, query }: Target): readonly EntryLink[] {
  const parts = `appid=${appId}&path=${encodeURIComponent(path)}&query=${encodeURIComponent(query)}`;
  return [
    {
      kind: "plain_scheme",
      url: `weixin://dl/business/?${parts}&env_version=release`,
      body: null,
      says: {
        zh: "明文 URL Scheme，路径须已在小程序后台声明；安卓须经网页中转。",
        en: "A plain scheme; its path must be declared in the console. On Android it goes through a page.",
      },
    },
    {
      kind: "call",
      url: "https://api.weixin.qq.com/wxa/generatescheme",
      body: wechatBody("scheme", { path, query }),
      says: {
        zh: "向微信申请加密 URL Scheme（须附 access_token），最长 30 天，每个仅供一人使用。",
        en: "Asks WeChat for a scheme (add the access_token): at most 30 days, one user each.",
      },
    },
    {
      kind: "call",
      url: "https://api.weixin.qq.com/wxa/generate_urllink",
      body: wechatBody("url_link", { path, query }),
      says: {
        zh: "向微信申请 URL Link（须附 access_token），可在任何浏览器打开。",
        en: "Asks WeChat for a URL Link (add the access_token), which any browser opens.",
      },
    },
  ];
}

/** What WeChat is asked for a link: at most 30 days. */
export function wechatBody(form: "scheme" | "url_link", { path, query }: Target): string {
  const to = { path, query, env_version: "release" };
  const expiry = { is_expire: true, expire_type: 1, expire_interval: days };
  return JSON.stringify(form === "scheme" ? { jump_wxa: to, ...expiry } : { ...to, ...expiry });
}

export function alipayScheme(appId: string, { path, query }: Target): string {
  const more = query === "" ? "" : `&query=${encodeURIComponent(query)}`;
  const page = path === "" ? "" : `&page=${encodeURIComponent(path)}`;
  return `alipays://platformapi/startapp?appId=${appId}${page}${more}`;
}

function alipay(appId: string, target: Target): EntryLink {
  return {
    kind: "scheme",
    url: alipayScheme(appId, target),
    body: null,
    says: { zh: "支付宝小程序 Scheme。", en: "Alipay's scheme of a mini program." },
  };
}

/** What WeChat answers to such a call: the link, or its error number and words. Null: no such answer. */
export function readWechatLink(text: string): { link: string } | { code: number; says: string } | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof read !== "object" || read === null) return null;
  const told = read as { errcode?: unknown; errmsg?: unknown; openlink?: unknown; url_link?: unknown };
  if (typeof told.errcode === "number" && told.errcode !== 0)
    return { code: told.errcode, says: typeof told.errmsg === "string" ? told.errmsg : "" };
  const link = told.openlink ?? told.url_link;
  return typeof link === "string" ? { link } : null;
}
