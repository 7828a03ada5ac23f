/** @jsxImportSource react */
import { Alert, Checkbox, Input } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { ApiKey, Scope } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { Field } from "./field.tsx";
import { AddressDeed, AddressField, KeyAddresses, listOfText } from "./key-addresses.tsx";
import { ListTable } from "./list-table.tsx";
import { Once } from "./once.tsx";
import { Chip, StateTag } from "./states.tsx";
import { Deed } from "./why.tsx";

const offered: readonly Scope[] = [
  "checkouts:write",
  "checkouts:read",
  "payments:read",
  "refunds:write",
  "orders:read",
  "orders:write",
  "books:read",
  "webhooks:read",
];

/** A new key's text is there for a moment only: whoever shows it must get it at once. */
type Told = { told: (token: string | null) => void };

/** The keys of a marketplace or store: made, rolled and revoked here, each shown once. */
export function ApiKeys() {
  const say = useSay();
  const formats = useFormats();
  const writes = useMay()("keys:write");
  const who = useWho();
  const keys = usePages<ApiKey>("/v1/api-keys");
  const [token, setToken] = useState<string | null>(null);
  const told = (text: string | null): void => {
    setToken(text);
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
      {token ? <Once title={say("密钥只显示这一次", "The key is shown this once")} text={token} /> : null}
      {writes && !whole ? <MakeKey told={told} /> : null}
      <ListTable<ApiKey>
        of={keys}
        label={say("密钥列表", "Keys")}
        empty={say("还没有密钥", "No keys yet")}
        rowKey={(one) => one.id}
        cards
        columns={[
          { title: say("名称", "Name"), dataIndex: "name" },
          { title: say("密钥", "Key"), render: (_, one) => <span className="mono">{one.hint}</span> },
          {
            title: say("权限", "Scopes"),
            render: (_, one) => one.scopes.slice(0, 3).map((scope) => <Chip key={scope}>{scope}</Chip>),
          },
          { title: say("来源地址", "Addresses"), render: (_, one) => <KeyAddresses of={one.addresses} /> },
          { title: say("最近使用", "Last used"), render: (_, one) => formats.short(one.last_used_at) },
          {
            title: say("状态", "State"),
            render: (_, one) => <StateTag state={one.revoked_at ? "disabled" : "enabled"} />,
          },
          {
            title: say("操作", "Do"),
            render: (_, one) =>
              writes && one.revoked_at === null ? <KeyDeeds of={one} told={told} done={keys.reload} /> : null,
          },
        ]}
      />
    </div>
  );
}

function MakeKey({ told }: Told) {
  const say = useSay();
  const may = useMay();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["checkouts:write", "checkouts:read", "orders:read"]);
  const [addresses, setAddresses] = useState("");
  return (
    <div>
      <Deed
        primary
        why={false}
        label={say("创建密钥", "Make a key")}
        title={say("创建密钥", "Make a key")}
        says={
          <div className="stack">
            <Field label={say("名称", "Name")}>
              {(id) => <Input id={id} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />}
            </Field>
            <Checkbox.Group
              value={scopes}
              onChange={setScopes}
              options={offered.filter(may).map((scope) => ({ value: scope, label: scope }))}
            />
            <AddressField text={addresses} change={setAddresses} />
          </div>
        }
        act={async (_, key) => {
          const made = { name: name || "key", scopes, addresses: listOfText(addresses) };
          told((await post<{ token: string | null }>("/v1/api-keys", made, key)).token);
        }}
      />
    </div>
  );
}

function KeyDeeds({ of: one, told, done }: Told & { of: ApiKey; done: () => void }) {
  const say = useSay();
  return (
    <span className="row">
      <AddressDeed of={one} done={done} />
      <Deed
        size="small"
        why={false}
        label={say("轮换", "Roll")}
        title={say("生成新密钥，旧密钥再用一天", "A successor; the old one works a day longer")}
        act={async (_, key) => {
          told((await post<{ token: string | null }>(`/v1/api-keys/${one.id}/roll`, {}, key)).token);
        }}
      />
      <Deed
        size="small"
        danger
        why={false}
        label={say("吊销", "Revoke")}
        title={say("立即吊销", "Revoke at once")}
        act={(_, key) => post(`/v1/api-keys/${one.id}/revoke`, undefined, key)}
        done={done}
      />
    </span>
  );
}
