import type { RunAsked, TermsFault } from "./terms.ts";

/** What is told of a run before anything is computed. Everything here may be known to both. */
export type Begin = RunAsked & {
  /** The contract as the asker reads it. */
  contractHash: string;
  /** How many members the asker will send. */
  size: number;
  /** The asker's secret times the base, with which the holder makes false members. */
  element: Uint8Array;
};

export type Begun = {
  /** How many the holder will send: its own and the false ones. */
  size: number;
  /** Under which amounts are sealed. */
  element: Uint8Array;
};

export type PartnerFault = TermsFault | "run_differs" | "run_unknown" | "run_over" | "chunk_wrong" | "too_early";

export type Said<T> = { ok: true; value: T } | { ok: false; fault: PartnerFault };

/** A chunk of the holder's: elements, and with sums a sealed amount for each. */
export type HolderChunk = { elements: Uint8Array; sealed: Uint8Array };

/** What the asker tells at the end: the noised count, and the noised sum, still sealed. Null: below the crowd. */
export type End = { count: bigint; sealed: Uint8Array | null } | null;

/** The holder, as the asker sees it: in this process, or another's over HTTP. */
export type Partner = {
  begin(begin: Begin): Promise<Said<Begun>>;
  /** Which chunks of the asker it has, so that a run that broke off goes on. */
  taken(run: string): Promise<Said<readonly number[]>>;
  take(run: string, chunk: number, elements: Uint8Array): Promise<Said<null>>;
  holders(run: string, chunk: number): Promise<Said<HolderChunk>>;
  doubled(run: string, chunk: number): Promise<Said<Uint8Array>>;
  /** The holder's noised sum; null in size mode, or below the crowd. */
  end(run: string, end: End): Promise<Said<{ sum: bigint | null }>>;
};

export const chunkMembers = 8192;

export const chunksOf = (members: number): number => Math.ceil(members / chunkMembers);

/** The members of a chunk: from the first to before the last. */
export function spanOf(chunk: number, members: number): { from: number; to: number } {
  return { from: chunk * chunkMembers, to: Math.min(members, (chunk + 1) * chunkMembers) };
}
