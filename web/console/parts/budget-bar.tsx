/** @jsxImportSource react */
import { Progress } from "antd";
import { moneyText } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { CampaignBudget, Money } from "../lib/types.ts";
import { Chip } from "./states.tsx";

/** How much of a budget is spent; without a limit, what is spent. */
export function BudgetBar({ of }: { of: CampaignBudget }) {
  const say = useSay();
  const words = useWords();
  return (
    <div className="stack" style={{ gap: 8 }}>
      <Bar name={say("总预算", "Whole budget")} spent={of.spent} limit={of.total} />
      <Bar name={say("今日预算", "Today's budget")} spent={of.spent_today} limit={of.day} />
      {of.stopped ? (
        <div>
          <Chip tone="warning">{words(of.stopped)}</Chip>
        </div>
      ) : null}
    </div>
  );
}

function Bar({ name, spent, limit }: { name: string; spent: Money; limit: Money | null }) {
  const say = useSay();
  const used = moneyText(spent);
  const text = limit ? `${used} / ${moneyText(limit)}` : say(`${used}，不限`, `${used}, no limit`);
  return (
    <div>
      <div className="row" style={{ justifyContent: "space-between" }}>
        <span className="soft">{name}</span>
        <span className="money">{text}</span>
      </div>
      {limit ? (
        <Progress
          percent={percentOf(spent, limit)}
          showInfo={false}
          size="small"
          status="normal"
          aria-label={`${name} ${text}`}
        />
      ) : null}
    </div>
  );
}

/** For a bar's length alone. */
function percentOf(spent: Money, limit: Money): number {
  const whole = BigInt(limit.minor);
  return whole === 0n ? 100 : Number((BigInt(spent.minor) * 1000n) / whole) / 10;
}
