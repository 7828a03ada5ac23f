/** @jsxImportSource react */
import { Input } from "antd";
import { useState } from "react";
import { type FeeCard, feeSplit } from "../lib/fee-split.ts";
import { fenOf, moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Field } from "./field.tsx";
import { useWalletName } from "./wallets.tsx";

type Props = { acquirer: string; issuer: string; card: FeeCard };

/** One payment under a card, before anybody proposes it: who pays, who receives, who owes whom, and on a refund. */
export function FeeExample({ acquirer, issuer, card }: Props) {
  const say = useSay();
  const wallet = useWalletName();
  const [text, setText] = useState("100.00");
  const amount = fenOf(text);
  const split = amount && feeSplit(BigInt(amount.minor), card);
  const of = (minor: bigint): string => moneyText({ currency: "CNY", minor: minor.toString() });
  const [i, a] = [wallet(issuer), wallet(acquirer)];
  const rows = split
    ? [
        [say(`买家付给${i}`, `The buyer pays ${i}`), of(split.amount)],
        [say(`商户从${a}收到`, `The merchant receives from ${a}`), of(split.amount)],
        [
          card.bearer === "acquirer"
            ? say(`手续费：${a}付给${i}`, `Fee: ${a} gives ${i}`)
            : say(`手续费：${i}付给${a}`, `Fee: ${i} gives ${a}`),
          of(split.fee),
        ],
        [say(`清算：${i}欠${a}`, `To be cleared: ${i} owes ${a}`), of(split.owed)],
        [say("如全额退款，退回手续费", "Of the fee, given back on a whole refund"), of(split.back)],
      ]
    : [];
  return (
    <div className="fee-example">
      <Field label={say("以一笔付款为例（元）", "A payment, worked through (yuan)")}>
        {(id) => <Input id={id} inputMode="decimal" value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <table className="plain">
        <caption className="visually-hidden">{say("一笔付款的手续费", "What becomes of one payment")}</caption>
        <tbody>
          {rows.map(([name, money]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{money}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {split ? null : <p className="soft">{say("填写如 100.00 的金额。", "Write an amount like 100.00.")}</p>}
    </div>
  );
}
