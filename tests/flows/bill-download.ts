import type { FlowHouse, FlowWallet } from "./house.ts";

/** The files of a day that a wallet hands out over its own wire, as a person would have them on their disk. */
export async function downloadBills(
  flow: Pick<FlowHouse, "fakes" | "house" | "accounts">,
  wallet: FlowWallet,
  day: string,
): Promise<{ trade: Buffer; fund: Buffer }> {
  const fake = flow.fakes[wallet];
  const { handle } = fake;
  let last = Buffer.alloc(0);
  fake.handle = async (request) => {
    const answer = await handle(request);
    if (/download/.test(request.path)) last = Buffer.from(answer.body);
    return answer;
  };
  const client = await flow.house.connections.connect(flow.accounts[wallet]);
  const take = async (lines: AsyncIterable<unknown> | undefined): Promise<Buffer> => {
    for await (const _ of lines ?? []);
    return last;
  };
  const found = { trade: await take(client?.bill?.(day)), fund: await take(client?.fundBill?.(day)) };
  fake.handle = handle;
  return found;
}
