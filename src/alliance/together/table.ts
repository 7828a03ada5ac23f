import { hash } from "node:crypto";
import { elementBytes, elementFrom, minus } from "../group.ts";
import { minusSealed, plusOpen, plusSealed, randomSealed, sealedBytes } from "./sealed-zero.ts";

/**
 * A set hidden in a table of sealed values: the cells at an id's three places add up to what is sealed for it, its own
 * mark, and to something random for every other id. All cells look alike, so the table tells its size and nothing else
 * (a garbled cuckoo table: Rindal and Schoppmann 2021, remembered, not verified).
 */
export type Table = { seed: string; third: number; cells: Uint8Array };

/** Three thirds, one place in each; 1.3 cells an id leave room enough that a seed nearly always fits. */
const thirdOf = (count: number): number => Math.ceil(count * 0.43) + 8;

export function placesOf({ seed, third }: Pick<Table, "seed" | "third">, id: string): [number, number, number] {
  const told = hash("sha512", `${seed.length}|${seed}|${id}`, "buffer");
  // 48 of the bits each: the lean of the remainder is below 2^-20 for a million ids.
  const [a, b, c] = [0, 6, 12].map((at) => told.readUIntBE(at, 6) % third) as [number, number, number];
  return [a, third + b, 2 * third + c];
}

/** In which order ids can be put in so that each has a cell of its own that no later one touches; null: no order. */
function orderOf(places: readonly (readonly number[])[], cells: number): { id: number; own: number }[] | null {
  const degree = new Uint32Array(cells);
  // The ids at a cell, added up in GF(2): with one left, it is that one's number.
  const left = new Uint32Array(cells);
  for (const [id, at] of places.entries())
    for (const cell of at) {
      degree[cell] = (degree[cell] as number) + 1;
      left[cell] = (left[cell] as number) ^ id;
    }
  const alone = Array.from({ length: cells }, (_, cell) => cell).filter((cell) => degree[cell] === 1);
  const peeled: { id: number; own: number }[] = [];
  for (let own = alone.pop(); own !== undefined; own = alone.pop()) {
    if (degree[own] !== 1) continue;
    const id = left[own] as number;
    peeled.push({ id, own });
    for (const cell of places[id] as readonly number[]) {
      left[cell] = (left[cell] as number) ^ id;
      degree[cell] = (degree[cell] as number) - 1;
      if (degree[cell] === 1) alone.push(cell);
    }
  }
  return peeled.length === places.length ? peeled.reverse() : null;
}

const neutral = new Uint8Array(elementBytes);
const mostSeeds = 50;

/** Each id once. `sealedZero` gives a nought for every id, sealed for it alone. */
export function makeTable(
  ids: readonly string[],
  run: string,
  random: (bytes: number) => Uint8Array,
  sealedZero: (id: number) => Uint8Array,
): Table {
  const third = thirdOf(ids.length);
  for (let n = 0; n < mostSeeds; n++) {
    const seed = `${run}.${n}.${Buffer.from(random(16)).toString("hex")}`;
    const places = ids.map((id) => placesOf({ seed, third }, id));
    const order = orderOf(places, 3 * third);
    if (order !== null)
      return {
        seed,
        third,
        cells: filled(order, places, 3 * third, random, (n) => {
          return plusOpen(sealedZero(n), markOf(ids[n] as string, run));
        }),
      };
  }
  throw new Error("No seed fits: an id is in the set more than once.");
}

function filled(
  order: readonly { id: number; own: number }[],
  places: readonly (readonly number[])[],
  count: number,
  random: (bytes: number) => Uint8Array,
  valueFor: (id: number) => Uint8Array,
): Uint8Array {
  const cells = new Uint8Array(count * sealedBytes);
  const owned = new Set(order.map((one) => one.own));
  const at = (cell: number): Uint8Array => cells.subarray(cell * sealedBytes, (cell + 1) * sealedBytes);
  for (let cell = 0; cell < count; cell++) if (!owned.has(cell)) at(cell).set(randomSealed(random));
  for (const { id, own } of order) {
    const others = (places[id] as readonly number[]).filter((cell) => cell !== own).map(at) as [Uint8Array, Uint8Array];
    at(own).set(minusSealed(valueFor(id), plusSealed(...others)));
  }
  return cells;
}

/** An id that shares all three places with another one is told from it by this. Whoever has the id can work it out. */
const markOf = (id: string, run: string): Uint8Array =>
  elementFrom(hash("sha512", `mark|${run.length}|${run}|${id}`, "buffer"));

/** Sealed nought where the id is in the table, and something random where it is not. Nobody can tell which. */
export function lookUp(table: Table, id: string, run: string): Uint8Array {
  const [a, b, c] = placesOf(table, id).map((cell) =>
    table.cells.subarray(cell * sealedBytes, (cell + 1) * sealedBytes),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  return plusOpen(plusSealed(plusSealed(a, b), c), minus(neutral, markOf(id, run)));
}
