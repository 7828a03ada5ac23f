import { payMethods } from "#wallets/protocol";
import type { NewOpening } from "./types.ts";

/** What can be opened, and in which ways. A later room adds its capability here; the rest stays as it is. */
export const capabilities = {
  payment: { methods: payMethods },
} as const satisfies Record<string, { methods: readonly string[] }>;

function isCapability(text: string): text is keyof typeof capabilities {
  return Object.hasOwn(capabilities, text);
}

/** Every fault of a new opening at once; none when it is right. */
export function faultsOf(input: NewOpening, walletIds: readonly string[]): string[] {
  const faults: string[] = [];
  const { capability, methods, partner, caps, terms } = input;
  if (isCapability(capability)) {
    const known: readonly string[] = capabilities[capability].methods;
    const strange = (methods ?? []).filter((method) => !known.includes(method));
    if (strange.length > 0)
      faults.push(`methods: ${capability} has no ${strange.join(", ")}, only ${known.join(", ")}`);
  } else faults.push(`capability: there is no ${capability}, only ${Object.keys(capabilities).join(", ")}`);
  if (methods !== null && methods.length === 0) faults.push("methods: name one, or null for all");
  if (methods !== null && new Set(methods).size !== methods.length) faults.push("methods: each is named once");
  if (capability === "payment" && !walletIds.includes(partner))
    faults.push(`partner: there is no wallet ${partner}, only ${walletIds.join(", ")}`);
  if (caps.per_payment !== null && caps.per_payment.minor <= 0n) faults.push("caps.per_payment: must be above zero");
  if (!terms.zh.trim() || !terms.en.trim()) faults.push("terms: both languages are needed");
  return faults;
}
