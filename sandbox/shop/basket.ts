import { Refusal } from "../problem.ts";
import { type Good, goodOf } from "./goods.ts";
import { demoStores } from "./stores.ts";

export type BasketLine = { good: Good; quantity: number };

export type MoneyJson = { currency: "CNY"; minor: string };

/** The part of a basket that one store sells: an order of the checkout. */
export type StorePart = { store: string; lines: readonly BasketLine[]; fen: bigint };

const quantityMax = 99;
const linesMax = 50;

export function cny(fen: bigint): MoneyJson {
  return { currency: "CNY", minor: fen.toString() };
}

export function lineFen({ good, quantity }: BasketLine): bigint {
  return BigInt(good.fen) * BigInt(quantity);
}

/** Reads what a browser asks for: only goods and quantities count, prices are the shop's own. */
export function readBasket(asked: unknown): BasketLine[] {
  if (!Array.isArray(asked) || asked.length === 0 || asked.length > linesMax)
    throw new Refusal(400, "basket_empty", { en: "The basket is empty.", zh: "购物车是空的。" });
  return asked.map((line: unknown) => {
    const { good: id, quantity } = (typeof line === "object" && line !== null ? line : {}) as Record<string, unknown>;
    const good = typeof id === "string" ? goodOf(id) : null;
    if (!good)
      throw new Refusal(400, "good_unknown", {
        en: `The shop does not sell ${JSON.stringify(id)}.`,
        zh: `商城没有商品 ${JSON.stringify(id)}。`,
      });
    if (typeof quantity !== "number" || !Number.isInteger(quantity) || quantity < 1 || quantity > quantityMax)
      throw new Refusal(400, "quantity_wrong", {
        en: `A quantity is a whole number from 1 to ${quantityMax}.`,
        zh: `数量应为 1 到 ${quantityMax} 的整数。`,
      });
    return { good, quantity };
  });
}

/** One part a store, in the order of the shop's stores. */
export function byStore(lines: readonly BasketLine[]): StorePart[] {
  return demoStores
    .map(({ name }) => {
      const own = lines.filter(({ good }) => good.store === name);
      return { store: name, lines: own, fen: own.reduce((sum, line) => sum + lineFen(line), 0n) };
    })
    .filter(({ lines: own }) => own.length > 0);
}
