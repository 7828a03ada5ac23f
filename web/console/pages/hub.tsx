/** @jsxImportSource react */
import { Card, Tabs } from "antd";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { HubParticipant, List } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { HubAdd } from "../parts/hub-add.tsx";
import { HubChanges } from "../parts/hub-changes.tsx";
import { HubKeys } from "../parts/hub-keys.tsx";
import { ParticipantCard } from "../parts/hub-participants.tsx";
import { PositionsChart } from "../parts/hub-position.tsx";
import { HubSettlements } from "../parts/hub-settlements.tsx";
import { NotAllowed } from "../parts/not-allowed.tsx";
import { Empty, PageHead, Shown } from "../parts/states.tsx";

/** Wallets at the hub: what they owe, who they are, and how they settle. For people of the whole house alone. */
export default function HubPage() {
  const say = useSay();
  const { place } = useWho();
  const reaches = useMay()("hub:read") && place.marketplace === null;
  return (
    <>
      <PageHead
        title={say("互转参与方与结算", "Participants and settlement")}
        lead={say(
          "钱包之间的转账由枢纽记头寸、按窗口轧差。放宽须两人，收紧一人即可。",
          "The hub keeps what wallets owe each other and nets it by windows. Two people loosen, one may tighten.",
        )}
      />
      {reaches ? (
        <Desk />
      ) : (
        <NotAllowed
          zh="互转枢纽由整个平台的人员管理；如需查看，请联系平台运营人员。"
          en="The hub between wallets belongs to the people of the whole house. Ask its operator if you need to see it."
        />
      )}
    </>
  );
}

function Desk() {
  const say = useSay();
  const { query } = useAddress();
  const participants = useLoad<List<HubParticipant>>("/v1/hub/participants", 15_000);
  return (
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
        { key: "changes", label: say("提议与审批", "Proposals"), children: <HubChanges done={participants.reload} /> },
        {
          key: "settlements",
          label: say("结算", "Settlement"),
          children: <HubSettlements done={participants.reload} />,
        },
      ]}
    />
  );
}

function Participants({ of }: { of: ReturnType<typeof useLoad<List<HubParticipant>>> }) {
  const say = useSay();
  const may = useMay()("house:write");
  return (
    <Shown of={of}>
      {({ data }) => (
        <div className="stack">
          {may ? (
            <div>
              <HubAdd done={of.reload} />
            </div>
          ) : null}
          <Card>
            {data.length === 0 ? (
              <Empty
                title={say("还没有参与方", "No participant yet")}
                hint={say(
                  "设好限额、资金、地址与公钥后方可转账。",
                  "It needs a cap, funds, an endpoint and a key before it sends.",
                )}
              />
            ) : (
              <PositionsChart participants={data} />
            )}
          </Card>
          <div className="hub-cards">
            {data.map((one) => (
              <ParticipantCard key={one.name} of={one} done={of.reload} />
            ))}
          </div>
          <HubKeys />
        </div>
      )}
    </Shown>
  );
}
