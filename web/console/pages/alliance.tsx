/** @jsxImportSource react */
import { Progress } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { AllianceContract, AllianceDataset } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { NewContract, NewDataset } from "../parts/alliance-new.tsx";
import { AllianceRuns } from "../parts/alliance-runs.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { usePartnerName } from "../parts/partner-names.ts";
import { usePurposes } from "../parts/purpose-words.ts";
import { Chip, Ident, PageHead } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

/** Who may compare what with whom, how often that was used, and what came of it. No person stands here. */
export default function AlliancePage() {
  const say = useSay();
  const may = useMay()("openings:write");
  const contracts = usePages<AllianceContract>("/v1/alliance-contracts");
  const datasets = usePages<AllianceDataset>("/v1/alliance-datasets");
  return (
    <>
      <PageHead
        title={say("数据联盟", "Data alliance")}
        lead={say(
          "双方得知共同用户的人数与金额，互不展示任何用户；数据不离开各自的进程。",
          "Two parties learn how many people they share and for how much; nobody's users are shown, no row leaves its process.",
        )}
      >
        {may ? (
          <span className="row">
            <NewContract done={contracts.reload} />
            <NewDataset done={datasets.reload} />
          </span>
        ) : null}
      </PageHead>
      <div className="stack">
        <section className="stack" aria-labelledby="contracts">
          <h2 id="contracts">{say("合同与次数", "Contracts and budgets")}</h2>
          <Contracts of={contracts} />
        </section>
        <section className="stack" aria-labelledby="runs">
          <h2 id="runs">{say("运行", "Runs")}</h2>
          <AllianceRuns />
        </section>
        <section className="stack" aria-labelledby="datasets">
          <h2 id="datasets">{say("数据集", "Datasets")}</h2>
          <Datasets of={datasets} may={may} />
        </section>
      </div>
    </>
  );
}

function Contracts({ of }: { of: ReturnType<typeof usePages<AllianceContract>> }) {
  const say = useSay();
  const partner = usePartnerName();
  const purposes = usePurposes();
  const formats = useFormats();
  return (
    <ListTable<AllianceContract>
      cards
      of={of}
      label={say("合同列表", "List of contracts")}
      empty={say("还没有合同", "No contract yet")}
      hint={say("合同写明用途、最小人群、噪声与次数。", "It says purposes, crowd, noise and how many runs.")}
      rowKey={(one) => one.id}
      columns={[
        {
          title: say("合同", "Contract"),
          render: (_, one) => <Link href={`/console/alliance/${one.id}`}>{one.title}</Link>,
        },
        { title: say("伙伴", "Partner"), render: (_, one) => partner(one.partner) },
        { title: say("用途", "Purposes"), render: (_, one) => purposes(one.purposes) },
        {
          title: say("已用次数", "Runs used"),
          width: 180,
          render: (_, one) => (
            <>
              {say(`${one.budget} 次中 ${one.used} 次`, `${one.used} of ${one.budget}`)}
              <Progress
                percent={one.budget === 0 ? 100 : Math.round((one.used / one.budget) * 100)}
                {...{ size: "small", showInfo: false, "aria-label": say("已用次数", "Runs used") }}
                status={one.used >= one.budget ? "exception" : "normal"}
              />
            </>
          ),
        },
        { title: say("最小人群", "Crowd"), align: "right", render: (_, one) => formats.number(one.crowd) },
        { title: say("到期", "Ends"), render: (_, one) => formats.day(one.ends_at) },
      ]}
    />
  );
}

function Datasets({ of, may }: { of: ReturnType<typeof usePages<AllianceDataset>>; may: boolean }) {
  const say = useSay();
  const purposes = usePurposes();
  const formats = useFormats();
  return (
    <ListTable<AllianceDataset>
      cards
      of={of}
      label={say("数据集列表", "List of datasets")}
      empty={say("还没有数据集", "No dataset yet")}
      rowKey={(one) => one.id}
      columns={[
        {
          title: say("数据集", "Dataset"),
          render: (_, one) => (
            <>
              {one.title} · <Ident id={one.id} />
            </>
          ),
        },
        { title: say("同意的用途", "What its people agreed to"), render: (_, one) => purposes(one.purposes) },
        { title: say("依据", "Basis"), dataIndex: "basis" },
        {
          title: say("同意", "Consent"),
          render: (_, one) =>
            one.withdrawn_at === null ? (
              <Chip tone="success">{say("有效", "Stands")}</Chip>
            ) : (
              <Chip>
                {say(`已撤回 ${formats.day(one.withdrawn_at)}`, `Taken back ${formats.day(one.withdrawn_at)}`)}
              </Chip>
            ),
        },
        {
          title: say("处理", "Do"),
          render: (_, one) =>
            may && one.withdrawn_at === null ? (
              <Deed
                {...{ danger: true, why: false, size: "small" as const }}
                label={say("撤回同意", "Take consent back")}
                title={say("撤回同意，不可恢复", "Take consent back, for good")}
                says={say("此后的运行都不能再用该数据集。", "No later run can use this dataset.")}
                act={(_why, key) => post(`/v1/alliance-datasets/${one.id}/withdraw`, {}, key)}
                done={of.reload}
              />
            ) : null,
        },
      ]}
    />
  );
}
