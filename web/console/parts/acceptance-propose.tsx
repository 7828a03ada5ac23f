/** @jsxImportSource react */
import { Input, Select } from "antd";
import { useState } from "react";
import { Problem, post } from "../lib/api.ts";
import { rateOf } from "../lib/fee-split.ts";
import { fenOrZero } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { AcceptanceRates, List, PairToday, WalletAccount } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { useZone } from "../lib/use-zone.ts";
import { dayStart } from "../lib/zone-days.ts";
import { usePairName } from "./acceptance-words.ts";
import { FeeExample } from "./fee-example.tsx";
import { Field } from "./field.tsx";
import { useWalletName, useWallets } from "./wallets.tsx";
import { Deed } from "./why.tsx";

const wide = { width: "100%" };
type ChoiceProps = {
  label: string;
  hint?: string;
  value: string;
  options: readonly { value: string; label: string }[];
  put: (value: string) => void;
};

function Choice({ label, hint, value, options, put }: ChoiceProps) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <Select
          {...{ id, style: wide, value: value || null, options: [...options] }}
          onChange={(to: string | null) => put(to ?? "")}
        />
      )}
    </Field>
  );
}

/** Two wallets and the account through which one reaches the other; another person decides, and it stays for good. */
export function ProposePair({ done }: { done: () => void }) {
  const say = useSay();
  const wallet = useWalletName();
  const wallets = useWallets();
  const accounts = useLoad<List<WalletAccount>>("/v1/wallet-accounts?limit=100");
  const [of, setOf] = useState({ acquirer: "", issuer: "", account: "" });
  const put = (change: Partial<typeof of>): void => setOf((was) => ({ ...was, ...change }));
  const names = wallets.map((one) => ({ value: one.id, label: wallet(one.id) }));
  const here = (accounts.data?.data ?? []).filter((one) => one.wallet === of.issuer);
  return (
    <Deed
      label={say("提议钱包对", "Propose a pair")}
      title={say("提议一对钱包", "Propose a pair of wallets")}
      says={
        <div className="stack">
          <Choice
            label={say("谁的商户收款", "Whose merchants are paid")}
            value={of.acquirer}
            options={names.filter((one) => one.value !== of.issuer)}
            put={(acquirer) => put({ acquirer })}
          />
          <Choice
            label={say("谁的用户付款", "Whose users pay")}
            value={of.issuer}
            options={names.filter((one) => one.value !== of.acquirer)}
            put={(issuer) => put({ issuer, account: "" })}
          />
          <Choice
            label={say("收款方在付款方钱包的账户", "The account through which the one is the other's merchant")}
            hint={say(
              "登记后不可更换；另须开放计划才会受理付款。",
              "It stays for good; an opening is still needed before anything is accepted.",
            )}
            value={of.account}
            options={here.map((one) => ({ value: one.id, label: `${one.title} · …${one.id.slice(-6)}` }))}
            put={(account) => put({ account })}
          />
        </div>
      }
      act={(why, key) => post("/v1/hub/acceptance-pairs", { ...of, why }, key)}
      done={done}
    />
  );
}

type Card = Pick<AcceptanceRates, "bearer" | "on_refund"> & { pair: string; rate: string; fixed: string; day: string };
const blank: Card = { pair: "", rate: "0.38", fixed: "0", day: "", bearer: "acquirer", on_refund: "returned" };
const keyOf = ({ acquirer, issuer }: { acquirer: string; issuer: string }): string => `${acquirer} ${issuer}`;
/** Nothing is a fixed sum as well. */
function fixedOf(text: string): bigint | null {
  const amount = fenOrZero(text.trim() === "" ? "0" : text);
  return amount && BigInt(amount.minor);
}

function unread(): never {
  const zh = { title: "费率无法识别", detail: "比例如 0.38，固定费用如 0 或 0.10" };
  const detail = "A share like 0.38, a fixed sum like 0 or 0.10";
  throw new Problem(0, { code: "rate_unread", title: "The card cannot be read", detail, zh });
}

/** A card of a pair from a day on, with a payment worked through before it is proposed. */
export function ProposeCard({ pairs, done }: { pairs: readonly PairToday[]; done: () => void }) {
  const say = useSay();
  const zone = useZone();
  const [of, setOf] = useState(blank);
  const chosen = pairs.find((one) => keyOf(one) === of.pair) ?? pairs[0];
  const [rate, fixed] = [rateOf(of.rate), fixedOf(of.fixed)];
  const { bearer, on_refund } = of;
  const send = (why: string, key: string) => {
    if (!chosen || rate === null || fixed === null) return unread();
    const { acquirer, issuer } = chosen;
    const from = of.day === "" ? {} : { starts_at: dayStart(of.day, zone) };
    const card = { rate, fixed: { currency: "CNY", minor: fixed.toString() }, bearer, on_refund };
    return post("/v1/hub/acceptance-rates", { acquirer, issuer, ...card, ...from, why }, key);
  };
  return (
    <Deed
      primary
      disabled={pairs.length === 0}
      label={say("提议费率卡", "Propose a card")}
      title={say("提议费率卡", "Propose a rate card")}
      says={
        <div className="stack">
          <CardFields of={of} pairs={pairs} put={(change) => setOf((was) => ({ ...was, ...change }))} />
          {chosen && rate !== null && fixed !== null ? (
            <FeeExample acquirer={chosen.acquirer} issuer={chosen.issuer} card={{ rate, fixed, bearer, on_refund }} />
          ) : (
            <p className="soft">{say("比例如 0.38，固定费用如 0.10。", "A share like 0.38, a fixed sum like 0.10.")}</p>
          )}
        </div>
      }
      act={async (why, key) => send(why, key)}
      done={done}
    />
  );
}

type FieldsProps = { of: Card; pairs: readonly PairToday[]; put: (change: Partial<Card>) => void };

function CardFields({ of, pairs, put }: FieldsProps) {
  const say = useSay();
  const name = usePairName();
  const [first] = pairs;
  const text = (field: "rate" | "fixed" | "day", type: "text" | "date") => (id: string) => (
    <Input id={id} type={type} value={of[field]} onChange={(event) => put({ [field]: event.target.value })} />
  );
  return (
    <>
      <Choice
        label={say("钱包对", "Pair")}
        value={of.pair || (first ? keyOf(first) : "")}
        options={pairs.map((one) => ({ value: keyOf(one), label: name(one) }))}
        put={(pair) => put({ pair })}
      />
      <div className="field-pair">
        <Field label={say("比例（%）", "Share (%)")}>{text("rate", "text")}</Field>
        <Field label={say("每笔另加（元）", "And a payment (yuan)")}>{text("fixed", "text")}</Field>
      </div>
      <Choice
        label={say("由谁承担", "Who bears it")}
        hint={say("商户从不承担。", "The merchant never does.")}
        value={of.bearer}
        options={[
          { value: "acquirer", label: say("收款方钱包", "The merchant's wallet") },
          { value: "issuer", label: say("付款方钱包", "The payer's wallet") },
        ]}
        put={(bearer) => put({ bearer: bearer === "issuer" ? "issuer" : "acquirer" })}
      />
      <Choice
        label={say("退款时", "On a refund")}
        value={of.on_refund}
        options={[
          { value: "returned", label: say("按比例退回手续费", "Its part of the fee is given back") },
          { value: "kept", label: say("手续费不退", "The fee is kept") },
        ]}
        put={(on) => put({ on_refund: on === "kept" ? "kept" : "returned" })}
      />
      <Field label={say("自哪天起（留空：批准时）", "From which day (empty: its approval)")}>
        {text("day", "date")}
      </Field>
    </>
  );
}
