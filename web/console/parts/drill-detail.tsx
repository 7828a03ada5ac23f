/** @jsxImportSource react */
import { moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Ident, StateTag } from "./states.tsx";
import { useWalletName, useWallets } from "./wallets.tsx";

/** What a step of a drill found, in words where it is a payment, a wallet, a state or a count. */
export function DrillDetail({ of }: { of: string }) {
  const say = useSay();
  const name = useWalletName();
  const wallets = useWallets();
  if (of === "") return null;
  if (/^[a-z]{3}_[0-9A-Z]{26}$/.test(of))
    return (
      <>
        · {say("支付", "payment")} <Ident id={of} />
      </>
    );
  if (/^\d+$/.test(of)) return <>· {say(`${of} 笔支付`, of === "1" ? "1 payment" : `${of} payments`)}</>;
  const sums = /^(\d+) × (\d+)$/.exec(of);
  if (sums) return <>· {say(`${sums[1]} 笔，每笔 ${yuan(sums[2])}`, `${sums[1]} of ${yuan(sums[2])} each`)}</>;
  if (of === "wallet_degraded") return <>· {say("钱包服务不稳定", "the wallet is unsteady")}</>;
  if (wallets.some((one) => one.id === of)) return <>· {name(of)}</>;
  if (/^(waiting|paid|refused|closed|starting|unknown)$/.test(of)) return <StateTag state={of} />;
  return <>· {of}</>;
}

const yuan = (minor = "0"): string => moneyText({ currency: "CNY", minor });
