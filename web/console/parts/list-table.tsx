/** @jsxImportSource react */
import { Button, Card, Table, type TableColumnsType } from "antd";
import { useSay } from "../lib/language.tsx";
import type { Loaded } from "../lib/use-load.ts";
import { Scroll } from "./region.tsx";
import { Empty, Shown } from "./states.tsx";

type Props<T> = {
  of: Loaded<T[]> & { more?: (() => void) | null };
  columns: TableColumnsType<T>;
  rowKey: (row: T) => string;
  label: string;
  empty: string;
  hint?: string;
  /** On a phone the columns that are left (`responsive`) fit, and nothing scrolls sideways. */
  fits?: true;
};

/** A list by cursors: what came is shown, the rest comes when it is asked for. */
export function ListTable<T extends object>({ of, columns, rowKey, label, empty, hint, fits }: Props<T>) {
  const say = useSay();
  return (
    <Card size="small">
      <Shown of={of}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={empty} {...(hint === undefined ? {} : { hint })} />
          ) : (
            <>
              <Scroll label={label} {...(fits ? { fits } : {})}>
                <Table<T> size="middle" columns={columns} dataSource={rows} rowKey={rowKey} pagination={false} />
              </Scroll>
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
