/** @jsxImportSource react */
import { Alert, Checkbox, Input, Tabs } from "antd";
import { useId, useState } from "react";
import { patch, post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import { usePages } from "../lib/use-load.ts";
import { ListTable } from "../parts/list-table.tsx";
import { Once } from "../parts/once.tsx";
import { Chip, Ident, PageHead, StateTag } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

type Key = {
  id: string;
  name: string;
  hint: string;
  scopes: string[];
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
};
type Endpoint = { id: string; url: string; events: string[]; state: string; disabled_reason: string | null };
type Delivery = {
  id: string;
  event_type: string;
  state: string;
  attempts: { at: string; status: number | null; took_ms: number; says: string }[];
  next_at: string | null;
  created_at: string;
};

/** For the engineers of a store or marketplace: keys, endpoints, and what was sent to them. */
export default function Developers() {
  const say = useSay();
  const may = useMay();
  const { query } = useAddress();
  const items = [
    ...(may("keys:read") ? [{ key: "keys", label: say("密钥", "API keys"), children: <Keys /> }] : []),
    { key: "endpoints", label: say("回调地址", "Webhooks"), children: <Endpoints /> },
    { key: "deliveries", label: say("投递记录", "Deliveries"), children: <Deliveries /> },
  ];
  return (
    <>
      <PageHead
        title={say("密钥与回调", "Keys and webhooks")}
        lead={<a href="/docs">{say("接口文档", "API docs")}</a>}
      />
      <Tabs
        activeKey={query.get("tab") ?? items[0]?.key ?? ""}
        onChange={(tab) => setQuery({ tab })}
        items={items}
        destroyOnHidden
      />
    </>
  );
}

const offered = [
  "checkouts:write",
  "checkouts:read",
  "payments:read",
  "refunds:write",
  "orders:read",
  "orders:write",
  "books:read",
  "webhooks:read",
];

function Keys() {
  const say = useSay();
  const formats = useFormats();
  const may = useMay();
  const who = useWho();
  const keys = usePages<Key>("/v1/api-keys");
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["checkouts:write", "checkouts:read", "orders:read"]);
  const [told, setTold] = useState<string | null>(null);
  const id = useId();
  const make = async (_: string, key: string): Promise<void> => {
    const made = await post<{ token: string | null }>("/v1/api-keys", { name: name || "key", scopes }, key);
    setTold(made.token);
    keys.reload();
  };
  const whole = who.place.marketplace === null;
  return (
    <div className="stack">
      {whole ? (
        <Alert
          type="info"
          showIcon
          title={say("请先切换到某个平台的角色再创建密钥。", "To make a key, change to a role within a marketplace.")}
        />
      ) : null}
      {told ? <Once title={say("密钥只显示这一次", "The key is shown this once")} text={told} /> : null}
      {may("keys:write") && !whole ? (
        <div>
          <Deed
            primary
            why={false}
            label={say("创建密钥", "Make a key")}
            title={say("创建密钥", "Make a key")}
            says={
              <div className="stack">
                <div>
                  <label htmlFor={id}>{say("名称", "Name")}</label>
                  <Input id={id} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
                </div>
                <Checkbox.Group
                  value={scopes}
                  onChange={setScopes}
                  options={offered.filter(may).map((scope) => ({ value: scope, label: scope }))}
                />
              </div>
            }
            act={make}
          />
        </div>
      ) : null}
      <ListTable<Key>
        of={keys}
        label={say("密钥列表", "Keys")}
        empty={say("还没有密钥", "No keys yet")}
        rowKey={(one) => one.id}
        columns={[
          { title: say("名称", "Name"), dataIndex: "name" },
          { title: say("密钥", "Key"), render: (_, one) => <span className="mono">{one.hint}</span> },
          {
            title: say("权限", "Scopes"),
            render: (_, one) => one.scopes.slice(0, 3).map((scope) => <Chip key={scope}>{scope}</Chip>),
          },
          { title: say("最近使用", "Last used"), render: (_, one) => formats.short(one.last_used_at) },
          {
            title: say("状态", "State"),
            render: (_, one) => <StateTag state={one.revoked_at ? "disabled" : "enabled"} />,
          },
          {
            title: say("操作", "Do"),
            render: (_, one) =>
              may("keys:write") && one.revoked_at === null ? (
                <span className="row">
                  <Deed
                    size="small"
                    why={false}
                    label={say("轮换", "Roll")}
                    title={say("生成新密钥，旧密钥再用一天", "A successor; the old one works a day longer")}
                    act={async (_why, key) => {
                      setTold((await post<{ token: string | null }>(`/v1/api-keys/${one.id}/roll`, {}, key)).token);
                      keys.reload();
                    }}
                  />
                  <Deed
                    size="small"
                    danger
                    why={false}
                    label={say("吊销", "Revoke")}
                    title={say("立即吊销", "Revoke at once")}
                    act={(_why, key) => post(`/v1/api-keys/${one.id}/revoke`, undefined, key)}
                    done={keys.reload}
                  />
                </span>
              ) : null,
          },
        ]}
      />
    </div>
  );
}

function Endpoints() {
  const say = useSay();
  const may = useMay();
  const endpoints = usePages<Endpoint>("/v1/webhook-endpoints");
  const [url, setUrl] = useState("");
  const [told, setTold] = useState<string | null>(null);
  const id = useId();
  const make = async (_: string, key: string): Promise<void> => {
    setTold((await post<{ secret: string }>("/v1/webhook-endpoints", { url, events: ["*"] }, key)).secret);
    endpoints.reload();
  };
  const roll = (one: Endpoint) => async (_: string, key: string) => {
    setTold((await post<{ secret: string }>(`/v1/webhook-endpoints/${one.id}/roll-secret`, {}, key)).secret);
  };
  return (
    <div className="stack">
      {told ? <Once title={say("签名密钥只显示这一次", "The signing secret is shown this once")} text={told} /> : null}
      {may("webhooks:write") ? (
        <div>
          <Deed
            primary
            why={false}
            label={say("添加回调地址", "Add an endpoint")}
            title={say("添加回调地址", "Add an endpoint")}
            says={
              <div>
                <label htmlFor={id}>URL</label>
                <Input id={id} value={url} placeholder="https://" onChange={(event) => setUrl(event.target.value)} />
              </div>
            }
            act={make}
          />
        </div>
      ) : null}
      <ListTable<Endpoint>
        of={endpoints}
        label={say("回调地址列表", "Endpoints")}
        empty={say("还没有回调地址", "No endpoints yet")}
        rowKey={(one) => one.id}
        columns={[
          { title: "URL", render: (_, one) => <span className="mono">{one.url}</span> },
          { title: say("事件", "Events"), render: (_, one) => one.events.join(", ") },
          { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
          {
            title: say("操作", "Do"),
            render: (_, one) =>
              may("webhooks:write") ? (
                <span className="row">
                  <Deed
                    size="small"
                    why={false}
                    label={say("轮换密钥", "Roll the secret")}
                    title={say("新旧密钥并行一天", "Both sign for a day")}
                    act={roll(one)}
                  />
                  <Deed
                    size="small"
                    why={false}
                    danger={one.state === "enabled"}
                    label={one.state === "enabled" ? say("停用", "Disable") : say("启用", "Enable")}
                    title={one.url}
                    act={() =>
                      patch(`/v1/webhook-endpoints/${one.id}`, {
                        state: one.state === "enabled" ? "disabled" : "enabled",
                      })
                    }
                    done={endpoints.reload}
                  />
                </span>
              ) : null,
          },
        ]}
      />
    </div>
  );
}

function Deliveries() {
  const say = useSay();
  const formats = useFormats();
  const may = useMay();
  const deliveries = usePages<Delivery>("/v1/webhook-deliveries");
  return (
    <ListTable<Delivery>
      of={deliveries}
      label={say("投递记录", "Deliveries")}
      empty={say("还没有投递", "Nothing was sent yet")}
      rowKey={(one) => one.id}
      columns={[
        { title: say("事件", "Event"), dataIndex: "event_type" },
        { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
        { title: say("次数", "Tries"), align: "end", render: (_, one) => one.attempts.length },
        { title: say("最近应答", "Last answer"), render: (_, one) => one.attempts.at(-1)?.status ?? "—" },
        { title: say("时间", "When"), render: (_, one) => formats.short(one.created_at) },
        { title: say("下次", "Next"), render: (_, one) => formats.short(one.next_at) },
        { title: say("编号", "Id"), render: (_, one) => <Ident id={one.id} /> },
        {
          title: say("操作", "Do"),
          render: (_, one) =>
            may("webhooks:write") ? (
              <Deed
                size="small"
                why={false}
                label={say("重新投递", "Send again")}
                title={one.event_type}
                act={(_why, key) => post(`/v1/webhook-deliveries/${one.id}/replay`, undefined, key)}
                done={deliveries.reload}
              />
            ) : null,
        },
      ]}
    />
  );
}
