/** @jsxImportSource react */
import { Input } from "antd";
import { useState } from "react";
import { typedAmount } from "../lib/amount.ts";
import { post } from "../lib/api.ts";
import { fenOf, moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { FundsMove, Money } from "../lib/types.ts";
import { Field } from "./field.tsx";
import { Deed } from "./why.tsx";

type Props = {
  act: FundsMove["act"];
  account: string;
  /** What is there now, and what waits to be put in (above zero) or taken out. */
  funds: Money;
  waiting: Money;
  done: () => void;
};

/** One says that own money was put there or is taken away; another confirms it, and then it is booked. */
export function MoveFunds({ act, account, funds, waiting, done }: Props) {
  const say = useSay();
  const [text, setText] = useState("");
  const label = act === "add" ? say("存入", "Put in") : say("取回", "Take out");
  return (
    <Deed
      primary={act === "add"}
      label={label}
      title={
        act === "add"
          ? say("登记存入平台自有资金", "Put the platform's own money there")
          : say("登记取回平台自有资金", "Take the platform's own money away")
      }
      says={
        <div className="stack">
          <Field
            label={say("金额（元）", "Amount in yuan")}
            hint={
              act === "add"
                ? say(
                    "款项须已存入该钱包账户；这里只记账。",
                    "The money is at that wallet account already: this books it.",
                  )
                : say(`最多 ${moneyText(funds)}`, `At most ${moneyText(funds)}`)
            }
          >
            {(id) => (
              <Input id={id} inputMode="decimal" value={text} onChange={(event) => setText(event.target.value)} />
            )}
          </Field>
          <Effect act={act} amount={fenOf(text)} funds={funds} waiting={waiting} />
        </div>
      }
      act={(why, key) => post(`/v1/wallet-accounts/${account}/funds`, { act, amount: typedAmount(text), why }, key)}
      done={() => {
        setText("");
        return done();
      }}
    />
  );
}

type EffectProps = Pick<Props, "act" | "funds" | "waiting"> & { amount: Money | null };

/** What it will do to the balance, before it is proposed. */
function Effect({ act, amount, funds, waiting }: EffectProps) {
  const say = useSay();
  const change = BigInt(amount?.minor ?? "0") * (act === "add" ? 1n : -1n);
  const after = BigInt(funds.minor) + change;
  const of = (minor: bigint): string => moneyText({ currency: funds.currency, minor: minor.toString() });
  const rows = [
    [say("现在", "Now"), of(BigInt(funds.minor))],
    [act === "add" ? say("存入", "Put in") : say("取回", "Taken out"), change < 0n ? of(change) : `+${of(change)}`],
    [say("批准之后", "Once approved"), of(after)],
    ...(waiting.minor === "0"
      ? []
      : [[say("若待批的也获批准", "If what waits is approved too"), of(after + BigInt(waiting.minor))]]),
  ] as const;
  return (
    <div role="status">
      <table className="plain">
        <tbody>
          {rows.map(([name, text]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {after < 0n ? (
        <p className="refusal">
          {say("余额不足：批准时会被拒绝。", "More than there is: the approval would be refused.")}
        </p>
      ) : null}
      <p className="soft">{say("须由另一人批准，随即入账。", "Another person approves it; then it is booked.")}</p>
    </div>
  );
}
