import { payMethods } from "#wallets/protocol";
import { capFaults, capNames } from "./caps.ts";
import { guardFaults } from "./guard-figures.ts";
import { stageFaults } from "./stage-checks.ts";
import type { NewOpening } from "./types.ts";

/**
 * What can be opened, and in which ways. A later room adds its capability here; the rest stays as it is. `partners`:
 * whether the partner must be one of the house's wallets.
 */
const capabilities = {
  payment: { methods: payMethods, partners: "wallets" },
  // A surface of the host app in which our links open; `in_…`: its links in our app.
  link: {
    methods: ["open", "copy", "chat", "group", "feed", "search", "in_chat", "in_group", "in_feed", "in_search"],
    partners: "anybody",
  },
  entry: { methods: ["home", "search", "menu"], partners: "anybody" },
  code: { methods: ["scan", "shown"], partners: "anybody" },
  // One wallet's users at another wallet's merchants, by a code that these show or by the payer's own.
  acceptance: { methods: ["shown", "scan"], partners: "wallets" },
  transfer: { methods: ["send", "receive"], partners: "anybody" },
  ad: { methods: ["feed", "search", "splash", "moments", "channels", "stream", "content"], partners: "anybody" },
  data: { methods: ["export", "query"], partners: "anybody" },
  licence: { methods: ["stream", "broadcast", "recut", "clip"], partners: "anybody" },
  // Sold here, redeemed at the partner's tills; its agreement stands beside it.
  voucher: { methods: ["sell"], partners: "anybody" },
} as const satisfies Record<string, { methods: readonly string[]; partners: "wallets" | "anybody" }>;

function isCapability(text: string): text is keyof typeof capabilities {
  return Object.hasOwn(capabilities, text);
}

/** The methods that a capability has; null for a capability that there is not. */
export function methodsOf(capability: string): readonly string[] | null {
  return isCapability(capability) ? capabilities[capability].methods : null;
}

/** Every fault of a new opening at once; none when it is right. */
export function faultsOf(input: NewOpening, walletIds: readonly string[]): string[] {
  const faults: string[] = [];
  const { capability, methods, partner, caps, terms, sides, requires = [] } = input;
  const known = methodsOf(capability);
  if (known) {
    const strange = (methods ?? []).filter((method) => !known.includes(method));
    if (strange.length > 0)
      faults.push(`methods: ${capability} has no ${strange.join(", ")}, only ${known.join(", ")}`);
  } else faults.push(`capability: there is no ${capability}, only ${Object.keys(capabilities).join(", ")}`);
  if (methods !== null && methods.length === 0) faults.push("methods: name one, or null for all");
  if (methods !== null && new Set(methods).size !== methods.length) faults.push("methods: each is named once");
  if (isCapability(capability) && capabilities[capability].partners === "wallets" && !walletIds.includes(partner))
    faults.push(`partner: there is no wallet ${partner}, only ${walletIds.join(", ")}`);
  if (sides && (sides.length === 0 || new Set(sides).size !== sides.length))
    faults.push("sides: name at least one, each once");
  if (new Set(requires.map((one) => `${one.kind} ${one.id}`)).size !== requires.length)
    faults.push("requires: each is named once");
  faults.push(
    ...capFaults(caps, "caps"),
    ...currencyFaults(input),
    ...stageFaults(input),
    ...guardFaults(input.guards ?? []),
  );
  if (!terms.zh.trim() || !terms.en.trim()) faults.push("terms: both languages are needed");
  return faults;
}

/** The smaller of two limits is what holds, so an opening's and all its stages' are comparable. */
function currencyFaults({ caps, pilots = [], stages = [] }: NewOpening): string[] {
  const all = [caps, ...[...pilots, ...stages].map((stage) => stage.caps ?? {})];
  const currencies = all.map((one) => new Set(capNames.flatMap((name) => one[name]?.currency ?? [])));
  // One set of limits in several currencies is told by its own place already.
  if (currencies.some((one) => one.size > 1) || new Set(currencies.flatMap((one) => [...one])).size < 2) return [];
  return ["caps: of the opening, its pilots and its stages, all in one currency"];
}
