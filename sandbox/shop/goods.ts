import type { Words } from "#wallets/protocol";

export type Good = {
  id: string;
  /** The store's name in stores.ts. */
  store: string;
  title: Words;
  /** One sentence. */
  about: Words;
  /** Whole fen. */
  fen: number;
};

function good(id: string, store: string, fen: number, title: Words, about: Words): Good {
  return { id, store, fen, title, about };
}

/** What the demo sells. Prices include the smallest possible one, and one just above a pilot's cap of 300 yuan. */
export const goods: readonly Good[] = [
  good(
    "longjing",
    "tea",
    12_800,
    { zh: "龙井茶 100 克", en: "Longjing tea, 100 g" },
    { zh: "锅炒绿茶，豆香清甜。", en: "Pan-fired green tea, sweet as fresh beans." },
  ),
  good(
    "gaiwan",
    "tea",
    8_990,
    { zh: "青瓷盖碗", en: "Celadon gaiwan" },
    { zh: "一盖一碗一托，一个人的茶席。", en: "Lid, bowl, saucer: a tea table for one." },
  ),
  good(
    "teapot",
    "tea",
    30_001,
    { zh: "紫砂壶", en: "Purple clay teapot" },
    { zh: "三百元零一分：比试点限额多一分。", en: "300.01 yuan: one fen above the pilot's cap." },
  ),
  good(
    "notebook",
    "paper",
    3_600,
    { zh: "宣纸线装本", en: "Thread-bound notebook" },
    { zh: "八十页生宣，线装四目。", en: "Eighty leaves of raw xuan paper, bound with thread." },
  ),
  good(
    "brushes",
    "paper",
    7_850,
    { zh: "毛笔三支", en: "Set of three brushes" },
    { zh: "大小狼毫与一支兼毫。", en: "Two of weasel hair, one mixed." },
  ),
  good(
    "lantern",
    "paper",
    4_500,
    { zh: "纸灯笼", en: "Paper lantern" },
    { zh: "红纸竹骨，挂起来就是节日。", en: "Red paper on bamboo; hang it, and it is a feast." },
  ),
  good(
    "bell",
    "cycles",
    2_990,
    { zh: "黄铜车铃", en: "Brass bicycle bell" },
    { zh: "声音清亮，邻居都认得。", en: "Clear enough for the neighbours to know you." },
  ),
  good(
    "basket",
    "cycles",
    6_900,
    { zh: "藤编车筐", en: "Wicker basket" },
    { zh: "装得下一周的青菜。", en: "Holds a week of greens." },
  ),
  good(
    "lamp",
    "cycles",
    9_900,
    { zh: "夜骑车灯", en: "Night-ride lamp" },
    { zh: "照亮一整条胡同。", en: "Lights a whole lane." },
  ),
  good(
    "tanghulu",
    "kitchen",
    1_200,
    { zh: "冰糖葫芦", en: "Candied hawthorns" },
    { zh: "山楂去核，糖壳脆薄。", en: "Stoned hawthorns in thin, crackling sugar." },
  ),
  good(
    "chilli",
    "kitchen",
    2_680,
    { zh: "油泼辣子", en: "Chilli crisp" },
    { zh: "香多于辣。", en: "More fragrant than fierce." },
  ),
  good(
    "mooncakes",
    "kitchen",
    16_800,
    { zh: "月饼礼盒", en: "Box of mooncakes" },
    { zh: "莲蓉、豆沙各四枚。", en: "Four of lotus paste, four of red beans." },
  ),
  good(
    "knot",
    "kitchen",
    1,
    { zh: "平安结", en: "Lucky knot" },
    { zh: "一分钱，试一试付款。", en: "One fen: the cheapest way to try paying." },
  ),
];

export function goodOf(id: string): Good | null {
  return goods.find((one) => one.id === id) ?? null;
}
