/** @jsxImportSource react */
import { Checkbox, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import type { Agreement } from "../lib/types.ts";
import type { useMarket } from "../lib/use-market.ts";
import { useZone } from "../lib/use-zone.ts";
import { dayAfter, dayStart } from "../lib/zone-days.ts";
import { type Rung, rungIds, scopeIds, usePartyName, useRungName, useScopeName } from "./agreement-words.ts";
import { Field } from "./field.tsx";
import { MarketField } from "./market-field.tsx";
import { knownPartners } from "./partner-names.ts";
import { RungLadder } from "./rung-ladder.tsx";
import { Deed } from "./why.tsx";

type Draft = {
  zh: string;
  en: string;
  partners: string[];
  scopes: Agreement["scopes"];
  rung: Rung;
  starts: string;
  ends: string;
  notice: number;
  two: boolean;
};
const blank: Draft = {
  ...{ zh: "", en: "", partners: [], scopes: ["traffic"], rung: "links", starts: "", ends: "", notice: 30, two: true },
};

type Props = { market: ReturnType<typeof useMarket>; done: () => void };

/** Writes an agreement down: it counts once another person has confirmed it. */
export function ProposeAgreement({ market, done }: Props) {
  const say = useSay();
  const zone = useZone();
  const [of, setOf] = useState(blank);
  const put = (change: Partial<Draft>): void => setOf((was) => ({ ...was, ...change }));
  const send = (why: string, key: string) => {
    const { zh, en, partners, scopes, rung, starts, ends, notice, two } = of;
    const from = starts === "" ? {} : { starts_at: dayStart(starts, zone) };
    // The last day counts whole.
    const until = { ends_at: ends === "" ? null : dayStart(dayAfter(ends, 1), zone) };
    const terms = { title: { zh, en: en || zh }, parties: [market.market, ...partners], scopes, rung };
    const rest = { marketplace: market.market, notice_days: notice, two_people: two, why };
    return post("/v1/agreements", { ...rest, ...terms, ...from, ...until }, key);
  };
  return (
    <Deed
      primary
      label={say("提出协议", "Propose an agreement")}
      title={say("提出协议", "Propose an agreement")}
      says={
        <div className="stack">
          <MarketField of={market} />
          <Who of={of} put={put} />
          <What of={of} put={put} />
          <When of={of} put={put} />
        </div>
      }
      act={send}
      done={() => {
        setOf(blank);
        return done();
      }}
    />
  );
}

type PartProps = { of: Draft; put: (change: Partial<Draft>) => void };

function Who({ of, put }: PartProps) {
  const say = useSay();
  const party = usePartyName();
  return (
    <>
      <Field label={say("中文名称", "Title in Chinese")}>
        {(id) => <Input id={id} maxLength={200} value={of.zh} onChange={(event) => put({ zh: event.target.value })} />}
      </Field>
      <Field label={say("英文名称", "Title in English")}>
        {(id) => <Input id={id} maxLength={200} value={of.en} onChange={(event) => put({ en: event.target.value })} />}
      </Field>
      <Field
        label={say("伙伴", "Partners")}
        hint={say(
          "我方平台自动列为一方；可输入其他名称。",
          "Our marketplace is a party by itself; any other name may be typed.",
        )}
      >
        {(id) => (
          <Select
            id={id}
            mode="tags"
            style={{ width: "100%" }}
            value={of.partners}
            options={knownPartners.map((value) => ({ value, label: party(value) }))}
            onChange={(partners: string[]) => put({ partners })}
          />
        )}
      </Field>
    </>
  );
}

function What({ of, put }: PartProps) {
  const say = useSay();
  const scope = useScopeName();
  const rung = useRungName();
  return (
    <>
      <Field label={say("范围", "Scopes")}>
        {(id) => (
          <Select
            id={id}
            mode="multiple"
            style={{ width: "100%" }}
            value={of.scopes}
            options={scopeIds.map((value) => ({ value, label: scope(value) }))}
            onChange={(scopes: Draft["scopes"]) => put({ scopes })}
          />
        )}
      </Field>
      <Field label={say("到阶梯的哪一级", "How far it goes")}>
        {(id) => (
          <Select
            id={id}
            style={{ width: "100%" }}
            value={of.rung}
            options={rungIds.map((value) => ({ value, label: rung(value) }))}
            onChange={(value: Rung) => put({ rung: value })}
          />
        )}
      </Field>
      <RungLadder rung={of.rung} small />
    </>
  );
}

function When({ of, put }: PartProps) {
  const say = useSay();
  const day = (name: "starts" | "ends") => (id: string) => (
    <Input id={id} type="date" value={of[name]} onChange={(event) => put({ [name]: event.target.value })} />
  );
  return (
    <>
      <Field label={say("开始日（留空：即日）", "Begins (empty: at once)")}>{day("starts")}</Field>
      <Field label={say("最后一日（留空：长期）", "Last day (empty: no end)")}>{day("ends")}</Field>
      <Field label={say("到期前多少天提醒", "Days of notice before its end")}>
        {(id) => (
          <InputNumber
            id={id}
            style={{ width: "100%" }}
            min={0}
            max={365}
            precision={0}
            value={of.notice}
            onChange={(notice) => put({ notice: notice ?? 30 })}
          />
        )}
      </Field>
      <Checkbox checked={of.two} onChange={(event) => put({ two: event.target.checked })}>
        {say("须另一人确认才生效（生产环境总是如此）", "Counts once another person confirms it (in production always)")}
      </Checkbox>
    </>
  );
}
