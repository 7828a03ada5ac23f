import type { JsonObject } from "./wire.ts";

/** A notice whose signature and seal are proven: its envelope, and what lay under the seal. Nobody changes it. */
export type OpenedNotice = { envelope: JsonObject; plain: JsonObject };

const known = new WeakMap<Buffer, OpenedNotice>();

/**
 * Keeps what a notice's bytes held for as long as somebody holds those bytes: whoever shows the notice a moment later
 * need not open and read it again. In memory alone, as the bytes are.
 */
export function keepOpened(body: Buffer, opened: OpenedNotice): void {
  known.set(body, opened);
}

/** What these very bytes held, where they were opened already. */
export const openedBefore = (body: Buffer): OpenedNotice | undefined => known.get(body);
