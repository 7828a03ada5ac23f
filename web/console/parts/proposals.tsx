/** @jsxImportSource react */
import { Card } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useWho } from "../lib/session.tsx";
import type { List, Opening, Proposal } from "../lib/types.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { useActName } from "./act-words.ts";
import { Empty, Shown, StateTag } from "./states.tsx";
import { Deed } from "./why.tsx";

/** What one person proposed; another approves it, and then it is done at once. */
export function ProposalsCard({ opening, done }: { opening: Opening; done: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const who = useWho();
  const act = useActName();
  const proposals = useLoad<List<Proposal>>(`/v1/openings/${opening.id}/proposals`, 15_000);
  const decide = (n: number, approve: boolean) => (why: string, key: string) =>
    post(`/v1/openings/${opening.id}/proposals/decide`, { n, approve, why }, key);
  const after = together(proposals.reload, done);
  return (
    <Card>
      <h2>{say("提议与审批", "Proposals")}</h2>
      <Shown of={proposals} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={say("没有提议", "No proposals")} />
          ) : (
            <ul className="stack" style={{ listStyle: "none", padding: 0, margin: 0 }}>
              {data.toReversed().map((one) => (
                <li key={one.n}>
                  <div className="row">
                    <strong>
                      {one.n}. {act(one.act)}
                    </strong>
                    <StateTag state={one.state} />
                    <span className="soft">{formats.short(one.at)}</span>
                  </div>
                  <div>{one.why}</div>
                  {one.decided_why ? <div className="soft">→ {one.decided_why}</div> : null}
                  {one.state === "pending" && who.place.role === "approver" ? (
                    <div className="row">
                      <Deed
                        size="small"
                        primary
                        label={say("批准", "Approve")}
                        title={say("批准并执行", "Approve and do it")}
                        act={decide(one.n, true)}
                        done={after}
                      />
                      <Deed
                        size="small"
                        danger
                        label={say("否决", "Reject")}
                        title={say("否决", "Reject")}
                        act={decide(one.n, false)}
                        done={after}
                      />
                    </div>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </Card>
  );
}
