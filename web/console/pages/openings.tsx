/** @jsxImportSource react */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Select, type TableColumnsType } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { go, Link, setQuery, useAddress } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { Opening } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { ListTable } from "../parts/list-table.tsx";
import { useCapabilityName, useDepthName } from "../parts/opening-words.ts";
import { PageHead, StateTag } from "../parts/states.tsx";
import { WalletName } from "../parts/wallets.tsx";

const states = ["draft", "piloting", "consulting", "decided", "announced", "opening", "open", "paused", "withdrawn"];

export default function Openings() {
  const say = useSay();
  const may = useMay();
  const capability = useCapabilityName();
  const columns = useColumns();
  const { query } = useAddress();
  const openings = usePages<Opening>("/v1/openings?limit=100");
  const [state, asked] = [query.get("state"), query.get("capability")];
  const kept =
    openings.data?.filter((one) => (!state || one.state === state) && (!asked || one.capability === asked)) ?? null;
  const capabilities = [...new Set(openings.data?.map((one) => one.capability) ?? [])].sort();
  return (
    <>
      <PageHead
        title={say("开放计划", "Openings")}
        lead={say("向谁开放什么能力，走到哪一步。", "What opens to whom, and how far it is.")}
      >
        {may("openings:write") ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => go("/console/openings/new")}>
            {say("起草开放计划", "Compose an opening")}
          </Button>
        ) : null}
      </PageHead>
      <div className="filters">
        <Select
          allowClear
          style={{ width: 170 }}
          aria-label={say("状态", "State")}
          placeholder={say("全部状态", "Every state")}
          value={state ?? undefined}
          options={states.map((value) => ({ value, label: <StateTag state={value} /> }))}
          onChange={(value?: string) => setQuery({ state: value ?? null })}
        />
        <Select
          allowClear
          style={{ width: 170 }}
          aria-label={say("能力", "Capability")}
          placeholder={say("全部能力", "Every capability")}
          value={asked ?? undefined}
          options={capabilities.map((value) => ({ value, label: capability(value) }))}
          onChange={(value?: string) => setQuery({ capability: value ?? null })}
        />
      </div>
      <ListTable<Opening>
        of={{ ...openings, data: kept }}
        label={say("开放计划列表", "Openings")}
        empty={say("没有开放计划", "No opening")}
        hint={say("起草一个，或放宽筛选。", "Compose one, or widen the filter.")}
        rowKey={(one) => one.id}
        columns={columns}
        fits
      />
    </>
  );
}

function useColumns(): TableColumnsType<Opening> {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const depth = useDepthName();
  const capability = useCapabilityName();
  return [
    {
      title: say("开放", "Opening"),
      width: 200,
      className: "keep-words",
      render: (_, one) => (
        <Link href={`/console/openings/${one.id}`}>
          {capability(one.capability)} → <WalletName id={one.partner} />
        </Link>
      ),
    },
    { title: say("状态", "State"), width: 124, render: (_, one) => <StateTag state={one.state} /> },
    {
      title: say("条款", "Terms"),
      responsive: ["md"],
      ellipsis: true,
      width: 320,
      render: (_, one) => words(one.terms),
    },
    { title: say("深度", "Depth"), responsive: ["md"], render: (_, one) => depth(one.depth) },
    { title: say("生效", "Takes effect"), responsive: ["md"], render: (_, one) => formats.day(one.effective_at) },
    { title: say("最近变更", "Changed"), responsive: ["md"], render: (_, one) => formats.short(one.changed_at) },
  ];
}
