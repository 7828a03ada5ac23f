/** @jsxImportSource react */
import { Checkbox, Input, InputNumber, Radio } from "antd";
import { rateOf } from "../lib/fee-split.ts";
import { useSay } from "../lib/language.tsx";
import type { ReleaseTerms } from "../lib/release-days.ts";
import { Field } from "./field.tsx";

/** What is typed; the commission as a percentage, as people write it. */
export type TypedTerms = ReleaseTerms & { commission: string };
type Props = { typed: TypedTerms; change: (to: Partial<TypedTerms>) => void; disabled: boolean };

/** The rules themselves, each with what it does. */
export function ReleaseTermsForm({ typed, change, disabled }: Props) {
  const say = useSay();
  const ships = typed.release_from === "shipment";
  return (
    <div className="stack terms-form">
      <fieldset className="plain-set">
        <legend>{say("自动放款从何时起算", "From when the time limit counts")}</legend>
        <Radio.Group
          disabled={disabled}
          value={typed.release_from}
          onChange={({ target }) => change({ release_from: target.value as TypedTerms["release_from"] })}
          options={[
            {
              value: "shipment",
              label: say("全部发货（未发货不放款）", "All of it was sent: nothing is released before"),
            },
            { value: "payment", label: say("付款（与是否发货无关）", "The payment, whether sent or not") },
          ]}
        />
      </fieldset>
      <Days
        label={say("多少天后自动放款", "Released by itself after, days")}
        hint={say(
          "买家确认收货则立即放款；纠纷期间不放款。",
          "A buyer's receipt releases at once; a dispute holds it.",
        )}
        {...{ value: typed.release_after_days, least: 0, most: 90, disabled }}
        change={(release_after_days) => change({ release_after_days })}
      />
      {ships ? (
        <Days
          label={say("应在付款后多少天内发货", "To be sent within, days after the payment")}
          hint={say(
            "逾期提醒店铺与平台；款项仍在担保中，不自动退。",
            "Told to store and marketplace when late; the money stays in escrow.",
          )}
          {...{ value: typed.ship_within_days, least: 1, most: 60, disabled }}
          change={(ship_within_days) => change({ ship_within_days })}
        />
      ) : null}
      {ships ? <AfterDelivery {...{ typed, change, disabled }} /> : null}
      <Field
        label={say("平台佣金（%）", "The marketplace's commission, per cent")}
        hint={say(
          "放款时扣除，向下取整到分。店铺另有费率时以其为准。",
          "Taken at release, rounded down to the fen. A store's own rate card goes first.",
        )}
      >
        {(id) => (
          <Input
            {...{ id, disabled, inputMode: "decimal", style: { maxWidth: 160 }, value: typed.commission }}
            status={rateOf(typed.commission) === null ? "error" : ""}
            onChange={(event) => change({ commission: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function AfterDelivery({ typed, change, disabled }: Props) {
  const say = useSay();
  const days = typed.release_after_delivery_days;
  return (
    <div className="stack tight">
      <Checkbox
        disabled={disabled}
        checked={days !== null}
        onChange={({ target }) => change({ release_after_delivery_days: target.checked ? 2 : null })}
      >
        {say("全部签收后提前放款", "Released sooner once all of it was signed for")}
      </Checkbox>
      {days === null ? null : (
        <Days
          label={say("签收后多少天", "Days after the signature")}
          hint={say(
            "只会提前，不会推迟；店铺自报的签收不算。",
            "Only ever sooner; a store's own word of it does not count.",
          )}
          {...{ value: days, least: 0, most: 90, disabled }}
          change={(value) => change({ release_after_delivery_days: value })}
        />
      )}
    </div>
  );
}

type DaysProps = { label: string; hint: string; value: number; least: number; most: number; disabled: boolean };

function Days({ label, hint, value, least, most, disabled, change }: DaysProps & { change: (to: number) => void }) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <InputNumber
          {...{ id, value, disabled, min: least, max: most, precision: 0, style: { width: 160 } }}
          onChange={(to) => change(to ?? least)}
        />
      )}
    </Field>
  );
}
