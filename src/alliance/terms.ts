import { hash } from "node:crypto";

/** What two parties agreed on paper, as both of their processes read it. Amounts in minor units of one currency. */
export type Contract = {
  id: string;
  /** Their names. With two the order says nothing; with more, lists go round in it. */
  parties: readonly string[];
  /** What a run may be for; a dataset must allow it too. */
  purposes: readonly string[];
  modes: readonly Mode[];
  /** RFC 3339; not before `starts`, not at or after `ends`. */
  starts: string;
  ends: string;
  /** Below it no result is told, and no set that small is taken. */
  crowd: number;
  /** Runs in all, and per run the privacy parameter in thousandths (1000 = ε 1), for the count and for the sum. */
  budget: number;
  epsilon_milli: number;
  /** The most that one person counts for in a sum. */
  clip: string;
  /** Half of the false members that the amounts' holder mixes in to hide the true count from the other process. */
  padding: number;
  /** With three or more: whose rows carry the amounts of a sum. It answers, and never asks for one. */
  amounts?: string;
};

export type Mode = "size" | "sum";

/** One party's own rows and what the people in them agreed to. Ids are whatever both parties agreed to compare. */
export type Dataset = {
  title: string;
  purposes: readonly string[];
  /** Why the rows may be used at all: "consent", "contract" …, and where that is written down. */
  basis: string;
};

export type RunAsked = { run: string; contract: string; purpose: string; mode: Mode };

export type TermsFault =
  | "contract_unknown"
  | "contract_differs"
  | "contract_not_running"
  | "purpose_not_agreed"
  | "purpose_not_consented"
  | "mode_not_agreed"
  | "budget_used_up"
  | "set_too_small";

/** Both processes compare it first: a run under two readings of one contract is no run. */
export function contractHash(contract: Contract): string {
  const { id, parties, purposes, modes, starts, ends, crowd, budget, epsilon_milli, clip, padding, amounts } = contract;
  // Of two, each may write itself first.
  const sides = parties.length === 2 ? [...parties].sort() : parties;
  const rest = [starts, ends, crowd, budget, epsilon_milli, clip, padding];
  const of = amounts === undefined ? [] : [amounts];
  return hash("sha256", JSON.stringify([id, sides, [...purposes].sort(), [...modes].sort(), rest, ...of]));
}

/** Null: the run may be made. What a run needs of one party's rows is asked of each party by itself. */
export function refusedBy(
  contract: Contract,
  dataset: Dataset,
  asked: RunAsked,
  now: { at: Date; used: number; size: number },
): TermsFault | null {
  if (asked.contract !== contract.id) return "contract_unknown";
  if (now.at < new Date(contract.starts) || now.at >= new Date(contract.ends)) return "contract_not_running";
  if (!contract.purposes.includes(asked.purpose)) return "purpose_not_agreed";
  if (!dataset.purposes.includes(asked.purpose)) return "purpose_not_consented";
  if (!contract.modes.includes(asked.mode)) return "mode_not_agreed";
  if (now.used >= contract.budget) return "budget_used_up";
  if (now.size < contract.crowd) return "set_too_small";
  return null;
}
