/** @jsxImportSource react */
import { Input, Select } from "antd";
import { useState } from "react";
import { moneyText, useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link, setQuery, useAddress } from "../lib/router.tsx";
import type { Order } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { ExportButton } from "../parts/export-button.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { Amount, PageHead, StateTag } from "../parts/states.tsx";

const states = ["unpaid", "paid", "partly_refunded", "refunded", "closed"] as const;

export default function Orders() {
  const say = useSay();
  const formats = useFormats();
  const { query } = useAddress();
  const filter = new URLSearchParams();
  for (const name of ["state", "number", "checkout"]) {
    const value = query.get(name);
    if (value) filter.set(name, value);
  }
  const path = `/v1/orders?${filter}`;
  const orders = usePages<Order>(path);
  return (
    <>
      <PageHead
        title={say("订单", "Orders")}
        lead={say(
          "最新的在前。点开一笔，看它的信息、交易、资金、物流四条流。",
          "Newest first. Open one to see its four flows.",
        )}
      >
        <ExportButton<Order>
          path={path}
          name="orders"
          head={["id", "number", "store", "state", "amount", "refunded", "created_at", "paid_at"]}
          row={(one) => [
            ...[one.id, one.number, one.store, one.state, moneyText(one.amount, false), moneyText(one.refunded, false)],
            ...[one.created_at, one.paid_at ?? ""],
          ]}
        />
      </PageHead>
      <Filters />
      <ListTable<Order>
        of={orders}
        label={say("订单列表", "Orders")}
        empty={say("没有符合条件的订单", "No order fits")}
        hint={say("请放宽筛选条件。", "Try a wider filter.")}
        rowKey={(one) => one.id}
        columns={[
          {
            title: say("订单号", "Number"),
            render: (_, one) => <Link href={`/console/orders/${one.id}`}>{one.number}</Link>,
          },
          { title: say("商品", "Goods"), dataIndex: "title", ellipsis: true, width: 240 },
          { title: say("店铺", "Store"), render: (_, one) => one.store_title ?? one.store.slice(-6) },
          { title: say("金额", "Amount"), align: "end", render: (_, one) => <Amount of={one.amount} /> },
          { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
          { title: say("创建", "Made"), render: (_, one) => formats.short(one.created_at) },
        ]}
      />
    </>
  );
}

function Filters() {
  const say = useSay();
  const { query } = useAddress();
  const [number, setNumber] = useState(query.get("number") ?? "");
  return (
    <div className="filters">
      <Select
        allowClear
        style={{ width: 160 }}
        aria-label={say("状态", "State")}
        placeholder={say("全部状态", "Every state")}
        value={query.get("state") ?? undefined}
        options={states.map((state) => ({ value: state, label: <StateTag state={state} /> }))}
        onChange={(state?: string) => setQuery({ state: state ?? null })}
      />
      <Input.Search
        allowClear
        style={{ width: 240 }}
        aria-label={say("订单号", "Order number")}
        placeholder={say("订单号", "Order number")}
        value={number}
        onChange={(event) => setNumber(event.target.value)}
        onSearch={(text) => setQuery({ number: text.trim() })}
      />
    </div>
  );
}
