/** @jsxImportSource react */
import { Card, Steps } from "antd";
import { put } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { Activation, List } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { PageHead, Shown, StateTag } from "../parts/states.tsx";
import { useWallets, WalletName } from "../parts/wallets.tsx";
import { Deed } from "../parts/why.tsx";

/** Which wallets the store takes, and how far each is: applied, able to be paid, seen by buyers. */
export default function ActivationPage() {
  const say = useSay();
  const { store } = useWho();
  const wallets = useWallets();
  const joined = useLoad<List<Activation>>(store ? `/v1/stores/${store}/activations` : null);
  return (
    <>
      <PageHead
        title={say("开通钱包", "Join a wallet")}
        lead={say("开通后，买家还需要一些时间才能看到。", "Once it is joined, it takes some time to reach the buyers.")}
      />
      <Shown of={joined}>
        {({ data }) => (
          <div className="stack">
            {wallets.map((wallet) => (
              <WalletCard
                key={wallet.id}
                id={wallet.id}
                store={store ?? ""}
                found={data.find((one) => one.wallet === wallet.id) ?? null}
                done={joined.reload}
              />
            ))}
          </div>
        )}
      </Shown>
    </>
  );
}

function WalletCard({
  id,
  store,
  found,
  done,
}: {
  id: string;
  store: string;
  found: Activation | null;
  done: () => void;
}) {
  const say = useSay();
  const formats = useFormats();
  const may = useMay()("directory:write");
  const set = (state: Activation["state"]) => (why: string) =>
    put(`/v1/stores/${store}/activations/${id}`, { state, why });
  // Past the last step when buyers see it: then that one has its tick as well.
  const at = found === null ? 0 : ({ applied: 1, merchant_ready: 2, active: 4, switched_off: 3 } as const)[found.state];
  const on = (day: string | null | undefined): string => (day ? formats.day(day) : "");
  return (
    <Card>
      <div className="row" style={{ marginBottom: 12 }}>
        <h2 style={{ margin: 0 }}>
          <WalletName id={id} />
        </h2>
        {found ? <StateTag state={found.state} /> : <span className="soft">{say("未开通", "Not joined")}</span>}
      </div>
      <Steps
        size="small"
        current={at}
        items={[
          { title: say("申请", "Apply"), content: on(found?.applied_at) },
          { title: say("审核", "Review"), content: "" },
          { title: say("商户就绪", "Able to be paid"), content: on(found?.merchant_ready_at) },
          { title: say("买家可见", "Seen by buyers"), content: on(found?.visible_at) },
        ]}
      />
      {may ? (
        <div className="row" style={{ marginTop: 12 }}>
          {found === null || found.state === "switched_off" ? (
            <Deed
              primary
              label={found ? say("重新开通", "Switch on again") : say("申请开通", "Apply")}
              title={say("开通此钱包", "Join this wallet")}
              says={say(
                "平台核对后，此店铺的买家即可选用。",
                "After a check by the marketplace, this store's buyers can choose it.",
              )}
              act={set(found ? "active" : "applied")}
              done={done}
            />
          ) : null}
          {found?.state === "active" ? (
            <Deed
              danger
              label={say("停用", "Switch off")}
              title={say("停用此钱包", "Switch it off")}
              says={say(
                "买家将看不到它；已付的订单照常退款。",
                "Buyers no longer see it; paid orders are refunded as ever.",
              )}
              act={set("switched_off")}
              done={done}
            />
          ) : null}
        </div>
      ) : null}
    </Card>
  );
}
