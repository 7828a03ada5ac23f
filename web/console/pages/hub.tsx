/** @jsxImportSource react */
import { Card, Tabs } from "antd";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import type { Hub, HubParticipant, List } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { HubChanges } from "../parts/hub-changes.tsx";
import { ParticipantCard } from "../parts/hub-participants.tsx";
import { PositionsChart } from "../parts/hub-position.tsx";
import { HubSettlements } from "../parts/hub-settlements.tsx";
import { shortPrint } from "../parts/hub-words.ts";
import { Empty, PageHead, Shown } from "../parts/states.tsx";

/** Wallets at the hub: what they owe, who they are, and how they settle. */
export default function HubPage() {
  const say = useSay();
  const { query } = useAddress();
  const participants = useLoad<List<HubParticipant>>("/v1/hub/participants", 15_000);
  return (
    <>
      <PageHead
        title={say("互转参与方与结算", "Participants and settlement")}
        lead={say(
          "钱包之间的转账由枢纽记头寸、按窗口轧差。放宽须两人，收紧一人即可。",
          "The hub keeps what wallets owe each other and nets it by windows. Two people loosen, one may tighten.",
        )}
      />
      <Tabs
        activeKey={query.get("tab") ?? "participants"}
        onChange={(tab) => setQuery({ tab })}
        destroyOnHidden
        items={[
          {
            key: "participants",
            label: say("参与方", "Participants"),
            children: <Participants of={participants} />,
          },
          { key: "changes", label: say("提议与审批", "Proposals"), children: <HubChanges /> },
          {
            key: "settlements",
            label: say("结算", "Settlement"),
            children: <HubSettlements done={participants.reload} />,
          },
        ]}
      />
    </>
  );
}

function Participants({ of }: { of: ReturnType<typeof useLoad<List<HubParticipant>>> }) {
  const say = useSay();
  return (
    <Shown of={of}>
      {({ data }) =>
        data.length === 0 ? (
          <Card>
            <Empty
              title={say("还没有参与方", "No participant yet")}
              hint={say(
                "用 PUT /v1/hub/participants/{名称} 新增；设好限额、资金、地址与公钥后方可转账。",
                "PUT /v1/hub/participants/{name} adds one; it needs a cap, funds, an endpoint and a key.",
              )}
            />
          </Card>
        ) : (
          <div className="stack">
            <Card>
              <PositionsChart participants={data} />
              <HubKey />
            </Card>
            <div className="hub-cards">
              {data.map((one) => (
                <ParticipantCard key={one.name} of={one} done={of.reload} />
              ))}
            </div>
          </div>
        )
      }
    </Shown>
  );
}

/** What participants check the hub's own word by. */
function HubKey() {
  const say = useSay();
  const { data } = useLoad<Hub>("/v1/hub");
  if (!data?.fingerprint) return null;
  return (
    <p className="soft">
      {say("枢纽公钥指纹", "The hub's key")} <span className="mono">{shortPrint(data.fingerprint)}…</span>{" "}
      {say("（全文见 GET /v1/hub）", "(the whole: GET /v1/hub)")}
    </p>
  );
}
