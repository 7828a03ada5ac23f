import type { SandboxControl } from "#drills";

/** What a drill may do to the wallets' fakes, by the sandbox's control port. */
export function drillControl(control: string): SandboxControl {
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${control}${path}`, { method: "POST", body: JSON.stringify(body) });
    const found = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`The sandbox refused ${path}: ${JSON.stringify(found)}.`);
    return found;
  };
  return {
    async faults(wallet, set) {
      await post("/faults", set === null ? { wallet, clear: true } : { wallet, set });
    },
    async pay(wallet, code) {
      const seen = await post("/phone/pay", { wallet, code, decision: "pay" });
      if (seen["state"] !== "paid") throw new Error(`The phone shows ${JSON.stringify(seen)}.`);
    },
  };
}
