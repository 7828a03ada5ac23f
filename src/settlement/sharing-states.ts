/** The life of a share and of a share's return: `done` is the wallet's own word on the receiver's result. */
export const shareTable = {
  sending: { processing: "processing", done: "shared", refused: "refused" },
  processing: { done: "shared", refused: "refused" },
  shared: {},
  refused: {},
} as const;

export const shareReturnTable = {
  sending: { processing: "processing", done: "returned", refused: "refused" },
  processing: { done: "returned", refused: "refused" },
  returned: {},
  refused: {},
} as const;

export type ShareState = keyof typeof shareTable;
export type ShareReturnState = keyof typeof shareReturnTable;
export type ShareEvent = "processing" | "done" | "refused";

export function nextShare(state: ShareState, event: ShareEvent): ShareState | null {
  const row: Partial<Record<ShareEvent, ShareState>> = shareTable[state];
  return row[event] ?? null;
}

export function nextShareReturn(state: ShareReturnState, event: ShareEvent): ShareReturnState | null {
  const row: Partial<Record<ShareEvent, ShareReturnState>> = shareReturnTable[state];
  return row[event] ?? null;
}
