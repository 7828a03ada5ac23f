/** @jsxImportSource react */
import { SearchOutlined } from "@ant-design/icons";
import { App, Input } from "antd";
import { useState } from "react";
import { get, Problem } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { go } from "../lib/router.tsx";
import type { List, Order, Payment, Refund } from "../lib/types.ts";

/** Where an id leads; null for what has no page. An order's own number is looked for. */
async function placeOf(text: string): Promise<string | null> {
  const id = text.trim();
  if (id.startsWith("ord_")) return `/console/orders/${id}`;
  if (id.startsWith("opn_")) return `/console/openings/${id}`;
  if (id.startsWith("sto_")) return `/console/stores?q=${id}`;
  if (id.startsWith("pay_")) return `/console/orders/${(await get<Payment>(`/v1/payments/${id}`)).order}`;
  if (id.startsWith("ref_")) return `/console/orders/${(await get<Refund>(`/v1/refunds/${id}`)).order}`;
  if (id.startsWith("chk_")) return `/console/orders?checkout=${id}`;
  if (id.startsWith("rec_") || id.startsWith("brk_")) return `/console/reconciliation?q=${id}`;
  const { data } = await get<List<Order>>(`/v1/orders?number=${encodeURIComponent(id)}`);
  if (data.length === 0) return null;
  return data.length === 1 ? `/console/orders/${data[0]?.id}` : `/console/orders?number=${encodeURIComponent(id)}`;
}

/** One box that takes any id, or an order's number. */
export function SearchBox() {
  const say = useSay();
  const { message } = App.useApp();
  const [text, setText] = useState("");
  const look = async (): Promise<void> => {
    if (text.trim() === "") return;
    try {
      const place = await placeOf(text);
      if (place === null) void message.info(say("没有找到", "Nothing found"));
      else {
        setText("");
        go(place);
      }
    } catch (fault) {
      const missing = fault instanceof Problem && fault.status === 404;
      void message.info(
        missing ? say("没有找到", "Nothing found") : say("查找失败，请重试", "Could not look: try again"),
      );
    }
  };
  return (
    <Input
      style={{ width: 240 }}
      prefix={<SearchOutlined aria-hidden="true" />}
      aria-label={say("搜索任意编号或订单号", "Search any id or order number")}
      placeholder={say("任意编号或订单号", "Any id or order number")}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={() => void look()}
    />
  );
}
