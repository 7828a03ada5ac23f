import type { Pending } from "#oversight";
import type { Caller, HttpParts } from "./parts.ts";

type Yours = { may: boolean; why: string | null; until: Date | null };
const yes: Yours = { may: true, why: null, until: null };
const no = (why: string, until: unknown = null): Yours => ({
  ...{ may: false, why },
  until: typeof until === "string" ? new Date(until) : null,
});

/**
 * Whether the caller may decide each of these now: towards whoever proposed, and whoever else made what is decided. Of
 * each of them it is asked once, however much waits of theirs; who decides is asked again when they do.
 */
export async function withYours(
  parts: Pick<HttpParts, "mayApprove" | "whyNotTwo">,
  caller: Caller,
  waiting: readonly Pending[],
): Promise<readonly (Omit<Pending, "also"> & { yours: Yours })[]> {
  const known = new Map<string, Promise<Yours>>();
  const askedOf = (one: Pending, proposer: string): Promise<Yours> => {
    const name = `${one.kind === "withdrawal"} ${one.marketplace} ${proposer}`;
    const found = known.get(name) ?? yoursOf(parts, caller, { ...one, proposer });
    known.set(name, found);
    return found;
  };
  const asked = async (one: Pending): Promise<Yours> => {
    const yours = await askedOf(one, one.proposer);
    return yours.may && one.also !== null ? await askedOf(one, one.also) : yours;
  };
  return await Promise.all(
    waiting.map(async (one) => {
      const { also: _, ...shown } = one;
      return { ...shown, yours: await asked(one) };
    }),
  );
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
