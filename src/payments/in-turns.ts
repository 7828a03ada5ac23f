/** Does the work for each, so many at once; answers in their order. What one throws ends it for all that wait. */
export async function inTurns<Item, Done>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Done>,
): Promise<Done[]> {
  const done = new Map<number, Done>();
  const waiting = items.entries();
  const turn = async (): Promise<void> => {
    for (const [n, item] of waiting) done.set(n, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, turn));
  return items.map((_, n) => done.get(n) as Done);
}
