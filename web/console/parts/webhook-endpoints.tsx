/** @jsxImportSource react */
import { Input } from "antd";
import { useState } from "react";
import { patch, post } from "../lib/api.ts";
import { leastOf } from "../lib/event-kinds.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { WebhookEndpoint } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { EventChoice, useEventName } from "./event-choice.tsx";
import { Field } from "./field.tsx";
import { ListTable } from "./list-table.tsx";
import { Once } from "./once.tsx";
import { Chip, StateTag } from "./states.tsx";
import { Deed } from "./why.tsx";

/** A new signing secret is there for a moment only: whoever shows it must get it at once. */
type Told = { told: (secret: string) => void };

/** Where events are sent to; each endpoint's signing secret is shown once. */
export function WebhookEndpoints() {
  const say = useSay();
  const writes = useMay()("webhooks:write");
  const eventName = useEventName();
  const endpoints = usePages<WebhookEndpoint>("/v1/webhook-endpoints");
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <div className="stack">
      {secret ? (
        <Once title={say("签名密钥只显示这一次", "The signing secret is shown this once")} text={secret} />
      ) : null}
      {writes ? <AddEndpoint told={setSecret} done={endpoints.reload} /> : null}
      <ListTable<WebhookEndpoint>
        of={endpoints}
        label={say("回调地址列表", "Endpoints")}
        empty={say("还没有回调地址", "No endpoints yet")}
        rowKey={(one) => one.id}
        cards
        columns={[
          { title: "URL", render: (_, one) => <span className="mono">{one.url}</span> },
          { title: say("事件", "Events"), render: (_, one) => one.events.map(eventName).join(say("、", ", ")) },
          { title: say("状态", "State"), render: (_, one) => <EndpointState of={one} /> },
          {
            title: say("操作", "Do"),
            render: (_, one) => (writes ? <EndpointDeeds of={one} told={setSecret} done={endpoints.reload} /> : null),
          },
        ]}
      />
    </div>
  );
}

/** Why it was switched off, or since when it takes nothing: what its owner has to know to mend it. */
function EndpointState({ of: { state, disabled_reason: reason, failing_since: since } }: { of: WebhookEndpoint }) {
  const say = useSay();
  const formats = useFormats();
  const at = formats.short(since);
  const whys = {
    asked: say("由人停用", "Switched off by a person"),
    failing: say("连续五天未收下推送，已自动停用", "Took nothing for five days and was switched off"),
    gone: say("对方答复 410，已自动停用", "Answered 410 Gone and was switched off"),
  };
  const failing = state === "enabled" && since !== null;
  return (
    <span className="row">
      <StateTag state={state} />
      {failing ? <Chip tone="warning">{say(`自 ${at} 起推送失败`, `Failing since ${at}`)}</Chip> : null}
      {failing ? <span className="soft">{say("满五天自动停用", "Switched off after five days")}</span> : null}
      {reason === null ? null : <span className="soft">{whys[reason]}</span>}
    </span>
  );
}

function AddEndpoint({ told, done }: Told & { done: () => void }) {
  const say = useSay();
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState<readonly string[]>(["*"]);
  return (
    <div>
      <Deed
        primary
        why={false}
        label={say("添加回调地址", "Add an endpoint")}
        title={say("添加回调地址", "Add an endpoint")}
        says={
          <div className="stack">
            <Field label="URL">
              {(id) => (
                <Input id={id} value={url} placeholder="https://" onChange={(event) => setUrl(event.target.value)} />
              )}
            </Field>
            <EventChoice value={events} onChange={setEvents} />
          </div>
        }
        act={async (_, key) => {
          const asked = { url, events: leastOf(events) };
          told((await post<{ secret: string }>("/v1/webhook-endpoints", asked, key)).secret);
        }}
        done={done}
      />
    </div>
  );
}

function EndpointDeeds({ of: one, told, done }: Told & { of: WebhookEndpoint; done: () => void }) {
  const say = useSay();
  const enabled = one.state === "enabled";
  return (
    <span className="row">
      <ChangeEvents of={one} done={done} />
      <Deed
        size="small"
        why={false}
        label={say("轮换密钥", "Roll the secret")}
        title={say("新旧密钥并行一天", "Both sign for a day")}
        act={async (_, key) => {
          told((await post<{ secret: string }>(`/v1/webhook-endpoints/${one.id}/roll-secret`, {}, key)).secret);
        }}
      />
      <Deed
        size="small"
        why={false}
        danger={enabled}
        label={enabled ? say("停用", "Disable") : say("启用", "Enable")}
        title={one.url}
        act={() => patch(`/v1/webhook-endpoints/${one.id}`, { state: enabled ? "disabled" : "enabled" })}
        done={done}
      />
    </span>
  );
}

function ChangeEvents({ of: one, done }: { of: WebhookEndpoint; done: () => void }) {
  const say = useSay();
  const [events, setEvents] = useState<readonly string[]>(one.events);
  return (
    <Deed
      size="small"
      why={false}
      label={say("改事件", "Change the events")}
      title={one.url}
      says={<EventChoice value={events} onChange={setEvents} />}
      act={() => patch(`/v1/webhook-endpoints/${one.id}`, { events: leastOf(events) })}
      done={done}
    />
  );
}
