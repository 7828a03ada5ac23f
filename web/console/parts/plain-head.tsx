/** @jsxImportSource react */

/** The head of a table of figures: the first column names the row, the others are numbers. */
export function PlainHead({ of }: { of: readonly string[] }) {
  return (
    <thead>
      <tr>
        {of.map((text, i) => (
          <th key={i} scope="col" className={i > 0 ? "number" : undefined}>
            {text}
          </th>
        ))}
      </tr>
    </thead>
  );
}
