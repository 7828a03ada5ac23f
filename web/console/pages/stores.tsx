/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useAddress } from "../lib/router.tsx";
import type { Store } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { ListTable } from "../parts/list-table.tsx";
import { Chip, Ident, PageHead, StateTag } from "../parts/states.tsx";

export default function Stores() {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const asked = useAddress().query.get("q");
  const stores = usePages<Store>("/v1/stores?limit=50");
  const kept = asked ? (stores.data?.filter((one) => one.id === asked) ?? null) : stores.data;
  return (
    <>
      <PageHead title={say("店铺", "Stores")} lead={say("每家店铺一本账。", "A book for each store.")} />
      <ListTable<Store>
        of={{ ...stores, data: kept }}
        label={say("店铺列表", "Stores")}
        empty={say("没有店铺", "No store")}
        rowKey={(one) => one.id}
        columns={[
          { title: say("店名", "Name"), render: (_, one) => words(one.name) },
          {
            title: say("标签", "Tags"),
            render: (_, one) =>
              Object.entries(one.tags).map(([name, value]) => (
                <Chip key={name}>
                  {name}: {value}
                </Chip>
              )),
          },
          { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
          { title: say("入驻", "Since"), render: (_, one) => formats.day(one.created_at) },
          { title: say("编号", "Id"), render: (_, one) => <Ident id={one.id} /> },
        ]}
      />
    </>
  );
}
