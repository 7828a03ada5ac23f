/** @jsxImportSource react */
import { Card, Progress, Segmented } from "antd";
import { useState } from "react";
import { moneyText, useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { DryRun, Trial } from "../lib/types.ts";
import type { Loaded } from "../lib/use-load.ts";
import { Chip, Empty, Shown } from "./states.tsx";
import { TrialDetails } from "./trial-details.tsx";
import { WalletName } from "./wallets.tsx";

export type PreviewSettings = { days: number; stores: "joined" | "all" };
type Props = {
  run: Loaded<DryRun>;
  partner: string;
  /** Sides that are wallets, which sell nothing themselves. */
  wallets: readonly string[];
  settings: PreviewSettings;
  change: (to: Partial<PreviewSettings>) => void;
};

/** Who would be in at each step, reckoned by the server over past orders while somebody types. */
export function DraftPreview({ run, partner, wallets, settings, change }: Props) {
  const say = useSay();
  const formats = useFormats();
  const [chosen, setChosen] = useState(0);
  return (
    <Card>
      <h2>
        {say("预览：谁会用到", "Preview: who is in")} <WalletName id={partner} />
      </h2>
      <div className="row" style={{ marginBottom: 8 }}>
        <Segmented
          aria-label={say("历史订单的天数", "How many days of past orders")}
          value={settings.days}
          options={[7, 30, 90].map((value) => ({ value, label: say(`${value} 天`, `${value} days`) }))}
          onChange={(days) => change({ days })}
        />
        <Segmented
          aria-label={say("店铺口径", "Which stores")}
          value={settings.stores}
          options={[
            { value: "joined", label: say("已开通的店铺", "Joined stores") },
            { value: "all", label: say("假设全部开通", "As if all had") },
          ]}
          onChange={(stores) => change({ stores: stores as "joined" | "all" })}
        />
        {run.loading ? <Chip tone="processing">{say("试算中…", "Reckoning …")}</Chip> : null}
      </div>
      {wallets.length > 0 ? (
        <p className="soft">
          {say("钱包一侧按其已支付的订单试算：", "Of a wallet's side the orders that it paid are tried: ")}
          {wallets.map((id, i) => (
            <span key={id}>
              {i > 0 ? say("、", ", ") : ""}
              <WalletName id={id} />
            </span>
          ))}
        </p>
      ) : null}
      <Shown of={run} rows={6}>
        {(found) =>
          found.orders === 0 ? (
            <Empty
              title={say("这段时间没有订单", "No orders in this time")}
              hint={say("换更长的时间再试。", "Try a longer time.")}
            />
          ) : (
            <div className="stack">
              <p className="soft" style={{ margin: 0 }} role="status">
                {say(
                  `按最近 ${settings.days} 天的 ${formats.number(found.orders)} 笔订单逐笔试算，不写入任何数据。`,
                  `Each of ${formats.number(found.orders)} orders of the last ${settings.days} days, tried; nothing is written.`,
                )}
              </p>
              <Steps run={found} chosen={chosen} choose={setChosen} />
              <TrialDetails trial={found.trials[Math.min(chosen, found.trials.length - 1)] as Trial} />
            </div>
          )
        }
      </Shown>
    </Card>
  );
}

function useTrialName(): (trial: Trial) => string {
  const say = useSay();
  const words = useWords();
  return ({ kind, n, title }) => {
    if (kind === "whole") return say("一次全部开放", "All at once");
    const step = kind === "pilot" ? say(`试点 ${n}`, `Pilot ${n}`) : say(`阶段 ${n}`, `Stage ${n}`);
    return title ? `${step} · ${words(title)}` : step;
  };
}

function Steps({ run, chosen, choose }: { run: DryRun; chosen: number; choose: (n: number) => void }) {
  const say = useSay();
  const formats = useFormats();
  const name = useTrialName();
  const shown = Math.min(chosen, run.trials.length - 1);
  return (
    <ol className="trials" aria-label={say("各步的放行情况", "What each step lets in")}>
      {run.trials.map((trial, i) => (
        <li key={`${trial.kind} ${trial.n}`}>
          <button type="button" aria-pressed={i === shown} onClick={() => choose(i)}>
            <span className="row">
              <strong>{name(trial)}</strong>
              <span style={{ flex: 1 }} />
              <span className="money">{formats.percent(trial.let_in, trial.orders)}</span>
            </span>
            <Progress
              percent={Math.round((trial.let_in / Math.max(1, trial.orders)) * 1000) / 10}
              showInfo={false}
              size="small"
              aria-label={say(`${name(trial)} 放行的订单占比`, `Share of orders that ${name(trial)} lets in`)}
            />
            <span className="soft">
              {say(
                `${formats.number(trial.let_in)} / ${formats.number(trial.orders)} 笔 · ${trial.stores_in} / ${trial.stores} 家店铺`,
                `${formats.number(trial.let_in)} of ${formats.number(trial.orders)} orders · ${trial.stores_in} of ${trial.stores} stores`,
              )}
              {trial.let_in_amounts.map((amount) => ` · ${moneyText(amount)}`)}
              {trial.capped_days > 0
                ? say(` · ${trial.capped_days} 天触及日限额`, ` · a day's cap bit on ${trial.capped_days} days`)
                : ""}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
