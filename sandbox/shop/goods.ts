import type { Words } from "#wallets/protocol";

export type Good = {
  id: string;
  /** The store's name in stores.ts. */
  store: string;
  title: Words;
  /** One sentence. */
  about: Words;
  /** A few facts, each a line. */
  details: readonly Words[];
  /** Whole fen. */
  fen: number;
};

type Said = [title: Words, about: Words, details: readonly Words[]];

function good(id: string, store: string, fen: number, ...[title, about, details]: Said): Good {
  return { id, store, fen, title, about, details };
}

/** What the demo sells. Prices include the smallest possible one, and one just above a pilot's cap of 300 yuan. */
export const goods: readonly Good[] = [
  good(
    "longjing",
    "tea",
    12_800,
    { zh: "龙井茶 100\u00a0克", en: "Longjing tea, 100\u00a0g" },
    { zh: "锅炒绿茶，豆香清甜。", en: "Pan-fired green tea, sweet as fresh beans." },
    [
      { zh: "狮峰山明前一芽一叶，当年新茶", en: "One bud, one leaf, from Lion Peak before the April rain" },
      { zh: "铁罐双层盖，密封 100 克", en: "Tin with a double lid, 100 g" },
      { zh: "八十度水，三分钟", en: "80 °C, three minutes" },
    ],
  ),
  good(
    "gaiwan",
    "tea",
    8_990,
    { zh: "青瓷盖碗", en: "Celadon gaiwan" },
    { zh: "一盖一碗一托，一个人的茶席。", en: "Lid, bowl, saucer: a tea table for one." },
    [
      { zh: "龙泉梅子青，容量 120 毫升", en: "Longquan plum-green glaze, 120 ml" },
      { zh: "手拉坯，杯底有窑口款", en: "Thrown by hand, the kiln's mark beneath" },
      { zh: "第一泡请先温杯", en: "Warm it before the first cup" },
    ],
  ),
  good(
    "teapot",
    "tea",
    30_001,
    { zh: "紫砂壶", en: "Purple clay teapot" },
    { zh: "养上三年，空壶也香。", en: "Three years on, the empty pot smells of tea." },
    [
      { zh: "宜兴原矿紫泥，容量 160 毫升", en: "Purple clay from Yixing, 160 ml" },
      { zh: "单孔出水，断水干净", en: "One spout hole, and it does not drip" },
      { zh: "养壶：只泡一种茶", en: "Give it one tea only, and it will remember" },
    ],
  ),
  good(
    "notebook",
    "paper",
    3_600,
    { zh: "宣纸线装本", en: "Thread-bound notebook" },
    { zh: "八十页生宣，线装四目。", en: "Eighty leaves of raw xuan paper, bound with thread." },
    [
      { zh: "生宣八十页，竖排无格", en: "Eighty leaves, unlined, for writing downwards" },
      { zh: "四目线装，藏蓝布面", en: "Four-hole binding, indigo cloth" },
      { zh: "13 × 19 厘米", en: "13 × 19 cm" },
    ],
  ),
  good(
    "brushes",
    "paper",
    7_850,
    { zh: "毛笔三支", en: "Set of three brushes" },
    { zh: "大小狼毫与一支兼毫。", en: "Two of weasel hair, one mixed." },
    [
      { zh: "大楷、小楷、兼毫各一", en: "One large, one small, one of mixed hair" },
      { zh: "竹杆，可换笔头", en: "Bamboo shafts" },
      { zh: "用后清水洗净，倒挂晾干", en: "Rinse in clear water, hang to dry" },
    ],
  ),
  good(
    "lantern",
    "paper",
    4_500,
    { zh: "纸灯笼", en: "Paper lantern" },
    { zh: "红纸竹骨，挂起来就是节日。", en: "Red paper on bamboo; hang it, and it is a feast." },
    [
      { zh: "红宣裱竹骨，直径 24 厘米", en: "Red xuan paper on bamboo, 24 cm across" },
      { zh: "内置暖光小灯，两节电池", en: "A small warm lamp inside, two batteries" },
      { zh: "雨天请收进屋", en: "Bring it in when it rains" },
    ],
  ),
  good(
    "bell",
    "cycles",
    2_990,
    { zh: "黄铜车铃", en: "Brass bicycle bell" },
    { zh: "声音清亮，邻居都认得。", en: "Clear enough for the neighbours to know you." },
    [
      { zh: "全铜车制，夹径 22.2 毫米", en: "Turned brass, for bars of 22.2 mm" },
      { zh: "左手拇指一拨就响", en: "Rings under the left thumb" },
      { zh: "越用越亮", en: "Use makes it brighter" },
    ],
  ),
  good(
    "basket",
    "cycles",
    6_900,
    { zh: "藤编车筐", en: "Wicker basket" },
    { zh: "装得下一周的青菜。", en: "Holds a week of greens." },
    [
      { zh: "手编藤条，承重 8 公斤", en: "Woven cane, carries 8 kg" },
      { zh: "牛皮带扣，前后都能挂", en: "Leather straps, front or back" },
      { zh: "怕潮，不怕沉", en: "Minds the damp, not the load" },
    ],
  ),
  good(
    "lamp",
    "cycles",
    9_900,
    { zh: "夜骑车灯", en: "Night-ride lamp" },
    { zh: "照亮一整条胡同。", en: "Lights a whole lane." },
    [
      { zh: "400 流明，暖白", en: "400 lumen, warm white" },
      { zh: "一次充电骑二十小时", en: "Twenty hours on one charge" },
      { zh: "不晃对面人的眼", en: "Cut off above: it blinds nobody" },
    ],
  ),
  good(
    "tanghulu",
    "kitchen",
    1_200,
    { zh: "冰糖葫芦", en: "Candied hawthorns" },
    { zh: "山楂去核，糖壳脆薄。", en: "Stoned hawthorns in thin, crackling sugar." },
    [
      { zh: "一串八颗，现做现卖", en: "Eight on a stick, made while you wait" },
      { zh: "山楂来自密云", en: "Hawthorns from Miyun" },
      { zh: "两小时内吃完最脆", en: "Crisp for two hours" },
    ],
  ),
  good(
    "chilli",
    "kitchen",
    2_680,
    { zh: "油泼辣子", en: "Chilli crisp" },
    { zh: "香多于辣。", en: "More fragrant than fierce." },
    [
      { zh: "二荆条与朝天椒，菜籽油", en: "Erjingtiao and facing-heaven chillies in rapeseed oil" },
      { zh: "净含量 210 克", en: "210 g" },
      { zh: "开封后冷藏", en: "Keep cold once open" },
    ],
  ),
  good(
    "mooncakes",
    "kitchen",
    16_800,
    { zh: "月饼礼盒", en: "Box of mooncakes" },
    { zh: "莲蓉、豆沙各四枚。", en: "Four of lotus paste, four of red beans." },
    [
      { zh: "八枚，每枚 62 克", en: "Eight, of 62 g each" },
      { zh: "当日烤制，隔日更软", en: "Baked the same day, softer on the next" },
      { zh: "礼盒可再用", en: "The box outlives them" },
    ],
  ),
  good(
    "knot",
    "kitchen",
    1,
    { zh: "平安结", en: "Lucky knot" },
    { zh: "一分钱，试一试付款。", en: "One fen: the cheapest way to try paying." },
    [
      { zh: "手编丝绳，长 18 厘米", en: "Silk cord, tied by hand, 18 cm" },
      { zh: "玉色琉璃珠一颗", en: "One glass bead the colour of jade" },
      { zh: "只收一分钱", en: "Costs one fen" },
    ],
  ),
];

export function goodOf(id: string): Good | null {
  return goods.find((one) => one.id === id) ?? null;
}
