/** @jsxImportSource react */
import { Select } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { Link, setQuery, useAddress } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { Case } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { ChipOf, type ChipWords } from "../parts/chip-of.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { Ident, PageHead } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

const states: ChipWords = {
  open: ["error", "待认领", "Open"],
  taken: ["processing", "处理中", "Taken"],
  closed: ["default", "已关闭", "Closed"],
};
const desks: ChipWords = { support: ["default", "客服", "Support"], finance: ["default", "财务", "Finance"] };

/** Gaps between the flows of orders: money without goods, goods without money. */
export default function Cases() {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const may = useMay()("orders:write");
  const who = useWho();
  const { query } = useAddress();
  const state = query.get("state");
  const cases = usePages<Case>(`/v1/cases${state ? `?state=${state}` : ""}`);
  return (
    <>
      <PageHead
        title={say("流程缺口", "Gaps in the flows")}
        lead={say(
          "付了款没发货、发了货没收款：每一处都有状态和负责人。",
          "Paid and never shipped, shipped and never paid: each with a state and an owner.",
        )}
      />
      <div className="filters">
        <Select
          allowClear
          style={{ width: 160 }}
          aria-label={say("状态", "State")}
          placeholder={say("全部状态", "Every state")}
          value={state ?? undefined}
          options={Object.keys(states).map((value) => ({ value, label: <ChipOf of={value} words={states} /> }))}
          onChange={(value?: string) => setQuery({ state: value ?? null })}
        />
      </div>
      <ListTable<Case>
        of={cases}
        label={say("缺口列表", "Gaps")}
        empty={say("没有缺口", "No gaps")}
        hint={say("信息流、交易流、资金流与物流一致。", "What was ordered, paid and shipped agrees.")}
        rowKey={(one) => one.id}
        fits
        columns={[
          {
            title: say("缺口", "Gap"),
            render: (_, one) => <Link href={`/console/orders/${one.order}`}>{words(one.words)}</Link>,
          },
          { title: say("订单", "Order"), responsive: ["md"], render: (_, one) => <Ident id={one.order} /> },
          { title: say("起始", "Since"), responsive: ["md"], render: (_, one) => formats.short(one.since) },
          {
            title: say("部门", "Desk"),
            responsive: ["md"],
            render: (_, one) => <ChipOf of={one.desk} words={desks} />,
          },
          { title: say("状态", "State"), render: (_, one) => <ChipOf of={one.state} words={states} /> },
          {
            title: say("负责人", "Owner"),
            responsive: ["md"],
            render: (_, one) =>
              one.owner === null ? "—" : one.owner === who.person.id ? say("我", "Me") : <Ident id={one.owner} />,
          },
          {
            title: say("处理", "Do"),
            render: (_, one) => (may && one.state !== "closed" ? <CaseDeeds of={one} done={cases.reload} /> : null),
          },
        ]}
      />
    </>
  );
}

function CaseDeeds({ of: one, done }: { of: Case; done: () => void }) {
  const say = useSay();
  return (
    <span className="row">
      {one.state === "open" ? (
        <Deed
          size="small"
          why={false}
          label={say("认领", "Take")}
          title={say("认领此事项", "Look after this")}
          act={(_why, key) => post(`/v1/cases/${one.id}/take`, undefined, key)}
          done={done}
        />
      ) : null}
      <Deed
        size="small"
        label={say("关闭", "Close")}
        title={say("关闭并说明", "Close it, saying why")}
        act={(why, key) => post(`/v1/cases/${one.id}/close`, { why }, key)}
        done={done}
      />
    </span>
  );
}
