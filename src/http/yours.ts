import type { Pending } from "#oversight";
import type { Caller, HttpParts } from "./parts.ts";

type Yours = { may: boolean; why: string | null; until: Date | null };
const yes: Yours = { may: true, why: null, until: null };
const no = (why: string, until: unknown = null): Yours => ({
  ...{ may: false, why },
  until: typeof until === "string" ? new Date(until) : null,
});

/**
 * Whether the caller may decide each of these now. Who proposed is asked about once, however much they proposed; who
 * decides is asked again when they do.
 */
export async function withYours(
  parts: Pick<HttpParts, "mayApprove" | "whyNotTwo">,
  caller: Caller,
  waiting: readonly Pending[],
): Promise<readonly (Pending & { yours: Yours })[]> {
  const known = new Map<string, Promise<Yours>>();
  const asked = (one: Pending): Promise<Yours> => {
    const name = `${one.kind === "withdrawal"} ${one.marketplace} ${one.proposer}`;
    const found = known.get(name) ?? yoursOf(parts, caller, one);
    known.set(name, found);
    return found;
  };
  return await Promise.all(waiting.map(async (one) => ({ ...one, yours: await asked(one) })));
}

async function yoursOf(
  { mayApprove, whyNotTwo }: Pick<HttpParts, "mayApprove" | "whyNotTwo">,
  caller: Caller,
  { kind, marketplace, proposer }: Pending,
): Promise<Yours> {
  if (kind === "withdrawal") {
    // The store's own people confirm it, and whoever else may move money; approvers as such do not.
    if (!("scopes" in caller && caller.scopes.includes("withdrawals:write"))) return no("withdrawals_write_needed");
    const why = await whyNotTwo(caller.id, proposer);
    return why ? no(String(why["why"]), why["until"]) : yes;
  }
  const may = await mayApprove(caller, marketplace ?? "", proposer);
  return may.ok ? yes : no(String(may.detail?.["why"] ?? "not_an_approver"), may.detail?.["until"]);
}
