/** @jsxImportSource react */
import { Card } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { List, RefundProposal } from "../lib/types.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { useAboveText } from "./limit-change.tsx";
import { Amount, Ident } from "./states.tsx";
import { Deed } from "./why.tsx";

/** Refunds of an order that wait for a second person; nothing where none does. */
export function WaitingRefunds({ order, changed }: { order: string; changed: () => void }) {
  const say = useSay();
  const may = useMay();
  const found = useLoad<List<RefundProposal>>(`/v1/refund-proposals?order=${order}&state=waiting`);
  const waiting = found.data?.data ?? [];
  if (waiting.length === 0) return null;
  return (
    <Card>
      <h2>{say("待审批的退款", "Refunds that wait for a second person")}</h2>
      <div className="stack">
        {waiting.map((one) => (
          <One key={one.id} of={one} done={together(found.reload, changed)} />
        ))}
        {may("books:read") ? <Link href="/console/approvals">{say("到审批页", "To the approvals")}</Link> : null}
      </div>
    </Card>
  );
}

function One({ of: one, done }: { of: RefundProposal; done: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const who = useWho();
  const above = useAboveText();
  return (
    <div className="row" style={{ justifyContent: "space-between" }}>
      <div>
        <Amount of={one.amount} /> · {one.reason}
        <div className="soft">
          {formats.short(one.proposed_at)} · {above(one)} · <Ident id={one.id} />
        </div>
      </div>
      {one.proposer === who.person.id ? (
        <Deed
          size="small"
          why={false}
          label={say("撤回", "Take back")}
          title={say("撤回此退款申请", "Take this refund back")}
          act={(_, key) => post(`/v1/refund-proposals/${one.id}/withdraw`, undefined, key)}
          done={done}
        />
      ) : null}
    </div>
  );
}
