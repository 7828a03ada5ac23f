/** @jsxImportSource react */
import { Alert, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { put } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { overlapsOf } from "../lib/payer-overlaps.ts";
import type { PayerCodeRule } from "../lib/types.ts";
import { Field } from "./field.tsx";
import { useOverlapText } from "./payer-rule-words.ts";
import { useWalletName, useWallets } from "./wallets.tsx";
import { Deed } from "./why.tsx";

type Draft = { wallet: string; prefix: string; min: number; max: number };
const nothing: Draft = { wallet: "", prefix: "", min: 18, max: 18 };

/** Of the house where no marketplace is named; `off`: it is in force no more. */
export const setRule = (marketplace: string | null, rule: Draft, state: "on" | "off"): Promise<unknown> =>
  put("/v1/payer-code-rules", {
    ...(marketplace === null ? {} : { marketplace }),
    ...{ wallet: rule.wallet, prefix: rule.prefix, digits: { min: rule.min, max: rule.max }, state },
  });

export const draftOf = (rule: PayerCodeRule): Draft => ({
  ...{ wallet: rule.wallet, prefix: rule.prefix ?? "", min: rule.digits?.min ?? 18, max: rule.digits?.max ?? 18 },
});

type Props = { marketplace: string | null; rules: readonly PayerCodeRule[]; old?: PayerCodeRule; done: () => void };

/** Adds a rule; or changes one: the new one holds first, then the old one ends, so that no code is nobody's between. */
export function PayerRuleForm({ marketplace, rules, old, done }: Props) {
  const say = useSay();
  const [draft, setDraft] = useState<Draft>(old ? draftOf(old) : nothing);
  const label = old ? say("修改", "Change") : say("新增规则", "Add a rule");
  const fits = /^\d{1,8}$/.test(draft.prefix) && draft.prefix.length < draft.min && draft.min <= draft.max;
  return (
    <Deed
      {...(old ? { size: "small" as const } : { primary: true })}
      why={false}
      label={label}
      title={old ? say("修改付款码规则", "Change the rule") : say("新增付款码规则", "Add a rule")}
      says={
        <div className="stack">
          <Fields draft={draft} set={setDraft} fixed={old !== undefined} />
          {fits ? (
            <Warning draft={draft} rules={rules.filter((one) => one !== old)} />
          ) : (
            <p className="soft">
              {say(
                "前缀为数字，位数多于前缀且不超过上限。",
                "Digits alone; more digits than the prefix has, least first.",
              )}
            </p>
          )}
        </div>
      }
      act={async () => {
        const before = old && draftOf(old);
        if (before && JSON.stringify(before) === JSON.stringify(draft)) return;
        await setRule(marketplace, draft, "on");
        if (before) await setRule(marketplace, before, "off");
      }}
      done={() => {
        if (!old) setDraft(nothing);
        return done();
      }}
    />
  );
}

function Fields({ draft, set, fixed }: { draft: Draft; set: (draft: Draft) => void; fixed: boolean }) {
  const say = useSay();
  const name = useWalletName();
  const wallets = useWallets();
  const count = (key: "min" | "max", label: string) => (
    <Field label={label}>
      {(id) => (
        <InputNumber
          id={id}
          style={{ width: "100%" }}
          min={2}
          max={64}
          precision={0}
          value={draft[key]}
          onChange={(value) => set({ ...draft, [key]: value ?? draft[key] })}
        />
      )}
    </Field>
  );
  return (
    <>
      <Field label={say("钱包", "Wallet")}>
        {(id) => (
          <Select
            id={id}
            style={{ width: "100%" }}
            disabled={fixed}
            value={draft.wallet || null}
            placeholder={say("选择钱包", "Choose a wallet")}
            options={wallets.map((one) => ({ value: one.id, label: name(one.id) }))}
            onChange={(wallet) => set({ ...draft, wallet })}
          />
        )}
      </Field>
      <Field label={say("前缀", "Prefix")} hint={say("付款码开头的数字", "The digits that a code begins with")}>
        {(id) => (
          <Input
            id={id}
            inputMode="numeric"
            maxLength={8}
            value={draft.prefix}
            onChange={(event) => set({ ...draft, prefix: event.target.value.replace(/\D/g, "") })}
          />
        )}
      </Field>
      {count("min", say("最少位数", "Fewest digits"))}
      {count("max", say("最多位数", "Most digits"))}
    </>
  );
}

/** Before it is set: which codes would be left to the cashier. */
function Warning({ draft, rules }: { draft: Draft; rules: readonly PayerCodeRule[] }) {
  const say = useSay();
  const text = useOverlapText();
  const rule: PayerCodeRule = {
    ...{ source: "house", wallet: draft.wallet, prefix: draft.prefix, digits: { min: draft.min, max: draft.max } },
    ...{ shape: null, set_by: null, set_at: null },
  };
  const over = draft.wallet === "" ? [] : overlapsOf(rule, rules);
  if (over.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={say("这些付款码将由收银员选择钱包：", "For these codes the cashier will have to choose:")}
      description={over.map(text).join("；")}
    />
  );
}
