import type { NewEntry } from "./types.ts";

/** Entries that opened between rival camps. Their numbers and pages are made up; everything else was reported. */
export const exampleEntries = {
  xianyu: {
    ...{ host: "wechat", kind: "mini_program", app_id: "wx00000000000000a1", path: "pages/home/index" },
    ...{ name: { zh: "闲鱼", en: "Xianyu" }, wallet: "wechatpay" },
  },
  meituan_takeaway: {
    ...{ host: "alipay", kind: "mini_program", app_id: "2021000000000001", path: "pages/takeaway/index" },
    ...{ name: { zh: "美团外卖", en: "Meituan takeaway" }, wallet: "alipay" },
  },
  meituan_hotels: {
    ...{ host: "alipay", kind: "mini_program", app_id: "2021000000000002", path: "pages/hotels/index" },
    ...{ name: { zh: "美团酒店", en: "Meituan hotels" }, wallet: "alipay" },
  },
  jd: {
    ...{ host: "wechat", kind: "mini_program", app_id: "wx00000000000000a2", path: "pages/index/index" },
    ...{ name: { zh: "京东购物", en: "JD" }, wallet: "wechatpay" },
  },
  dingtalk_meeting: {
    ...{ host: "wechat", kind: "service", app_id: "dingtalk-meeting", path: "https://meeting.example/join" },
    ...{ name: { zh: "钉钉会议", en: "DingTalk meeting" }, wallet: null },
  },
} as const satisfies Readonly<Record<string, Omit<NewEntry, "marketplace">>>;
