/** @jsxImportSource react */
import { post } from "../lib/api.ts";
import { moneyText, useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { HubParticipant } from "../lib/types.ts";
import { Deed } from "./why.tsx";

type Out = HubParticipant["funds_out"][number];

/** What a participant takes back and its bank has not answered for. */
export function FundsOut({ of, at, done }: { of: readonly Out[]; at: string; done: () => void }) {
  const say = useSay();
  return (
    <section aria-label={say("取回中的资金", "Funds on their way out")}>
      <strong>{say("取回中的资金", "Funds on their way out")}</strong>
      {of.map((one) => (
        <Line key={one.id} of={one} at={at} done={done} />
      ))}
    </section>
  );
}

function Line({ of, at, done }: { of: Out; at: string; done: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const may = useMay()("house:write");
  const told = (how: "sent" | "returned") => (why: string, key: string) =>
    post("/v1/hub/changes", { kind: "withdrawal", participant: at, withdrawal: { id: of.id, how }, why }, key);
  return (
    <div className="row">
      <span className="money">{moneyText(of.amount)}</span>
      <span className="soft">
        {formats.short(of.reserved_at)} · {of.why}
      </span>
      {may ? (
        <>
          <Deed
            size="small"
            label={say("银行已付出", "Its bank sent it")}
            title={say("提议：银行已付出（须另一人复核）", "Its bank sent it (another confirms)")}
            act={told("sent")}
            done={done}
          />
          <Deed
            size="small"
            danger
            label={say("退回资金", "It came back")}
            title={say("提议：退回缴存资金（须另一人复核）", "It came back into the funds (another confirms)")}
            act={told("returned")}
            done={done}
          />
        </>
      ) : null}
    </div>
  );
}
