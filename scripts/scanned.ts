import type { BuyerAction } from "#wallets/protocol";

/** What a phone scans, or the page that it opens, a posted form behind its "?"; null where there is neither. */
export function scannedOf(action: BuyerAction | null): string | null {
  if (action?.kind === "qr") return action.content;
  if (action?.kind !== "jump") return null;
  return action.form ? `${action.url}?${new URLSearchParams(action.form)}` : action.url;
}
