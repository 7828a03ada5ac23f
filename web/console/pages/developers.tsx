/** @jsxImportSource react */
import { Tabs } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { WebhookDelivery } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { ApiKeys } from "../parts/api-keys.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { Ident, PageHead, StateTag } from "../parts/states.tsx";
import { WebhookEndpoints } from "../parts/webhook-endpoints.tsx";
import { Deed } from "../parts/why.tsx";

/** For the engineers of a store or marketplace: keys, endpoints, and what was sent to them. */
export default function Developers() {
  const say = useSay();
  const may = useMay();
  const { query } = useAddress();
  const items = [
    ...(may("keys:read") ? [{ key: "keys", label: say("密钥", "API keys"), children: <ApiKeys /> }] : []),
    { key: "endpoints", label: say("回调地址", "Webhooks"), children: <WebhookEndpoints /> },
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

function Deliveries() {
  const say = useSay();
  const formats = useFormats();
  const may = useMay();
  const deliveries = usePages<WebhookDelivery>("/v1/webhook-deliveries");
  return (
    <ListTable<WebhookDelivery>
      of={deliveries}
      label={say("投递记录", "Deliveries")}
      empty={say("还没有投递", "Nothing was sent yet")}
      rowKey={(one) => one.id}
      cards
      columns={[
        { title: say("事件", "Event"), dataIndex: "event_type" },
        {
          title: say("状态", "State"),
          render: (_, one) => <StateTag state={one.state === "waiting" ? "to_be_sent" : one.state} />,
        },
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
