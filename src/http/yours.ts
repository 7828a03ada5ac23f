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
    // Of a withdrawal and of a refund the store's own people may decide: each is asked by itself.
    const own = one.kind === "withdrawal" ? "w" : one.kind === "refund" ? `${one.act} ${one.store}` : "";
    const name = `${own} ${one.marketplace} ${proposer}`;
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

/** Who may decide a refund that waits: an approver, or, of what the store's own people asked, an owner of the store. */
export async function decidesRefund(
  { mayApprove, whyNotTwo }: Pick<HttpParts, "mayApprove" | "whyNotTwo">,
  caller: Caller,
  refund: { marketplace: string; store: string; proposer: string; by_store: boolean },
): Promise<Yours> {
  const owner = "role" in caller && caller.role === "merchant_owner" && caller.store === refund.store;
  if (owner && refund.by_store) {
    const why = await whyNotTwo(caller.id, refund.proposer);
    return why ? no(String(why["why"]), why["until"]) : yes;
  }
  const may = await mayApprove(caller, refund.marketplace, refund.proposer);
  return may.ok ? yes : no(String(may.detail?.["why"] ?? "not_an_approver"), may.detail?.["until"]);
}

async function yoursOf(
  { mayApprove, whyNotTwo }: Pick<HttpParts, "mayApprove" | "whyNotTwo">,
  caller: Caller,
  { kind, act, marketplace, store, proposer }: Pending,
): Promise<Yours> {
  if (kind === "refund") {
    const refund = {
      marketplace: marketplace ?? "",
      store: store ?? "",
      proposer,
      by_store: act === "refund_of_store",
    };
    return await decidesRefund({ mayApprove, whyNotTwo }, caller, refund);
  }
  if (kind === "withdrawal") {
    // The store's own people confirm it, and whoever else may move money; approvers as such do not.
    if (!("scopes" in caller && caller.scopes.includes("withdrawals:write"))) return no("withdrawals_write_needed");
    const why = await whyNotTwo(caller.id, proposer);
    return why ? no(String(why["why"]), why["until"]) : yes;
  }
  const may = await mayApprove(caller, marketplace ?? "", proposer);
  return may.ok ? yes : no(String(may.detail?.["why"] ?? "not_an_approver"), may.detail?.["until"]);
}
