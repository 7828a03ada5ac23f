/** @jsxImportSource react */
import { Button } from "antd";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";

/** The names of a range in a list's address. */
export const rangeNames = ["from", "to", "amount_from", "amount_to"] as const;

/** Every filter of a list away at once; there only where one is set. */
export function ClearFilters({ names }: { names: readonly string[] }) {
  const say = useSay();
  const { query } = useAddress();
  if (!names.some((name) => query.has(name))) return null;
  return (
    <Button type="link" onClick={() => setQuery(Object.fromEntries(names.map((name) => [name, null])))}>
      {say("清除筛选", "Clear filters")}
    </Button>
  );
}
