/** @jsxImportSource react */
import { Card, Progress } from "antd";
import { useSay } from "../lib/language.tsx";
import type { List, Store } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import type { Rung } from "./opening-rungs.tsx";
import { Empty, Shown } from "./states.tsx";
import { WalletName } from "./wallets.tsx";

/** About how many are in at each step; the server decides by each store's own fixed place. */
export function AudiencePreview({ steps, partner }: { steps: readonly Rung[]; partner: string }) {
  const say = useSay();
  const stores = useLoad<List<Store>>("/v1/stores?limit=100");
  return (
    <Card>
      <h2>
        {say("预览：谁会用到", "Preview: who is in")} <WalletName id={partner} />
      </h2>
      <Shown of={stores}>
        {({ data, next_cursor }) => {
          const all = `${data.length}${next_cursor ? "+" : ""}`;
          if (steps.length === 0)
            return (
              <Empty
                title={say(`全部 ${all} 家店铺，所有买家`, `All ${all} stores, every buyer`)}
                hint={say("没有分步：公告生效后一次全部开放。", "No steps: all at once when it takes effect.")}
              />
            );
          return (
            <div className="stack">
              {steps.map((step, i) => (
                <div key={`${step.key} ${i < 0}`}>
                  <strong>
                    {i + 1}. {step.title || say(`第 ${i + 1} 步`, `Step ${i + 1}`)}
                  </strong>
                  <Progress
                    percent={Math.round((step.storeShare * step.buyerShare) / 100)}
                    aria-label={say("可用的买家与店铺占比", "Share of buyers and stores that are in")}
                  />
                  <div className="soft">
                    {say(
                      `约 ${Math.round((data.length * step.storeShare) / 100)} 家店铺 × ${step.buyerShare}% 买家`,
                      `about ${Math.round((data.length * step.storeShare) / 100)} stores × ${step.buyerShare}% of buyers`,
                    )}
                    {step.cap ? say(`，每笔至多 ¥${step.cap}`, `, at most ¥${step.cap} a payment`) : ""}
                  </div>
                </div>
              ))}
              <Tiers stores={data} />
            </div>
          );
        }}
      </Shown>
    </Card>
  );
}

function Tiers({ stores }: { stores: readonly Store[] }) {
  const say = useSay();
  const counts = new Map<string, number>();
  for (const store of stores) {
    const tier = store.tags["city_tier"] ?? say("未标注", "not told");
    counts.set(tier, (counts.get(tier) ?? 0) + 1);
  }
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{say("店铺城市级别", "Stores' city tier")}</th>
          <th scope="col" className="number">
            {say("店铺", "Stores")}
          </th>
        </tr>
      </thead>
      <tbody>
        {[...counts].sort().map(([tier, count]) => (
          <tr key={tier}>
            <td>{tier}</td>
            <td className="number">{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
