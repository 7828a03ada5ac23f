/** @jsxImportSource react */
import { Button, Card, Spin, Table } from "antd";
import { type ReactNode, type UIEvent, useMemo } from "react";
import { useSay } from "../lib/language.tsx";
import { filterOf, shownColumns } from "../lib/list-address.ts";
import { useAddress } from "../lib/router.tsx";
import type { ListName } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { useNarrow } from "../lib/use-narrow.ts";
import { ColumnChoice } from "./column-choice.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { SavedViews } from "./saved-views.tsx";
import { Empty, Shown } from "./states.tsx";
import { ColumnCount, WindowedRows, windowFrom } from "./windowed-rows.tsx";

export type ListColumn<T> = {
  /** As the export calls it, where it has it. */
  key: string;
  title: string;
  cell(row: T): ReactNode;
  align?: "end";
  width?: number;
  /** Not shown until somebody asks for it. */
  spare?: true;
  /** Not shown on a phone until somebody asks for it. */
  wide?: true;
  /** What the page has and a file has not: deeds. */
  pageOnly?: true;
};

type Props<T> = {
  list: ListName;
  path: string;
  /** Names in the page's address that narrow the list. */
  filters: readonly string[];
  columns: readonly ListColumn<T>[];
  rowKey(row: T): string;
  label: string;
  empty: string;
  hint?: string;
  /** What sets the filters. */
  children?: ReactNode;
};

/**
 * A long list: read from the server page by page as one scrolls, with its filters and columns in the address, saved
 * views of both, and the whole of it as a file. `columns` may use `reload` after a deed.
 */
export function DataList<T extends object>({
  columns,
  ...props
}: Omit<Props<T>, "columns"> & {
  columns: (reload: () => void) => readonly ListColumn<T>[];
}) {
  const { query } = useAddress();
  const filter = filterOf(query, props.filters);
  const rows = usePages<T>(`${props.path}?${new URLSearchParams({ ...filter, limit: "50" })}`);
  const all = columns(rows.reload);
  return <ListFrame {...props} of={rows} columns={all} filter={filter} />;
}

type Frame<T> = Props<T> & { of: ReturnType<typeof usePages<T>>; filter: Readonly<Record<string, string>> };

/** Below this a list shows what fits. */
const phone = 861;

/** The same for a list that is read in a way of its own. */
export function ListFrame<T extends object>(props: Frame<T>) {
  const { list, columns, filter, label, children, of } = props;
  const { query } = useAddress();
  const say = useSay();
  const narrow = useNarrow(phone);
  const usual = narrow ? columns.map((one) => (one.wide ? { ...one, spare: true as const } : one)) : columns;
  const shown = shownColumns(query, usual);
  const named = shown.filter((one) => !one.pageOnly).map((one) => one.key);
  return (
    <>
      <div className="filters">
        {children}
        <span className="grow" />
        <SavedViews list={list} />
        <ColumnChoice columns={usual} />
        <ExportMenu list={list} filter={filter} columns={named} />
      </div>
      <Card size="small">
        <Shown of={of}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={props.empty} {...(props.hint === undefined ? {} : { hint: props.hint })} />
            ) : (
              <>
                <Rows {...props} shown={shown} rows={rows} />
                <div className="list-end" role="status">
                  {say(`${label}：已读 ${rows.length} 行`, `${label}: ${rows.length} rows read`)}
                  {of.more ? <Button onClick={of.more}>{say("再看一些", "Show more")}</Button> : null}
                  {of.loading ? <Spin size="small" /> : null}
                </div>
              </>
            )
          }
        </Shown>
      </Card>
    </>
  );
}

const nearEnd = 600;

function Rows<T extends object>({
  shown,
  rows,
  rowKey,
  label,
  of,
}: Frame<T> & { shown: readonly ListColumn<T>[]; rows: readonly T[] }) {
  const long = rows.length >= windowFrom || of.more !== null;
  const components = useMemo(() => (long ? { body: { wrapper: WindowedRows } } : {}), [long]);
  const look = ({ currentTarget: frame }: UIEvent<HTMLElement>): void => {
    const left = frame.scrollHeight - frame.clientHeight - frame.scrollTop;
    if (long && left < nearEnd && of.more && !of.loading) of.more();
  };
  return (
    <section
      className={`scroll fits${long ? " long-list" : ""}`}
      onScroll={look}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={label}
    >
      <ColumnCount value={shown.length}>
        <Table<T>
          size="middle"
          dataSource={[...rows]}
          rowKey={rowKey}
          pagination={false}
          components={components}
          columns={shown.map((one) => ({
            ...{ key: one.key, title: one.title, render: (_: unknown, row: T) => one.cell(row) },
            ...(one.align ? { align: one.align } : {}),
            ...(one.width ? { width: one.width, ellipsis: true } : {}),
          }))}
        />
      </ColumnCount>
    </section>
  );
}
