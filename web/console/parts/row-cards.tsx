/** @jsxImportSource react */
import type { TableColumnType } from "antd";
import type { ReactNode } from "react";

type Props<T> = {
  rows: readonly T[];
  columns: readonly TableColumnType<T>[];
  rowKey: (row: T) => string;
  label: string;
};

/** A list on a phone: a card a row, each cell under its column's name, so that nothing scrolls sideways. */
export function RowCards<T extends object>({ rows, columns, rowKey, label }: Props<T>) {
  return (
    <ul className="row-cards" aria-label={label}>
      {rows.map((row, at) => (
        <li key={rowKey(row)}>
          <dl>
            {columns.map((column, n) => {
              const shown = cell(column, row, at);
              return shown === null ? null : (
                <div key={n}>
                  <dt>{column.title as ReactNode}</dt>
                  <dd>{shown}</dd>
                </div>
              );
            })}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function cell<T extends object>({ dataIndex, render }: TableColumnType<T>, row: T, at: number): ReactNode {
  const value = typeof dataIndex === "string" ? (row as Record<string, unknown>)[dataIndex] : undefined;
  return render ? (render(value, row, at) as ReactNode) : (value as ReactNode);
}
