/** @jsxImportSource react */
import { Button, Tabs } from "antd";
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
        onChange={(tab) => setQuery({ tab, event: null })}
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
  const event = useAddress().query.get("event");
  const deliveries = usePages<WebhookDelivery>(`/v1/webhook-deliveries${event ? `?event=${event}` : ""}`);
  return (
    <div className="stack">
      {event ? (
        <div className="row">
          <span>{say("一个事件的投递", "Deliveries of one event")}</span>
          <Ident id={event} />
          <Button size="small" onClick={() => setQuery({ event: null })}>
            {say("全部投递", "All deliveries")}
          </Button>
        </div>
      ) : null}
      <ListTable<WebhookDelivery>
        of={deliveries}
        label={say("投递记录", "Deliveries")}
        empty={
          event
            ? say("该事件未投递给您的回调地址", "No endpoint of yours was sent this event")
            : say("还没有投递", "Nothing was sent yet")
        }
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
          ...(event
            ? [
                {
                  title: say("每次投递", "Attempts"),
                  render: (_: unknown, one: WebhookDelivery) => <Attempts of={one} />,
                },
              ]
            : []),
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
    </div>
  );
}

/** Every attempt, oldest first: when, what came back, how long it took. */
function Attempts({ of: { attempts } }: { of: WebhookDelivery }) {
  const formats = useFormats();
  return (
    <ol style={{ margin: 0, paddingInlineStart: 18 }}>
      {attempts.map((one) => (
        <li key={one.at}>
          {formats.short(one.at)} · {one.status ?? "—"} · {formats.number(one.took_ms)} ms{" "}
          <span className="soft">{one.says.slice(0, 80)}</span>
        </li>
      ))}
    </ol>
  );
}
