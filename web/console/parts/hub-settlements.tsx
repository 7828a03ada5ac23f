/** @jsxImportSource react */
import { Alert, Card } from "antd";
import { post } from "../lib/api.ts";
import { moneyText, useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { HubSettlement, List } from "../lib/types.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { ContactsButton } from "./contacts.tsx";
import { type HubLine, useHowName } from "./hub-words.ts";
import { Scroll } from "./region.tsx";
import { Amount, Chip, Empty, Ident, Shown } from "./states.tsx";
import { Deed } from "./why.tsx";

/** Windows that were closed, with who pays and who receives. */
export function HubSettlements({ done }: { done: () => void }) {
  const say = useSay();
  const may = useMay()("house:write");
  const settlements = useLoad<List<HubSettlement>>("/v1/hub/settlements", 10_000);
  const after = together(settlements.reload, done);
  return (
    <div className="stack">
      {may ? (
        <div className="row">
          <Deed
            primary
            why={false}
            label={say("关闭结算窗口", "Close the window")}
            title={say("关闭人民币结算窗口", "Close the window in yuan")}
            says={say(
              "此前已完成、尚未结算的转账按多边净额生成结算指令；在途转账归入下一窗口。",
              "What was committed and not settled becomes instructions by net positions; what is under way belongs to the next.",
            )}
            act={(_why, key) => post("/v1/hub/settlements", { currency: "CNY" }, key)}
            done={after}
          />
        </div>
      ) : null}
      <Shown of={settlements}>
        {({ data }) =>
          data.length === 0 ? (
            <Card>
              <Empty
                title={say("还没有结算", "No settlement yet")}
                hint={say("关闭窗口后，指令会列在这里。", "Closing a window makes the first.")}
              />
            </Card>
          ) : (
            <div className="stack">
              {data.map((one) => (
                <SettlementCard key={one.id} of={one} done={after} />
              ))}
            </div>
          )
        }
      </Shown>
    </div>
  );
}

function SettlementCard({ of, done }: { of: HubSettlement; done: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const late = of.lines.filter((line) => line.overdue);
  return (
    <Card>
      <div className="row" style={{ marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>{formats.instant(of.closed_at)}</h2>
        {of.state === "settled" ? (
          <Chip tone="success">{say("已结清", "Settled")}</Chip>
        ) : (
          <Chip tone="processing">{say("结算中", "Open")}</Chip>
        )}
        <Ident id={of.id} />
        <span className="soft">
          {say(`在途 ${moneyText(of.in_transit)}`, `in transit ${moneyText(of.in_transit)}`)}
          {of.state === "open"
            ? say(`，付方须于 ${formats.short(of.pay_by)} 前付清`, `; to be paid by ${formats.short(of.pay_by)}`)
            : ""}
        </span>
      </div>
      {late.length > 0 ? (
        <Alert
          style={{ marginBottom: 8 }}
          type="error"
          showIcon
          title={say("有参与方逾期未付", "Somebody has not paid in time")}
          description={say(
            "可由两人决定以其缴存资金代偿；代偿后该参与方即被暂停。",
            "Two people may cover it from its funds; it is paused then.",
          )}
        />
      ) : null}
      <Lines of={of} done={done} />
    </Card>
  );
}

function Lines({ of, done }: { of: HubSettlement; done: () => void }) {
  const say = useSay();
  const head = [say("参与方", "Participant"), say("净额", "Net"), say("手续费", "Fee"), say("指令", "Instruction")];
  return (
    <Scroll label={`${say("结算指令", "Instructions")} ${of.id}`}>
      <table className="plain">
        <thead>
          <tr>
            {head.map((text, i) => (
              <th key={text} scope="col" className={i === 1 || i === 2 ? "number hub-wide" : undefined}>
                {text}
              </th>
            ))}
            <th scope="col">{say("状态", "State")}</th>
          </tr>
        </thead>
        <tbody>
          {of.lines.map((line) => (
            <tr key={line.participant}>
              <td>{line.participant || say("枢纽（手续费）", "The hub (fees)")}</td>
              <td className="number hub-wide">
                <Amount of={line.net} />
              </td>
              <td className="number hub-wide">
                <Amount of={line.fee} />
              </td>
              <td>
                {line.due.minor.startsWith("-") ? say("应收", "receives") : say("应付", "pays")}{" "}
                {moneyText(sizeOf(line))}
              </td>
              <td>
                <span className="row">
                  <LineState of={line} at={of.id} done={done} />
                  {line.state !== "done" && line.participant !== "" ? (
                    <ContactsButton kind="participant" name={line.participant} marketplace={null} first="finance" />
                  ) : null}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

const sizeOf = ({ due }: HubLine) => ({ ...due, minor: due.minor.replace("-", "") });

/** How a line ended, what is said of it, or what may be said. */
function LineState({ of, at, done }: { of: HubLine; at: string; done: () => void }) {
  const say = useSay();
  const how = useHowName();
  const may = useMay()("house:write");
  if (of.state === "done") return <Chip tone="success">{how(of.how ?? "nothing")}</Chip>;
  if (of.proposed)
    return (
      <Chip tone="warning">{say(`待复核：${how(of.proposed.how)}`, `Waits for another: ${how(of.proposed.how)}`)}</Chip>
    );
  const settle = (way: "paid" | "covered" | "received") => (why: string, key: string) => {
    const reason = why === "" ? {} : { why };
    return post(`/v1/hub/settlements/${at}/lines`, { participant: of.participant, how: way, ...reason }, key);
  };
  const late = of.overdue ? <Chip tone="error">{say("逾期", "Overdue")}</Chip> : null;
  if (!may) return late ?? <Chip tone="processing">{say("待结算", "Waiting")}</Chip>;
  if (of.due.minor.startsWith("-"))
    return (
      <Deed
        size="small"
        why={false}
        label={say("入账", "Pay out")}
        title={say("记入收方的缴存资金", "Into its funds")}
        act={settle("received")}
        done={done}
      />
    );
  return (
    <span className="row">
      {late}
      <Deed
        size="small"
        label={say("登记付款", "It paid")}
        title={say("其银行已付款（须另一人复核）", "Its bank paid (another confirms)")}
        act={settle("paid")}
        done={done}
      />
      <Deed
        size="small"
        danger
        label={say("提议代偿", "Cover it")}
        title={say("以缴存资金代偿并暂停（须另一人复核）", "Cover it from its funds and pause it (another confirms)")}
        act={settle("covered")}
        done={done}
      />
    </span>
  );
}
