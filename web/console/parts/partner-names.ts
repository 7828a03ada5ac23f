import { useSay } from "../lib/language.tsx";

/** Host apps and other partners that are no wallets, by the names under which openings know them. */
const names: Readonly<Record<string, readonly [string, string]>> = {
  wechat: ["微信", "WeChat"],
  wechat_app: ["微信", "WeChat"],
  wechat_share_code: ["微信口令", "WeChat share codes"],
  alipay: ["支付宝", "Alipay"],
  alipay_app: ["支付宝应用", "Alipay app"],
  taobao: ["淘宝", "Taobao"],
  douyin: ["抖音", "Douyin"],
  kuaishou: ["快手", "Kuaishou"],
  bilibili: ["哔哩哔哩", "Bilibili"],
  xiaohongshu: ["小红书", "Xiaohongshu"],
  baidu: ["百度", "Baidu"],
  meituan: ["美团", "Meituan"],
  toutiao: ["今日头条", "Toutiao"],
  tencent: ["腾讯", "Tencent"],
  qq_music: ["QQ 音乐", "QQ Music"],
  tencent_video: ["腾讯视频", "Tencent Video"],
  tencent_yuanmeng: ["元梦之星", "Yuanmeng Star"],
  tencent_kings_glory: ["王者荣耀", "Honor of Kings"],
  any_wallet: ["任意钱包", "any wallet"],
  ecny: ["数字人民币", "Digital yuan"],
};

/** Partners that people often mean, where one may be chosen or typed. */
export const knownPartners: readonly string[] = [
  ...["wechat", "alipay", "taobao", "douyin", "kuaishou", "bilibili", "xiaohongshu", "meituan", "baidu"],
];

/** Parties of what happened before us, which history names in English. */
const parties: Readonly<Record<string, string>> = {
  "WeChat Pay": "微信支付",
  WeChat: "微信",
  Taobao: "淘宝",
  Alibaba: "阿里巴巴",
  Meituan: "美团",
  Alipay: "支付宝",
  Tmall: "天猫",
  Douyin: "抖音",
  Xiaohongshu: "小红书",
  "Tencent Games": "腾讯游戏",
  Regulator: "监管部门",
  Kuaishou: "快手",
  Alimama: "阿里妈妈",
  Zhihu: "知乎",
  Youku: "优酷",
  Xianyu: "闲鱼",
  Tongcheng: "同程",
  "Tencent Video": "腾讯视频",
  "Tencent News": "腾讯新闻",
  "Tencent Advertising": "腾讯广告",
  Tencent: "腾讯",
  Taote: "淘特",
  "State Council": "国务院",
  Shuqi: "书旗",
  "SF Express": "顺丰",
  "QQ Music": "QQ 音乐",
  PBOC: "中国人民银行",
  Maoyan: "猫眼",
  MIIT: "工信部",
  Kaola: "考拉",
  "JD Pay": "京东支付",
  JD: "京东",
  Fliggy: "飞猪",
  "Ele.me": "饿了么",
  DingTalk: "钉钉",
  Damai: "大麦",
  Ctrip: "携程",
  Baidu: "百度",
};

/** A partner's name as people know it; what nobody named stays as it is written. */
export function usePartnerName(): (id: string) => string {
  const say = useSay();
  return (id) => say(...(names[id] ?? ([parties[id] ?? id, id] as const)));
}
