import type { Words } from "#wallets/protocol";

export const days = 365;
export const storeCount = 240;
export const ordersInAll = 19_840;

/** The same year each time: a small generator (mulberry32), since nothing here needs secrecy. */
export function makeDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const trades: readonly (readonly [string, string, string, readonly Words[]])[] = [
  [
    "tea",
    "茶铺",
    "Tea House",
    [
      { zh: "碧螺春", en: "Biluochun" },
      { zh: "普洱茶饼", en: "Pu'er cake" },
    ],
  ],
  [
    "books",
    "书店",
    "Books",
    [
      { zh: "诗集", en: "Poems" },
      { zh: "地图册", en: "Atlas" },
    ],
  ],
  [
    "fruit",
    "鲜果",
    "Fruit",
    [
      { zh: "脐橙五斤", en: "Oranges, 2.5 kg" },
      { zh: "水蜜桃", en: "Peaches" },
    ],
  ],
  [
    "toys",
    "玩具屋",
    "Toys",
    [
      { zh: "积木", en: "Blocks" },
      { zh: "风筝", en: "Kite" },
    ],
  ],
  [
    "cloth",
    "布庄",
    "Cloth",
    [
      { zh: "棉麻围巾", en: "Linen scarf" },
      { zh: "蓝印花布", en: "Blue calico" },
    ],
  ],
];
const places = ["杭州", "成都", "南阳", "泉州", "洛阳", "大理", "烟台", "桂林"];
const placesEn = ["Hangzhou", "Chengdu", "Nanyang", "Quanzhou", "Luoyang", "Dali", "Yantai", "Guilin"];

export type PlannedStore = { name: Words; tags: Record<string, string>; goods: readonly Words[] };

export function planStore(n: number): PlannedStore {
  const [category, zh, en, goods] = trades[n % trades.length] ?? (["", "", "", []] as const);
  const place = Math.floor(n / trades.length) % places.length;
  const number = Math.floor(n / (trades.length * places.length)) + 1;
  return {
    name: { zh: `${places[place]}${zh}${number}号店`, en: `${placesEn[place]} ${en} ${number}` },
    tags: { category, city_tier: String((place % 4) + 1) },
    goods,
  };
}

/** How many orders a day has: growing, more at weekends, and the two great sales. `day` counts from the first. */
export function weightOf(day: number, at: Date): number {
  const month = at.getUTCMonth() + 1;
  const date = at.getUTCDate();
  const weekend = at.getUTCDay() % 6 === 0 ? 1.3 : 1;
  const sale = (month === 11 && date === 11) || (month === 6 && date === 18) ? 5 : 1;
  return (0.6 + (0.8 * day) / days) * weekend * sale;
}

/** From which day of the year a wallet is open here. */
export const openDay: Readonly<Record<string, number>> = { alipay: 0, unionpay: 60, wechatpay: 120 };

/** Which wallet a buyer takes: how its share grows from the day on which it opened. */
export function walletAt(day: number, dice: number): "alipay" | "wechatpay" | "unionpay" {
  const since = (wallet: string) => day - (openDay[wallet] ?? 0);
  const wechat = since("wechatpay") < 0 ? 0 : Math.min(0.42, (since("wechatpay") / 200) * 0.42);
  const union = since("unionpay") < 0 ? 0 : 0.07;
  if (dice < wechat) return "wechatpay";
  return dice < wechat + union ? "unionpay" : "alipay";
}
