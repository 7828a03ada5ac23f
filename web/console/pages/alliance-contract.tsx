/** @jsxImportSource react */
import { Card } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { AllianceContract, AllianceLog } from "../lib/types.ts";
import { useLoad, usePages } from "../lib/use-load.ts";
import { AllianceRuns, NoiseNote } from "../parts/alliance-runs.tsx";
import { FactCard } from "../parts/fact-card.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { usePartnerName } from "../parts/partner-names.ts";
import { usePurposes } from "../parts/purpose-words.ts";
import { Scroll } from "../parts/region.tsx";
import { Amount, Ident, PageHead, Shown } from "../parts/states.tsx";

/** One contract: its terms and noise, its runs, how a run is begun, and everything that was ever asked under it. */
export default function AllianceContractPage({ id }: { id: string }) {
  const say = useSay();
  const contract = useLoad<AllianceContract>(`/v1/alliance-contracts/${id}`, 10_000);
  return (
    <>
      <PageHead title={contract.data?.title ?? say("合同", "Contract")} />
      <Shown of={contract}>
        {(found) => (
          <div className="stack">
            <Terms of={found} />
            <NoiseNote epsilon={found.epsilon_milli} crowd={found.crowd} />
            <AllianceRuns contract={id} />
            <Begin of={found} />
            <Log contract={id} />
          </div>
        )}
      </Shown>
    </>
  );
}

function Terms({ of }: { of: AllianceContract }) {
  const say = useSay();
  const partner = usePartnerName();
  const purposes = usePurposes();
  const formats = useFormats();
  const modes = { size: say("人数", "people"), sum: say("人数与金额", "people and sum") };
  const facts = [
    [say("合同编号", "Contract"), <Ident key="id" id={of.id} />],
    [say("伙伴", "Partner"), partner(of.partner)],
    [say("用途", "Purposes"), purposes(of.purposes)],
    [say("方式", "Modes"), of.modes.map((one) => modes[one]).join("、")],
    [say("已用次数", "Runs used"), say(`${of.budget} 次中 ${of.used} 次`, `${of.used} of ${of.budget}`)],
    [say("有效期", "Runs"), `${formats.day(of.starts_at)} – ${formats.day(of.ends_at)}`],
    [say("最小人群", "Crowd"), formats.number(of.crowd)],
    [say("隐私参数 ε", "Privacy ε"), `${of.epsilon_milli / 1000}`],
    [say("虚假成员", "False members"), formats.number(2 * of.padding)],
    [say("每人金额上限", "The most of one person"), <Amount key="clip" of={of.clip} />],
    [
      say("所依据的协议", "Hangs on the agreement"),
      of.agreement === null ? "—" : <Ident key="agr" id={of.agreement} />,
    ],
  ] as const;
  return <FactCard of={facts} />;
}

/** The house holds no rows, so it cannot run anything: it lets runs in, and is told of them. */
function Begin({ of }: { of: AllianceContract }) {
  const say = useSay();
  const lines = [
    "npm run alliance -- run \\",
    "  --contract contract.json --secret secret --dataset dataset.json --rows rows.csv --home home \\",
    "  --partner https://partner.example --purpose " +
      (of.purposes[0] ?? "…") +
      " --mode " +
      (of.modes[0] ?? "size") +
      " --run first \\",
    `  --house ${location.origin} --token … --house-contract ${of.id} --house-dataset ald_…`,
  ].join("\n");
  return (
    <Card>
      <h2>{say("如何开始一次运行", "How a run is begun")}</h2>
      <p>
        {say(
          "平台没有数据，因此不能在这里代为运行：由持有数据的一方在自己的机器上执行以下命令。平台先核对开放、协议、用途、同意与次数，之后的进度与结果显示在上表。",
          "The house holds no rows and can run nothing itself: whoever has them gives this command on their own machine. The house first checks opening, agreement, purpose, consent and budget; progress and result then show above.",
        )}
      </p>
      <Scroll label={say("命令", "Command")}>
        <pre className="mono" style={{ margin: 0 }}>
          {lines}
        </pre>
      </Scroll>
    </Card>
  );
}

function Log({ contract }: { contract: string }) {
  const say = useSay();
  const formats = useFormats();
  const log = usePages<AllianceLog>(`/v1/alliance-contracts/${contract}/log`);
  const events: Readonly<Record<string, string>> = {
    contract_made: say("订立合同", "Contract made"),
    run_began: say("运行获准", "A run was let in"),
    run_refused: say("运行被拒", "A run was refused"),
    run_ended: say("运行结束", "A run ended"),
  };
  return (
    <section className="stack" aria-labelledby="log">
      <h2 id="log">{say("全部记录（只增不改）", "Everything asked under it (only added to)")}</h2>
      <ListTable<AllianceLog>
        of={log}
        label={say("记录列表", "List of all that was asked")}
        empty={say("没有记录", "Nothing yet")}
        rowKey={(one) => one.id}
        columns={[
          { title: say("时间", "When"), render: (_, one) => formats.short(one.at) },
          { title: say("事项", "What"), render: (_, one) => events[one.event] ?? one.event },
          { title: say("运行", "Run"), render: (_, one) => (one.run === null ? "—" : <Ident id={one.run} />) },
          { title: say("何人", "By"), render: (_, one) => <Ident id={one.by} /> },
          {
            title: say("内容", "About"),
            width: 320,
            render: (_, one) => <span className="mono">{aboutText(one.about)}</span>,
          },
        ]}
      />
    </section>
  );
}

const aboutText = (about: AllianceLog["about"]): string =>
  Object.entries(about)
    .filter(([, value]) => typeof value === "string" || typeof value === "number")
    .map(([name, value]) => `${name}: ${value}`)
    .join(" · ");
