/** @jsxImportSource react */
import { Alert, Card } from "antd";
import { post } from "../lib/api.ts";
import { moneyText, useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { AcceptanceChange, Clearing, List } from "../lib/types.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { clearingStates, usePairName } from "./acceptance-words.ts";
import { ChipOf } from "./chip-of.tsx";
import { Chip, Empty, Ident, Shown } from "./states.tsx";
import { useWalletName } from "./wallets.tsx";
import { Deed } from "./why.tsx";

/** Windows that were closed between two wallets: who pays whom how much, and which step two people have confirmed. */
export function AcceptanceClearings({ done }: { done: () => void }) {
  const say = useSay();
  const clearings = useLoad<List<Clearing>>("/v1/hub/clearings", 10_000);
  const changes = useLoad<List<AcceptanceChange>>("/v1/hub/acceptance-changes?state=pending", 10_000);
  const after = together(clearings.reload, changes.reload, done);
  return (
    <Shown of={clearings}>
      {({ data }) =>
        data.length === 0 ? (
          <Card>
            <Empty
              title={say("还没有清算", "No settlement yet")}
              hint={say(
                "在“钱包对”中关闭一对的清算窗口，所欠即成为一条指令：付方付款、收方确认，每步两人。",
                "Close a pair's window on its card: what is owed becomes an instruction. One pays, the other receives, two people confirm each.",
              )}
            />
          </Card>
        ) : (
          <div className="stack">
            {data.map((one) => (
              <ClearingCard
                key={one.id}
                of={one}
                waits={changes.data?.data.find((change) => change.clearing === one.id)}
                done={after}
              />
            ))}
          </div>
        )
      }
    </Shown>
  );
}

type CardProps = { of: Clearing; waits: AcceptanceChange | undefined; done: () => void };

function ClearingCard({ of, waits, done }: CardProps) {
  const say = useSay();
  const name = usePairName();
  const wallet = useWalletName();
  const late = (of.state === "open" || of.state === "paying") && Date.parse(of.due_at) <= Date.now();
  return (
    <Card>
      <div className="row">
        <h2 style={{ margin: 0 }}>{name(of)}</h2>
        <ChipOf of={of.state} words={clearingStates} />
        <Ident id={of.id} />
      </div>
      <p style={{ margin: "8px 0" }}>
        {of.payer && of.receiver && of.net ? (
          <strong>
            {say(
              `${wallet(of.payer)}付给${wallet(of.receiver)} ${moneyText(of.net)}`,
              `${wallet(of.payer)} pays ${wallet(of.receiver)} ${moneyText(of.net)}`,
            )}
          </strong>
        ) : (
          <span className="soft">{say("两边相抵，无须付款", "They make nothing together: nobody pays")}</span>
        )}
      </p>
      {late ? (
        <Alert
          type="error"
          showIcon
          title={say(
            "逾期未付：这一对暂停受理新的付款",
            "Overdue: nothing new is accepted between the two until it is paid",
          )}
        />
      ) : null}
      <Steps of={of} />
      <Next of={of} waits={waits} done={done} />
    </Card>
  );
}

/** Closed, paid, received: each with its instant. */
function Steps({ of }: { of: Clearing }) {
  const say = useSay();
  const formats = useFormats();
  const wallet = useWalletName();
  const [payer, receiver] = [of.payer ? wallet(of.payer) : "—", of.receiver ? wallet(of.receiver) : "—"];
  const due = say(`须于 ${formats.short(of.due_at)} 前`, `by ${formats.short(of.due_at)}`);
  const steps = [
    [say("窗口关闭", "Window closed"), formats.short(of.closed_at), true],
    [say(`${payer}已付款`, `${payer} paid`), of.paid_at ? formats.short(of.paid_at) : due, of.paid_at !== null],
    [
      say(`${receiver}已收款`, `${receiver} received`),
      of.settled_at ? formats.short(of.settled_at) : "—",
      of.settled_at !== null,
    ],
  ] as const;
  const next = steps.findIndex(([, , isDone]) => !isDone);
  return (
    <ol className="ladder" aria-label={say("清算步骤", "Steps of the settlement")}>
      {steps.map(([name, at, isDone], n) => (
        <li key={name} data-state={isDone ? "done" : n === next ? "now" : "ahead"}>
          {name}
          <div className="soft">{at}</div>
        </li>
      ))}
    </ol>
  );
}

/** What is to be said next; or that somebody said it, and another must confirm. */
function Next({ of, waits, done }: CardProps) {
  const say = useSay();
  const may = useMay()("house:write");
  const wallet = useWalletName();
  if (waits)
    return (
      <Chip tone="warning">
        {waits.kind === "paid"
          ? say("已登记付款，待另一人确认", "Told as paid: another person confirms")
          : say("已登记收款，待另一人确认", "Told as received: another person confirms")}
      </Chip>
    );
  const what = of.state === "open" ? "paid" : of.state === "paid" ? "received" : null;
  if (!may || what === null || !of.payer || !of.receiver || !of.net) return null;
  const amount = moneyText(of.net);
  const label = what === "paid" ? say("登记付款", "It paid") : say("登记收款", "It was received");
  return (
    <Deed
      primary
      size="small"
      label={label}
      title={
        what === "paid"
          ? say(`${wallet(of.payer)}已付出 ${amount}`, `${wallet(of.payer)} paid ${amount}`)
          : say(`${wallet(of.receiver)}已收到 ${amount}`, `${wallet(of.receiver)} received ${amount}`)
      }
      says={say(
        "写下银行回单号；由另一人核对后记账。",
        "Write the bank's number below; another person checks it, then it is booked.",
      )}
      act={(why, key) => post(`/v1/hub/clearings/${of.id}/confirm`, { what, why }, key)}
      done={done}
    />
  );
}
