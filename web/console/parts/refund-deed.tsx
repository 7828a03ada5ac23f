/** @jsxImportSource react */
import { Alert, Descriptions, Input } from "antd";
import { useState } from "react";
import { typedAmount } from "../lib/amount.ts";
import { post } from "../lib/api.ts";
import { fenOf, moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { Payment, Refundable } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Field } from "./field.tsx";
import { Amount, Shown } from "./states.tsx";
import { Deed } from "./why.tsx";

/** Sends a payment back, in part or whole: what is left and what needs a second person is said before one clicks. */
export function RefundDeed({ payment, done }: { payment: Payment; done: () => void }) {
  const say = useSay();
  const left = { ...payment.amount, minor: (BigInt(payment.amount.minor) - BigInt(payment.refunded.minor)).toString() };
  const [text, setText] = useState(moneyText(left, false).replace("¥", ""));
  const refund = async (reason: string, key: string): Promise<void> => {
    await post("/v1/refunds", { payment: payment.id, amount: typedAmount(text), reason: reason.slice(0, 80) }, key);
  };
  if (left.minor === "0") return null;
  return (
    <Deed
      size="small"
      label={say("退款", "Refund")}
      title={say("退款给付款人", "Refund to whoever paid")}
      says={
        <div className="stack">
          <Field label={say("金额（元）", "Amount in yuan")}>
            {(id) => (
              <Input
                id={id}
                inputMode="decimal"
                value={text}
                status={fenOf(text) === null ? "error" : ""}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <Limits payment={payment.id} text={text} />
        </div>
      }
      act={refund}
      done={done}
    />
  );
}

/** What is left of the payment, one's own limits, and what this very amount would need. */
function Limits({ payment, text }: { payment: string; text: string }) {
  const say = useSay();
  const found = useLoad<Refundable>(`/v1/payments/${payment}/refundable`);
  const asked = fenOf(text)?.minor ?? "0";
  return (
    <Shown of={found} rows={2}>
      {({ left, per_refund, per_day, left_today, alone }) => {
        const own = [
          { key: "one", label: say("本人单笔限额", "Your limit a refund"), of: per_refund },
          { key: "day", label: say("本人单日限额", "Your limit a day"), of: per_day },
          { key: "today", label: say("今日剩余", "Left today"), of: left_today },
        ].filter((one) => one.of !== null);
        const tooMuch = BigInt(asked) > BigInt(left.minor);
        const waits = !tooMuch && BigInt(asked) > BigInt(alone.minor);
        return (
          <div className="stack">
            <Descriptions
              size="small"
              column={1}
              items={[
                { key: "left", label: say("可退余额", "Left of the payment"), children: <Amount of={left} /> },
                ...own.map(({ key, label, of }) => ({ key, label, children: <Amount of={of} /> })),
              ]}
            />
            <div role="status">
              {tooMuch ? (
                <Alert type="error" showIcon title={say("超过可退余额", "More than is left of the payment")} />
              ) : null}
              {waits ? (
                <Alert
                  type="info"
                  showIcon
                  title={say(
                    `超过您可单独退款的 ${moneyText(alone)}：将提交他人审批，批准前不会退款。`,
                    `Above the ${moneyText(alone)} that you may send back alone: it waits for a second person, and nothing is sent before.`,
                  )}
                />
              ) : null}
            </div>
          </div>
        );
      }}
    </Shown>
  );
}
