export type Words = { zh: string; en: string };
export type Tongue = keyof Words;

export const words = {
  name: { zh: "互通集市", en: "Hutong Bazaar" },
  demo: { zh: "演示说明", en: "About this demo" },
  simulation: {
    zh: "演示商城：商品、店铺与付款均为模拟，不发货，也不收真钱。",
    en: "A demo: goods, stores and payments are simulated. Nothing ships, no real money moves.",
  },
  skip: { zh: "跳到正文", en: "Skip to content" },
  shops: { zh: "店铺", en: "Shops" },
  orders: { zh: "我的订单", en: "My orders" },
  cart: { zh: "购物车", en: "Cart" },
  language: { zh: "English", en: "中文" },
  mainMenu: { zh: "主菜单", en: "Main menu" },
  heroTitle: { zh: "一条胡同，各家钱包都通", en: "One lane, every wallet welcome" },
  heroText: {
    zh: "四家小店，一个购物车。结账时用哪家钱包，由你选。",
    en: "Four small shops, one cart. At checkout you choose the wallet.",
  },
  add: { zh: "加入购物车", en: "Add to cart" },
  added: { zh: "已加入购物车", en: "Added to the cart" },
  toCart: { zh: "去购物车", en: "Go to the cart" },
  takes: { zh: "可用", en: "Takes " },
  shopTakes: { zh: "本店可用", en: "This shop takes " },
  and: { zh: "、", en: " and " },
  colon: { zh: "：", en: ": " },
  moreOf: { zh: "这家店还有", en: "More from this shop" },
  quantity: { zh: "数量", en: "Quantity" },
  less: { zh: "减少", en: "One less" },
  more: { zh: "增加", en: "One more" },
  remove: { zh: "移除", en: "Remove" },
  emptyCart: { zh: "购物车还是空的。", en: "Your cart is empty." },
  emptyOrders: { zh: "还没有订单。", en: "No orders yet." },
  goShopping: { zh: "去逛逛", en: "Look around" },
  subtotal: { zh: "小计", en: "Subtotal" },
  total: { zh: "合计", en: "Total" },
  summary: { zh: "订单摘要", en: "Summary" },
  checkout: { zh: "去结账", en: "Check out" },
  leaving: { zh: "正在前往收银台…", en: "Opening the checkout…" },
  checkoutHint: {
    zh: "下一步在互通收银台选择钱包。多家店铺一起结账，一次付清。",
    en: "Next you choose a wallet on Hutong's checkout page. Several shops are paid together.",
  },
  asking: { zh: "正在向支付服务核实…", en: "Checking with the payment service…" },
  askingText: {
    zh: "跳转回来不算付款成功，商城正在服务器端核实。",
    en: "Coming back proves nothing: the shop's server is asking whether the money arrived.",
  },
  paidTitle: { zh: "付款成功，谢谢光临", en: "Paid. Thank you!" },
  paidText: { zh: "已在服务器端核实。", en: "Verified by the shop's server." },
  openTitle: { zh: "还没有收到付款", en: "No payment yet" },
  openText: { zh: "订单为你保留到", en: "Your order is kept until" },
  leftTitle: { zh: "还没有付款", en: "Not paid yet" },
  partlyTitle: { zh: "付了一部分", en: "Partly paid" },
  overText: { zh: "没有扣款。可以按原样再下一单。", en: "Nothing was charged. You can order the same again." },
  lostText: {
    zh: "订单只在下单的那个浏览器里看得到。",
    en: "An order shows only in the browser that placed it.",
  },
  backToCart: { zh: "回到购物车", en: "Back to the cart" },
  phone: { zh: "打开模拟手机", en: "Open the pretend phone" },
  phoneHint: { zh: "要扫码付款？", en: "Paying by QR code?" },
  behind: { zh: "柜台后面发生了什么", en: "What happened behind the counter" },
  behindAsked: { zh: "商城服务器向互通查询", en: "The shop's server asked Hutong" },
  behindHeard: { zh: "收到回调，签名有效", en: "Webhook received, signature valid" },
  expiredTitle: { zh: "付款时间已过", en: "The time to pay is over" },
  cancelledTitle: { zh: "订单已取消", en: "The order was cancelled" },
  lostTitle: { zh: "找不到这笔订单", en: "This order is not here" },
  payOn: { zh: "继续付款", en: "Continue paying" },
  seeOrders: { zh: "查看我的订单", en: "See my orders" },
  again: { zh: "再查一次", en: "Check again" },
  orderNo: { zh: "订单", en: "Order" },
  orderAgain: { zh: "重新下单付款", en: "Order and pay again" },
  statePaid: { zh: "已付款", en: "Paid" },
  stateOpen: { zh: "待付款", en: "To be paid" },
  stateExpired: { zh: "已过期", en: "Expired" },
  stateCancelled: { zh: "已取消", en: "Cancelled" },
  stateRefunded: { zh: "已退款", en: "Refunded" },
  statePartlyRefunded: { zh: "部分退款", en: "Partly refunded" },
  stateClosed: { zh: "已关闭", en: "Closed" },
  stateUnpaid: { zh: "未付", en: "Not paid" },
  noPage: { zh: "这里什么也没有", en: "There is nothing here" },
  loading: { zh: "正在开门…", en: "Opening the shutters…" },
  footer: {
    zh: "互通集市是开源项目 Hutong 的演示。品牌名称仅用于说明，与其权利人无关。",
    en: "Hutong Bazaar is the demo of the open-source project Hutong. Brand names only explain; their owners take no part.",
  },
} as const satisfies Record<string, Words>;

export type WordKey = keyof typeof words;

const kept = "bazaar.tongue";

export function firstTongue(): Tongue {
  const before = localStorage.getItem(kept);
  if (before === "zh" || before === "en") return before;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function keepTongue(tongue: Tongue): void {
  localStorage.setItem(kept, tongue);
}
