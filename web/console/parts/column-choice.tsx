/** @jsxImportSource react */
import { SettingOutlined } from "@ant-design/icons";
import { Checkbox } from "antd";
import { useSay } from "../lib/language.tsx";
import { shownColumns } from "../lib/list-address.ts";
import { setQuery, useAddress } from "../lib/router.tsx";
import { ListMenu } from "./list-menu.tsx";

type Choosable = { key: string; title: string; spare?: true };

/** Which columns a list shows, kept in its address: a link shows what its sender saw. */
export function ColumnChoice({ columns }: { columns: readonly Choosable[] }) {
  const say = useSay();
  const { query } = useAddress();
  const shown = shownColumns(query, columns).map((one) => one.key);
  const choose = (keys: readonly string[]): void => {
    const usual = columns.filter((one) => !one.spare).map((one) => one.key);
    const isUsual = keys.length === usual.length && usual.every((key) => keys.includes(key));
    if (keys.length > 0) setQuery({ columns: isUsual ? null : keys.join(",") });
  };
  return (
    <ListMenu label={say("列", "Columns")} title={say("显示的列", "Columns shown")} icon={<SettingOutlined />}>
      {() => (
        <Checkbox.Group
          className="column-choice"
          value={[...shown]}
          onChange={choose}
          options={columns.map((one) => ({ value: one.key, label: one.title }))}
        />
      )}
    </ListMenu>
  );
}
