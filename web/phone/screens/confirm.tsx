import { useEffect, useRef, useState } from "preact/hooks";
import type { Decision, PhoneView } from "../api.ts";
import { useSay } from "../tongue.ts";

type Props = { view: PhoneView; busy: boolean; act: (decision: Decision, buyer: string) => void };

/** Payee, what for, how much; pay, cancel, or pay with too little balance. */
export function Confirm({ view, busy, act }: Props) {
  const { say, saying } = useSay();
  const [buyer, setBuyer] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="confirm">
      <div class="sheet">
        <h2 ref={heading} tabIndex={-1}>
          {say("payTo")} {view.payee}
        </h2>
        <p class="amount">
          <span class="sign">¥</span>
          {view.amount}
        </p>
        <p class="soft center">{saying(view.says)}</p>
        <dl class="facts">
          <dt>{say("goods")}</dt>
          <dd>{view.title}</dd>
          <dt>{say("orderNo")}</dt>
          <dd class="number">{view.out_trade_no}</dd>
          <dt>
            <label for="payer">{say("payer")}</label>
          </dt>
          <dd>
            <select id="payer" value={buyer} onChange={(event) => setBuyer(event.currentTarget.value)}>
              <option value="">{say("me")}</option>
              <option value="friend">{say("friend")}</option>
            </select>
          </dd>
        </dl>
        <button type="button" class="button pay" disabled={busy} onClick={() => act("pay", buyer)}>
          {busy ? say("paying") : `${say("payNow")} ¥${view.amount}`}
        </button>
        <button type="button" class="button quiet" disabled={busy} onClick={() => act("insufficient", buyer)}>
          {say("tooLittle")}
        </button>
        <button type="button" class="button plain" disabled={busy} onClick={() => act("cancel", buyer)}>
          {say("cancel")}
        </button>
      </div>
    </div>
  );
}
