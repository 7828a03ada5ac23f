/** @jsxImportSource react */
import { Button, Card, Table, type TableColumnType } from "antd";
import { useSay } from "../lib/language.tsx";
import type { Loaded } from "../lib/use-load.ts";
import { useNarrow } from "../lib/use-narrow.ts";
import { Scroll } from "./region.tsx";
import { RowCards } from "./row-cards.tsx";
import { Empty, Shown } from "./states.tsx";

type Props<T> = {
  of: Loaded<T[]> & { more?: (() => void) | null };
  columns: TableColumnType<T>[];
  rowKey: (row: T) => string;
  label: string;
  empty: string;
  hint?: string;
  /** On a phone the columns that are left (`responsive`) fit, and nothing scrolls sideways. */
  fits?: true;
  /** On a phone each row is a card. */
  cards?: true;
};

/** A list by cursors: what came is shown, the rest comes when it is asked for. */
export function ListTable<T extends object>({ of, columns, rowKey, label, empty, hint, fits, cards }: Props<T>) {
  const say = useSay();
  const narrow = useNarrow(640);
  return (
    <Card size="small">
      <Shown of={of}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={empty} {...(hint === undefined ? {} : { hint })} />
          ) : (
            <>
              {cards && narrow ? (
                <RowCards rows={rows} columns={columns} rowKey={rowKey} label={label} />
              ) : (
                <Scroll label={label} {...(fits ? { fits } : {})}>
                  <Table<T> size="middle" columns={columns} dataSource={rows} rowKey={rowKey} pagination={false} />
                </Scroll>
              )}
              {of.more ? (
                <div style={{ textAlign: "center", paddingTop: 12 }}>
                  <Button onClick={of.more}>{say("再看一些", "Show more")}</Button>
                </div>
              ) : null}
            </>
          )
        }
      </Shown>
    </Card>
  );
}
