export type Words = { zh: string; en: string };
export type Tongue = keyof Words;

/** Everything that the phone itself says; what a wallet says comes with its answer. */
export const words = {
  sandbox: { zh: "沙盒", en: "sandbox" },
  phone: { zh: "模拟手机", en: "Pretend phone" },
  notice: {
    zh: "模拟演示：这里不是真实的钱包，也没有真实资金往来。",
    en: "Simulation: these are not the real wallets, and no real money moves.",
  },
  apps: { zh: "钱包应用", en: "Wallet apps" },
  noApps: { zh: "沙盒里还没有钱包。", en: "The sandbox has no wallets yet." },
  home: { zh: "返回主屏幕", en: "Home screen" },
  scan: { zh: "扫一扫", en: "Scan" },
  scanHint: {
    zh: "这部手机没有摄像头：请粘贴二维码截图，或选择一张图片。",
    en: "This phone has no camera: paste a screenshot of the QR code, or choose a picture.",
  },
  choosePicture: { zh: "选择图片", en: "Choose a picture" },
  noQr: { zh: "这张图片里没有找到二维码。", en: "There is no QR code in this picture." },
  pasteLabel: { zh: "或粘贴码 / 链接", en: "Or paste a code or link" },
  pastePlace: { zh: "weixin://… 或 https://qr.alipay.com/…", en: "weixin://… or https://qr.alipay.com/…" },
  open: { zh: "打开", en: "Open" },
  waiting: { zh: "等待付款", en: "Waiting for you" },
  nothingWaits: {
    zh: "没有等待付款的码。在商店下单后会出现在这里。",
    en: "No code is waiting. Order something in the shop, and it appears here.",
  },
  payTo: { zh: "付款给", en: "Pay to" },
  goods: { zh: "商品", en: "For" },
  orderNo: { zh: "商户订单号", en: "Order number" },
  walletNo: { zh: "钱包交易号", en: "Transaction" },
  payer: { zh: "付款人", en: "Payer" },
  me: { zh: "我", en: "Me" },
  friend: { zh: "朋友", en: "A friend" },
  payNow: { zh: "确认付款", en: "Pay" },
  tooLittle: { zh: "余额不足时付款", en: "Pay with too little balance" },
  cancel: { zh: "取消", en: "Cancel" },
  tryAgain: { zh: "重试", en: "Try again" },
  done: { zh: "完成", en: "Done" },
  backToShop: { zh: "返回商家", en: "Back to the shop" },
  openWith: { zh: "改用以下应用打开：", en: "Open with " },
  reading: { zh: "正在识别…", en: "Reading the code…" },
  paying: { zh: "正在付款…", en: "Paying…" },
  showMyCode: { zh: "出示付款码", en: "Show my code" },
  myCode: { zh: "付款码", en: "My code" },
  showToTill: { zh: "向收银员出示，一码只付一次", en: "Show it to the till: one code pays once" },
  codeFresh: { zh: "付款码有效，将自动刷新", en: "The code is good, and renews itself" },
  codeTaken: { zh: "已被收银台扫过，请看收银台", en: "A till has scanned it: look there" },
  newCode: { zh: "换一个码", en: "New code" },
  bars: { zh: "条形码", en: "Bar code" },
  square: { zh: "二维码", en: "QR code" },
  mood: { zh: "被扫后", en: "When it is scanned" },
  mood_ready: { zh: "直接付款", en: "Pay at once" },
  mood_password: { zh: "要求输入密码", en: "Ask for the password" },
  mood_insufficient: { zh: "余额不足", en: "Too little balance" },
  amount: { zh: "金额（元）", en: "Amount (CNY)" },
  goOn: { zh: "去付款", en: "Go on" },
  acceptedBy: { zh: "受理方：", en: "Accepted by" },
  cannotPay: { zh: "此应用暂不能在这里付款。", en: "This app cannot pay here now." },
  language: { zh: "English", en: "中文" },
} as const satisfies Record<string, Words>;

export type WordKey = keyof typeof words;

export function firstTongue(): Tongue {
  const kept = localStorage.getItem("phone.tongue");
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}
