/** @jsxImportSource react */
import { Input } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import type { Store, TagWords } from "../lib/types.ts";
import { useAll } from "../lib/use-all.ts";
import { useLoad, usePages } from "../lib/use-load.ts";
import { ListTable } from "../parts/list-table.tsx";
import { Chip, Ident, PageHead, StateTag } from "../parts/states.tsx";

const textOf = (one: Store): string =>
  [one.id, one.name.zh, one.name.en, ...Object.values(one.tags)].join(" ").toLowerCase();

/** A tag as people read it; one that the house does not know stands as it was written. */
function useTagText(): (name: string, value: string) => string {
  const say = useSay();
  const words = useWords();
  const known = useLoad<TagWords>("/v1/tag-words").data?.data;
  return (name, value) => {
    if (name === "city_tier") return say(`${value} 线城市`, `Tier ${value}`);
    const found = known?.find((one) => one.tag === name && one.value === value);
    return found ? words(found.words) : name === "category" ? value : `${name}: ${value}`;
  };
}

export default function Stores() {
  const say = useSay();
  const asked = (useAddress().query.get("q") ?? "").trim();
  return (
    <>
      <PageHead title={say("店铺", "Stores")} lead={say("每家店铺一本账。", "A book for each store.")} />
      <div className="filters">
        <Input.Search
          allowClear
          style={{ width: 280 }}
          aria-label={say("店名、标签或编号", "Name, tag or id")}
          placeholder={say("店名、标签或编号", "Name, tag or id")}
          defaultValue={asked}
          onSearch={(text) => setQuery({ q: text.trim() || null })}
        />
      </div>
      {asked === "" ? <EveryStore /> : <StoresFound asked={asked.toLowerCase()} />}
    </>
  );
}

function EveryStore() {
  return <StoreTable of={usePages<Store>("/v1/stores?limit=50")} />;
}

/** A text is looked for among all of them. */
function StoresFound({ asked }: { asked: string }) {
  const stores = useAll<Store>("/v1/stores?limit=100");
  return <StoreTable of={{ ...stores, data: stores.data?.filter((one) => textOf(one).includes(asked)) ?? null }} />;
}

function StoreTable({ of }: { of: Parameters<typeof ListTable<Store>>[0]["of"] }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const tag = useTagText();
  return (
    <ListTable<Store>
      of={of}
      label={say("店铺列表", "Stores")}
      empty={say("没有店铺", "No store")}
      rowKey={(one) => one.id}
      fits
      columns={[
        { title: say("店名", "Name"), render: (_, one) => words(one.name) },
        {
          title: say("标签", "Tags"),
          render: (_, one) =>
            Object.entries(one.tags).map(([name, value]) => <Chip key={name}>{tag(name, value)}</Chip>),
        },
        { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
        { title: say("入驻", "Since"), responsive: ["md"], render: (_, one) => formats.day(one.created_at) },
        { title: say("编号", "Id"), responsive: ["md"], render: (_, one) => <Ident id={one.id} /> },
      ]}
    />
  );
}
