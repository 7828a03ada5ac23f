import { useMay, useWho } from "./session.tsx";
import type { Marketplace } from "./types.ts";
import { useLoad } from "./use-load.ts";

const houseZone = "Asia/Shanghai";

/** The zone of the marketplace that one works for; the house's own for people of the whole house. */
export function useZone(): string {
  const own = useWho().place.marketplace;
  const may = useMay();
  const { data } = useLoad<Marketplace>(own && may("directory:read") ? `/v1/marketplaces/${own.id}` : null);
  return data?.time_zone ?? houseZone;
}
