/** @jsxImportSource react */
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useWho } from "../lib/session.tsx";
import type { HubChange, List } from "../lib/types.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { kinds, useChangeText } from "./hub-words.ts";
import { ListTable } from "./list-table.tsx";
import { Ident, StateTag } from "./states.tsx";
import { Deed } from "./why.tsx";

/** What was proposed about the hub, the newest first, what waits before all; another than the proposer decides. */
export function HubChanges({ done }: { done: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const text = useChangeText();
  const changes = useLoad<List<HubChange>>("/v1/hub/changes", 10_000);
  const decided = together(changes.reload, done);
  // What waits stands above what is over; each by its age.
  const rows =
    changes.data?.data.toSorted((a, b) => Number(b.state === "pending") - Number(a.state === "pending")) ?? null;
  return (
    <ListTable<HubChange>
      of={{ ...changes, data: rows, more: null }}
      label={say("变更列表", "Changes")}
      empty={say("没有变更", "No changes")}
      hint={say("限额、资金、地址、公钥与结算确认的提议会列在这里。", "Whatever is proposed shows here.")}
      rowKey={(one) => one.id}
      columns={[
        {
          title: say("变更", "Change"),
          render: (_, one) => (
            <>
              <strong>{say(...kinds[one.kind])}</strong>{" "}
              {one.participant ? <span className="mono">{one.participant}</span> : null}
              <div>{text(one)}</div>
              <div className="soft">{one.decided_why ? `${one.why} → ${one.decided_why}` : one.why}</div>
            </>
          ),
        },
        {
          title: say("提议", "Proposed"),
          render: (_, one) => (
            <>
              <Ident id={one.proposer} />
              <div className="soft">{formats.short(one.at)}</div>
            </>
          ),
        },
        {
          title: say("决定", "Decision"),
          render: (_, one) => (
            <>
              <StateTag state={one.state} />
              {one.decided_by ? (
                <div>
                  <Ident id={one.decided_by} />
                </div>
              ) : null}
            </>
          ),
        },
        { title: say("处理", "Act"), render: (_, one) => <Decide of={one} done={decided} /> },
      ]}
    />
  );
}

function Decide({ of, done }: { of: HubChange; done: () => void }) {
  const say = useSay();
  const { place, person } = useWho();
  if (of.state !== "pending") return null;
  if (of.proposer === person.id) return <span className="soft">{say("须由另一人决定", "Another decides")}</span>;
  if (place.role !== "approver") return null;
  const decide = (approve: boolean) => (why: string, key: string) =>
    post(`/v1/hub/changes/${of.id}/decide`, { approve, why }, key);
  return (
    <span className="row">
      <Deed
        size="small"
        primary
        label={say("批准", "Approve")}
        title={say("批准并立即生效", "Approve: it holds at once")}
        act={decide(true)}
        done={done}
      />
      <Deed
        size="small"
        danger
        label={say("否决", "Reject")}
        title={say("否决", "Reject")}
        act={decide(false)}
        done={done}
      />
    </span>
  );
}
