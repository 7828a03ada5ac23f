/** The filters of a list as they stand in the page's address. */
export function filterOf(query: URLSearchParams, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query.get(name);
      return value ? [[name, value] as const] : [];
    }),
  );
}

type Choosable = { key: string; spare?: true };

/** The columns that the address names, in the list's own order; without a word there, those that are no spare ones. */
export function shownColumns<Column extends Choosable>(
  query: URLSearchParams,
  columns: readonly Column[],
): readonly Column[] {
  const named = query.get("columns")?.split(",") ?? [];
  const chosen = columns.filter((one) => named.includes(one.key));
  return chosen.length > 0 ? chosen : columns.filter((one) => !one.spare);
}
