/** @jsxImportSource react */
import { Input } from "antd";
import { useState } from "react";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";

/** Narrows a list to an order by the number that its shop gave it. */
export function NumberFilter() {
  const set = useAddress().query.get("number") ?? "";
  return <NumberField key={set} set={set} />;
}

function NumberField({ set }: { set: string }) {
  const say = useSay();
  const [number, setNumber] = useState(set);
  return (
    <Input.Search
      allowClear
      style={{ width: 240 }}
      aria-label={say("订单号", "Order number")}
      placeholder={say("订单号", "Order number")}
      value={number}
      onChange={(event) => setNumber(event.target.value)}
      onSearch={(text) => setQuery({ number: text.trim() })}
    />
  );
}
