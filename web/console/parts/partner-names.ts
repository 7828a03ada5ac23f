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
  tencent: ["腾讯", "Tencent"],
  qq_music: ["QQ 音乐", "QQ Music"],
  tencent_video: ["腾讯视频", "Tencent Video"],
  tencent_yuanmeng: ["元梦之星", "Yuanmeng Star"],
  tencent_kings_glory: ["王者荣耀", "Honor of Kings"],
  any_wallet: ["任意钱包", "any wallet"],
};

/** A partner's name as people know it; what nobody named stays as it is written. */
export function usePartnerName(): (id: string) => string {
  const say = useSay();
  return (id) => say(...(names[id] ?? ([id, id] as const)));
}
