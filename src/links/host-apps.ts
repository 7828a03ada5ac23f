import type { Words } from "#wallets/protocol";

export type HostApp = {
  id: string;
  title: Words;
  /** What its browser's User-Agent holds. */
  agent: RegExp;
  /** Hosts of its links, and of what its QR codes hold. */
  hosts: readonly string[];
  /** Beginnings of QR codes that are no web addresses. */
  schemes: readonly string[];
  /** How its users get out to the phone's own browser. */
  leave: Words;
};

const menu = {
  zh: "点击右上角“···”，选择“在浏览器打开”",
  en: 'Tap "···" at the top right, then "Open in browser"',
};
const app = (
  id: string,
  zh: string,
  en: string,
  agent: RegExp,
  hosts: readonly string[],
  schemes: readonly string[] = [],
): HostApp => ({ id, title: { zh, en }, agent, hosts, schemes, leave: menu });

/**
 * Apps in which links are opened. MicroMessenger and AlipayClient are documented; the other marks in a User-Agent and
 * most hosts are remembered, not verified.
 */
export const hostApps: readonly HostApp[] = [
  app(
    "wechat",
    "微信",
    "WeChat",
    /MicroMessenger/i,
    ["weixin.qq.com", "wechat.com", "wx.tenpay.com"],
    ["wxp:", "weixin:"],
  ),
  app("alipay", "支付宝", "Alipay", /AlipayClient/i, ["alipay.com", "alipayobjects.com"], ["alipays:", "alipay:"]),
  app(
    "taobao",
    "淘宝",
    "Taobao",
    /AliApp\(TB|AliApp\(LT/i,
    ["taobao.com", "tmall.com", "tb.cn"],
    ["taobao:", "tbopen:"],
  ),
  app("douyin", "抖音", "Douyin", /aweme|BytedanceWebview/i, ["douyin.com", "iesdouyin.com"], ["snssdk1128:"]),
  app("kuaishou", "快手", "Kuaishou", /Kwai|KSWebView/i, ["kuaishou.com", "gifshow.com"], ["kwai:"]),
  app("dingtalk", "钉钉", "DingTalk", /DingTalk/i, ["dingtalk.com"], ["dingtalk:"]),
  app("qq", "QQ", "QQ", /\bQQ\/\d/i, ["qq.com", "qpay.qq.com"], ["mqqapi:"]),
  app("weibo", "微博", "Weibo", /Weibo/i, ["weibo.com", "weibo.cn"], ["sinaweibo:"]),
  app("jd", "京东", "JD", /jdapp/i, ["jd.com", "3.cn"], ["openapp.jdmobile:"]),
  app("meituan", "美团", "Meituan", /MeituanGroup|meituan/i, ["meituan.com"], ["imeituan:"]),
  app("baidu", "百度", "Baidu", /baiduboxapp/i, ["baidu.com"], ["baiduboxapp:"]),
  app("xiaohongshu", "小红书", "Xiaohongshu", /discover\/|xhs/i, ["xiaohongshu.com", "xhslink.com"], ["xhsdiscover:"]),
];

export const hostApp = (id: string): HostApp | null => hostApps.find((one) => one.id === id) ?? null;

/** True for the host itself and for what lies below it. */
export const below = (host: string, zone: string): boolean => host === zone || host.endsWith(`.${zone}`);

/** Whose link or code it is: the longest host that fits, so that weixin.qq.com is WeChat and not QQ. */
export function ownerOf(content: string): HostApp | null {
  const lower = content.trim().toLowerCase();
  const bySchemes = hostApps.find((one) => one.schemes.some((scheme) => lower.startsWith(scheme)));
  if (bySchemes) return bySchemes;
  const url = URL.parse(/^[a-z][\w+.-]*:/.test(lower) ? lower : `https://${lower}`);
  if (url === null) return null;
  let best: { app: HostApp; length: number } | null = null;
  for (const one of hostApps)
    for (const zone of one.hosts)
      if (below(url.hostname, zone) && zone.length > (best?.length ?? 0)) best = { app: one, length: zone.length };
  return best?.app ?? null;
}

/** The device that asks: inside an app, on a phone, or at a desk. */
export function deviceOf(userAgent: string): { app: HostApp | null; phone: boolean } {
  const inside = hostApps.find((one) => one.agent.test(userAgent)) ?? null;
  return { app: inside, phone: /Android|iPhone|iPad|Mobile|HarmonyOS/i.test(userAgent) };
}

/** What WeChat adds to shared addresses; remembered, not verified. Others name the surface in plain words. */
const fromWords: Readonly<Record<string, "chat" | "group" | "feed" | "search">> = {
  singlemessage: "chat",
  groupmessage: "group",
  timeline: "feed",
  chat: "chat",
  group: "group",
  feed: "feed",
  search: "search",
};
/** Null: nobody said where the link stands. */
export const surfaceFrom = (word: string | undefined) => (word === undefined ? null : (fromWords[word] ?? null));
