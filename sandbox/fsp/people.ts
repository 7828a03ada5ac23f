/** A customer of a pretend wallet. Fictional, as are the numbers. */
export type Person = { phone: string; name: string; fen: bigint };

export type WalletPeople = { name: "alipay" | "wechatpay"; people: readonly Person[] };

/** Who has an account where, and how much is in it when the sandbox starts. */
export const walletPeople: readonly WalletPeople[] = [
  {
    name: "alipay",
    people: [
      { phone: "13800000001", name: "王小明", fen: 20_000n },
      { phone: "13800000002", name: "赵敏", fen: 8_000n },
    ],
  },
  {
    name: "wechatpay",
    people: [
      { phone: "13900000001", name: "李雷", fen: 5_000n },
      { phone: "13900000002", name: "韩梅梅", fen: 30_000n },
    ],
  },
];
