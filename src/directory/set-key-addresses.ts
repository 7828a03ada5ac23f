import { isListed, readAddressList } from "./address-list.ts";
import { beyondOf, isSpent, keepAddresses, mustReach } from "./api-keys.ts";
import { type House, only, Refusal, refused, write } from "./house.ts";
import { type ApiKeyRow, apiKeyView } from "./rows.ts";
import type { ApiKeyView, Caller, Result } from "./types.ts";

/**
 * Sets from where a key may be used; empty: from everywhere. It holds at once here, and in other processes with their
 * next refresh. Whoever lets it be used from more places must have every one of its scopes, as for rolling it. A key
 * does not shut itself out: `address` is where its own request came from. The same list again changes nothing.
 */
export async function setKeyAddresses(
  house: House,
  caller: Caller,
  id: string,
  given: { addresses: readonly string[]; address: string },
): Promise<Result<ApiKeyView>> {
  const { list, wrong } = readAddressList(given.addresses);
  if (wrong.length > 0) return refused("address_list_invalid", { wrong });
  if (caller.id === id && !isListed(list, given.address))
    return refused("address_list_locks_out", { address: given.address });
  return await write(house, async (change) => {
    const known = await mustReach(change.tx, caller, id);
    if (isSpent(known, change.now)) throw new Refusal("not_found", { id });
    const before = apiKeyView(known);
    if (before.addresses.join() === list.join()) return before;
    // Where the key works from more places than before, it is as if it were made: only by who may all that it may.
    const widened = list.length === 0 || list.some((one) => !before.addresses.includes(one));
    const beyond = widened && before.addresses.length > 0 ? beyondOf(caller, known.scopes) : [];
    if (beyond.length > 0) throw new Refusal("scope_unknown", { scopes: beyond });
    const rows = await change.tx.query<ApiKeyRow>(
      "update api_keys set addresses = $2, version = $3 where id = $1 returning *",
      [id, list, change.version],
    );
    await keepAddresses(change, id, list, caller.id);
    return apiKeyView(only(rows));
  });
}
