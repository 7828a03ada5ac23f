/** @jsxImportSource react */
import { Select } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link, setQuery, useAddress } from "../lib/router.tsx";
import { useWho } from "../lib/session.tsx";
import type { Dispute } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { disputeStates, kindWords } from "../parts/dispute-words.ts";
import { ListTable } from "../parts/list-table.tsx";
import { Amount, Ident, PageHead } from "../parts/states.tsx";

/** The desk of refund-only requests and disputes: a store answers and appeals, two people of the marketplace decide. */
export default function Disputes() {
  const say = useSay();
  const formats = useFormats();
  const { store } = useWho();
  const { query } = useAddress();
  const state = query.get("state");
  const disputes = usePages<Dispute>(`/v1/disputes${state ? `?state=${state}` : ""}`);
  return (
    <>
      <PageHead
        title={say("仅退款与纠纷", "Refund-only and disputes")}
        lead={
          store === null
            ? say(
                "裁决由一人提出、另一人确认；店铺可以申诉。",
                "One person proposes a verdict, another confirms; stores may appeal.",
              )
            : say("请在期限内答复；逾期视为同意。", "Answer before the deadline: silence is consent.")
        }
      />
      <div className="filters">
        <Select
          allowClear
          style={{ width: 200 }}
          aria-label={say("状态", "State")}
          placeholder={say("全部状态", "Every state")}
          value={state ?? undefined}
          options={Object.keys(disputeStates).map((value) => ({
            value,
            label: <ChipOf of={value} words={disputeStates} />,
          }))}
          onChange={(value?: string) => setQuery({ state: value ?? null })}
        />
      </div>
      <ListTable<Dispute>
        of={disputes}
        label={say("纠纷列表", "Disputes")}
        empty={say("没有纠纷", "No disputes")}
        hint={say("买家发起的仅退款与纠纷会出现在这里。", "What buyers ask for without returning goods stands here.")}
        rowKey={(one) => one.id}
        columns={[
          {
            title: say("编号", "Number"),
            render: (_, one) => (
              <Link href={`/console/disputes/${one.id}`}>
                <Ident id={one.id} />
              </Link>
            ),
          },
          { title: say("类型", "Kind"), render: (_, one) => say(...(kindWords[one.kind] ?? [one.kind, one.kind])) },
          { title: say("金额", "Amount"), align: "end", render: (_, one) => <Amount of={one.amount} /> },
          { title: say("原因", "Reason"), dataIndex: "reason", ellipsis: true, width: 260 },
          { title: say("状态", "State"), render: (_, one) => <ChipOf of={one.state} words={disputeStates} /> },
          { title: say("期限", "Due"), render: (_, one) => formats.short(one.due_at) },
          { title: say("发起时间", "Opened"), render: (_, one) => formats.short(one.opened_at) },
        ]}
      />
    </>
  );
}
