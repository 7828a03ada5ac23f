import { createHash } from "node:crypto";

/** A customer of a pretend wallet. Fictional, as are the numbers. */
export type Person = { phone: string; name: string; fen: bigint };

export type WalletPeople = { name: string; people: readonly Person[] };

/** Who has an account where, and how much is in it when the sandbox starts. */
const known: Readonly<Record<string, readonly Person[]>> = {
  alipay: [
    { phone: "13800000001", name: "王小明", fen: 20_000n },
    { phone: "13800000002", name: "赵敏", fen: 8_000n },
  ],
  wechatpay: [
    { phone: "13900000001", name: "李雷", fen: 5_000n },
    { phone: "13900000002", name: "韩梅梅", fen: 30_000n },
  ],
  unionpay: [
    { phone: "13700000001", name: "孙丽", fen: 12_000n },
    { phone: "13700000002", name: "吴强", fen: 6_000n },
  ],
  jdpay: [
    { phone: "13600000001", name: "陈静", fen: 15_000n },
    { phone: "13600000002", name: "周涛", fen: 9_000n },
  ],
};

/** The customers of a wallet, whichever it is: one that nobody thought of has two as well. */
export function peopleOf(wallet: string): WalletPeople {
  return { name: wallet, people: known[wallet] ?? invented(wallet) };
}

function invented(wallet: string): Person[] {
  const digits = 100_000_000 + (createHash("sha256").update(wallet).digest().readUInt32BE(0) % 899_999_998);
  return ["甲", "乙"].map((name, n) => ({ phone: `18${digits + n}`, name: `${wallet} ${name}`, fen: 10_000n }));
}
