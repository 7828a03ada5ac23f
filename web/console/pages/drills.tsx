/** @jsxImportSource react */
import { Alert, Card, Select, Steps } from "antd";
import { useEffect, useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { Drill, Drills, List, Store, WalletState } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { ChipOf, type ChipWords } from "../parts/chip-of.tsx";
import { DrillDetail } from "../parts/drill-detail.tsx";
import { Empty, PageHead, Shown } from "../parts/states.tsx";
import { useWallets, WalletName } from "../parts/wallets.tsx";
import { Deed } from "../parts/why.tsx";

const states: ChipWords = {
  running: ["processing", "进行中", "Running"],
  passed: ["success", "通过", "Passed"],
  failed: ["error", "未通过", "Failed"],
  broken: ["warning", "中断", "Cut off"],
};
const walletStates: ChipWords = {
  well: ["success", "正常", "Well"],
  resting: ["error", "已置灰", "Greyed out"],
  probing: ["warning", "探测中", "Being probed"],
};
const lookEveryMs = 2000;

/** An outage on purpose, against the sandbox's wallets alone; and what came of each. */
export default function DrillsPage() {
  const say = useSay();
  const may = useMay()("openings:write");
  const drills = useLoad<Drills>("/v1/drills");
  const found = useLoad<List<WalletState>>("/v1/wallet-states");
  const runs = drills.data?.data.some((one) => one.state === "running") ?? false;
  const { reload } = drills;
  const lookAgain = found.reload;
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => {
      reload();
      lookAgain();
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, [runs, reload, lookAgain]);
  return (
    <>
      <PageHead
        title={say("故障演练", "Outage drills")}
        lead={say(
          "让沙箱里的钱包失灵，看收银台、支付与账簿如何应对；约需一分钟。",
          "The sandbox's wallet fails on purpose: watch checkout, payments and books. About a minute.",
        )}
      />
      <Shown of={drills}>
        {({ data, possible }) => (
          <div className="stack">
            {possible ? null : (
              <Alert
                type="info"
                showIcon
                title={say("此环境不能演练", "No drill can be held here")}
                description={say("演练只在沙箱（npm start）中可用。", "Drills need the sandbox's wallets: npm start.")}
              />
            )}
            {may && possible ? <Begin busy={runs} done={drills.reload} /> : null}
            <WalletStates of={found.data?.data ?? []} />
            {data.length === 0 ? (
              <Card>
                <Empty
                  title={say("还没有演练", "No drill yet")}
                  hint={say("演练结束后，报告会留在这里。", "Each drill leaves its report here.")}
                />
              </Card>
            ) : (
              data.map((one) => <Report key={one.id} of={one} />)
            )}
          </div>
        )}
      </Shown>
    </>
  );
}

function Begin({ busy, done }: { busy: boolean; done: () => void }) {
  const say = useSay();
  const words = useWords();
  const wallets = useWallets();
  const stores = useLoad<List<Store>>("/v1/stores?limit=100");
  const [store, setStore] = useState<string | null>(null);
  const [wallet, setWallet] = useState<string | null>(null);
  return (
    <Card>
      <div className="row">
        <Select
          style={{ minWidth: 200, flex: 1, maxWidth: 320 }}
          aria-label={say("店铺", "Store")}
          placeholder={say("选择店铺", "Choose a store")}
          value={store}
          loading={stores.loading}
          showSearch={{ optionFilterProp: "label" }}
          options={(stores.data?.data ?? []).map((one) => ({ value: one.id, label: words(one.name) }))}
          onChange={setStore}
        />
        <Select
          style={{ width: 180 }}
          aria-label={say("钱包", "Wallet")}
          placeholder={say("选择钱包", "Choose a wallet")}
          value={wallet}
          options={wallets.map((one) => ({ value: one.id, label: words(one.title) }))}
          onChange={setWallet}
        />
        <Deed
          primary
          why={false}
          disabled={busy || store === null || wallet === null}
          label={say("开始演练", "Start the drill")}
          title={say("让此钱包失灵", "Make this wallet fail")}
          says={say(
            "演练期间，沙箱中的所有店铺都会看到此钱包置灰。店铺须至少接入两个钱包。",
            "Meanwhile every store of the sandbox sees this wallet greyed out. The store needs two wallets.",
          )}
          act={(_why, key) => post("/v1/drills", { store, wallet }, key)}
          done={done}
        />
      </div>
    </Card>
  );
}

function WalletStates({ of }: { of: readonly WalletState[] }) {
  const say = useSay();
  if (of.length === 0) return null;
  return (
    <Card size="small">
      <div className="row">
        {of.map((one) => (
          <span key={one.wallet} className="row">
            <WalletName id={one.wallet} />
            <ChipOf of={one.state} words={walletStates} />
            <span className="soft">
              {say(
                `近一分钟 ${one.calls} 次调用，${one.bad} 次无应答`,
                `${one.calls} calls within a minute, ${one.bad} unanswered`,
              )}
            </span>
          </span>
        ))}
      </div>
    </Card>
  );
}

function Report({ of }: { of: Drill }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const failed = of.steps.findIndex((step) => !step.ok);
  return (
    <Card>
      <div className="row" style={{ marginBottom: 12 }}>
        <h2 style={{ margin: 0 }}>
          <WalletName id={of.wallet} />
        </h2>
        <ChipOf of={of.state} words={states} />
        <span className="soft">
          {formats.instant(of.started_at)}
          {of.ended_at ? ` – ${formats.instant(of.ended_at)}` : ""}
        </span>
      </div>
      {of.steps.length === 0 ? (
        <p className="soft">{say("正在开始…", "Beginning…")}</p>
      ) : (
        <Steps
          orientation="vertical"
          size="small"
          current={failed < 0 ? of.steps.length : failed}
          items={of.steps.map((step) => ({
            title: words(step.what),
            status: step.ok ? "finish" : "error",
            content: (
              <span className="soft" style={{ overflowWrap: "anywhere" }}>
                {formats.short(step.at)} <DrillDetail of={step.detail} />
              </span>
            ),
          }))}
        />
      )}
    </Card>
  );
}
