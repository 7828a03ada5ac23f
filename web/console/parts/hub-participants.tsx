/** @jsxImportSource react */
import { Alert, Card, Descriptions } from "antd";
import { post } from "../lib/api.ts";
import { moneyText, useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { HubParticipant } from "../lib/types.ts";
import { ContactList, ContactsButton } from "./contacts.tsx";
import { FundsOut } from "./hub-funds-out.tsx";
import { PositionBar } from "./hub-position.tsx";
import { HubPropose } from "./hub-propose.tsx";
import { resources, shortPrint } from "./hub-words.ts";
import { Amount, Chip, Empty } from "./states.tsx";
import { Deed } from "./why.tsx";

/** One wallet at the hub: what it owes, how it is reached and proven, and what may be done about it. */
export function ParticipantCard({ of, done }: { of: HubParticipant; done: () => void }) {
  const say = useSay();
  const words = useWords();
  const may = useMay()("house:write");
  return (
    <Card>
      <div className="row" style={{ marginBottom: 12 }}>
        <h2 style={{ margin: 0 }}>{words(of.title)}</h2>
        <span className="mono">{of.name}</span>
        {of.state === "active" ? (
          <Chip tone="success">{say("运行中", "Active")}</Chip>
        ) : (
          <Chip tone="error">{say("已暂停", "Paused")}</Chip>
        )}
      </div>
      <div className="stack">
        {of.overdue.length > 0 ? <Overdue of={of.overdue} /> : null}
        {of.accounts.length === 0 ? (
          <Empty title={say("没有账户", "No account")} hint={say("提议净借记上限，即开立账户。", "A cap opens one.")} />
        ) : (
          of.accounts.map((account) => <Account key={account.cap.currency} of={account} />)
        )}
        {of.funds_out.length > 0 ? <FundsOut of={of.funds_out} at={of.name} done={done} /> : null}
        <SetUp of={of} done={done} />
        <Contacts of={of} />
        {may ? <Deeds of={of} done={done} /> : null}
      </div>
    </Card>
  );
}

/** Whom to call there: at hand, money first, where it has not settled; elsewhere read when somebody asks. */
function Contacts({ of }: { of: HubParticipant }) {
  const say = useSay();
  if (!useMay()("contacts:read")) return null;
  const at = { kind: "participant", name: of.name, marketplace: null } as const;
  if (of.overdue.length === 0)
    return (
      <div>
        <ContactsButton {...at} first="emergency" />
      </div>
    );
  return (
    <details open>
      <summary>{say("联系人", "Contacts")}</summary>
      <ContactList {...at} first="finance" />
    </details>
  );
}

function Overdue({ of }: { of: HubParticipant["overdue"] }) {
  const say = useSay();
  const formats = useFormats();
  return (
    <Alert
      type="error"
      showIcon
      title={say("逾期未结算", "Has not settled in time")}
      description={of
        .map(({ due, pay_by }) =>
          say(
            `${moneyText(due)}，应于 ${formats.instant(pay_by)} 前付清`,
            `${moneyText(due)}, by ${formats.instant(pay_by)}`,
          ),
        )
        .join(say("；", "; "))}
    />
  );
}

function Account({ of }: { of: HubParticipant["accounts"][number] }) {
  const say = useSay();
  const facts = [
    [say("头寸", "Position"), of.position],
    [say("净借记上限", "Net debit cap"), of.cap],
    [say("缴存资金", "Funds"), of.funds],
    [say("结算占用", "Bound by settlements"), of.settling],
  ] as const;
  return (
    <div>
      <PositionBar of={of} />
      <dl className="hub-facts">
        {facts.map(([label, amount]) => (
          <div key={label}>
            <dt className="soft">{label}</dt>
            <dd>
              <Amount of={amount} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function SetUp({ of, done }: { of: HubParticipant; done: () => void }) {
  const say = useSay();
  const keys = of.keys.filter((key) => key.retired_at === null);
  const proves = of.signing.verify
    ? say("必须验签", "Must prove its calls")
    : say("不验签", "Need not prove its calls");
  const items = [
    {
      key: "endpoints",
      label: say("回调地址", "Endpoints"),
      children:
        of.endpoints.length === 0
          ? say("未设置：收不到任何消息", "None: it hears nothing")
          : of.endpoints.map(({ resource, url }) => (
              <div key={`${resource} ${url}`}>
                {say(...resources[resource])} <span className="mono">{url}</span>
              </div>
            )),
    },
    {
      key: "keys",
      label: say("公钥", "Keys"),
      children: keys.length === 0 ? proves : keys.map((key) => <Key key={key.id} of={key} at={of.name} done={done} />),
    },
  ];
  return (
    <div>
      <Descriptions size="small" column={1} items={items} />
      {keys.length === 0 && of.signing.verify ? (
        <span className="soft">
          {say("没有有效公钥：它的请求一律被拒。", "No key is known, so whatever it sends is refused.")}
        </span>
      ) : null}
    </div>
  );
}

function Key({ of, at, done }: { of: HubParticipant["keys"][number]; at: string; done: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const may = useMay()("house:write");
  return (
    <div className="row">
      <span className="mono" title={of.fingerprint}>
        {shortPrint(of.fingerprint)}…
      </span>
      <span className="soft">{formats.day(of.added_at)}</span>
      {may ? (
        <Deed
          size="small"
          danger
          why={false}
          label={say("停用", "Retire")}
          title={say("停用此公钥", "Retire this key")}
          says={say(
            "立即生效，且不可恢复。更换公钥时请先新增、待对方切换后再停用旧的。",
            "At once, for ever. To change keys, add the new one first, and retire the old when the wallet has moved.",
          )}
          act={(_why, key) => post(`/v1/hub/participants/${at}/keys/${of.id}/retire`, {}, key)}
          done={done}
        />
      ) : null}
    </div>
  );
}

function Deeds({ of, done }: { of: HubParticipant; done: () => void }) {
  const say = useSay();
  return (
    <div className="row">
      <HubPropose of={of} done={done} />
      {of.state === "active" ? (
        <Deed
          danger
          why={false}
          label={say("暂停", "Pause")}
          title={say("立即暂停此参与方", "Pause this participant at once")}
          says={say(
            "在途转账照常完结，不再开始新的。恢复须由两人决定。",
            "What is under way ends, nothing begins. Two people let it on again.",
          )}
          act={(_why, key) => post(`/v1/hub/participants/${of.name}/pause`, {}, key)}
          done={done}
        />
      ) : (
        <Deed
          label={say("提议恢复", "Propose to let it on")}
          title={say("提议恢复此参与方", "Propose to let it on again")}
          says={say("须由另一人批准。", "Another person approves it.")}
          act={(why, key) => post("/v1/hub/changes", { kind: "resume", participant: of.name, why }, key)}
          done={done}
        />
      )}
    </div>
  );
}
