/** @jsxImportSource react */
import { Alert, Select } from "antd";
import { useState } from "react";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { allOverlaps, overlapsOf } from "../lib/payer-overlaps.ts";
import { useMay, useWho } from "../lib/session.tsx";
import type { List, Marketplace, PayerCodeRule } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { ListTable } from "../parts/list-table.tsx";
import { draftOf, PayerRuleForm, setRule } from "../parts/payer-rule-form.tsx";
import { useDigitsText, useOverlapText, useSourceName } from "../parts/payer-rule-words.ts";
import { Chip, PageHead } from "../parts/states.tsx";
import { WalletName } from "../parts/wallets.tsx";
import { Deed } from "../parts/why.tsx";

const house = "house";

/** Whose payer's codes are whose at a till: the wallets' own rules, and those that people add, change and end. */
export default function PayerCodes() {
  const say = useSay();
  const words = useWords();
  const who = useWho();
  const may = useMay();
  const own = who.place.marketplace?.id ?? null;
  const markets = useLoad<List<Marketplace>>(own === null ? "/v1/marketplaces?limit=100" : null);
  const [chosen, setChosen] = useState(own ?? house);
  const market = chosen === house ? null : chosen;
  const at = own === null && market !== null ? `?marketplace=${market}` : "";
  const found = useLoad<List<PayerCodeRule>>(`/v1/payer-code-rules${at}`);
  // What people set comes first: it is what they change.
  const rules = (found.data?.data ?? []).toSorted(
    (a, b) => Number(a.source === "wallet") - Number(b.source === "wallet"),
  );
  const everywhere = { value: house, label: say("全站", "The whole house") };
  return (
    <>
      <PageHead
        title={say("付款码规则", "Payer's codes")}
        lead={say(
          "收银台凭前缀和位数认出付款码属于哪家钱包；多家都符合的，由收银员选择。",
          "A till tells whose a payer's code is by its prefix and length; where several claim it, the cashier chooses.",
        )}
      >
        {own === null ? (
          <Select
            style={{ minWidth: 200 }}
            aria-label={say("适用范围", "Where it holds")}
            value={chosen}
            options={[
              everywhere,
              ...(markets.data?.data ?? []).map((one) => ({ value: one.id, label: words(one.name) })),
            ]}
            onChange={setChosen}
          />
        ) : null}
        {may("wallet_accounts:write") ? <PayerRuleForm marketplace={market} rules={rules} done={found.reload} /> : null}
      </PageHead>
      <Ambiguous rules={rules} />
      <Rules of={{ ...found, data: found.data ? rules : null }} market={market} />
    </>
  );
}

function Ambiguous({ rules }: { rules: readonly PayerCodeRule[] }) {
  const say = useSay();
  const text = useOverlapText();
  const over = allOverlaps(rules);
  if (over.length === 0) return null;
  return (
    <Alert
      style={{ marginBottom: 16 }}
      type="warning"
      showIcon
      title={say("有付款码被多家钱包认领，由收银员选择：", "Several wallets claim these codes; the cashier chooses:")}
      description={
        <ul style={{ margin: 0, paddingInlineStart: 18 }}>
          {over.map((one) => (
            <li key={text(one)}>{text(one)}</li>
          ))}
        </ul>
      }
    />
  );
}

type RulesProps = { of: ReturnType<typeof useLoad<PayerCodeRule[]>>; market: string | null };

function Rules({ of, market }: RulesProps) {
  const say = useSay();
  const formats = useFormats();
  const digits = useDigitsText();
  const source = useSourceName();
  const may = useMay();
  const rules = of.data ?? [];
  return (
    <ListTable<PayerCodeRule>
      of={of}
      cards
      label={say("付款码规则列表", "Rules of payer's codes")}
      empty={say("没有规则", "No rules")}
      rowKey={(one) => `${one.source} ${one.wallet} ${one.prefix ?? one.shape} ${one.digits?.min} ${one.digits?.max}`}
      columns={[
        { title: say("钱包", "Wallet"), render: (_, one) => <WalletName id={one.wallet} /> },
        {
          title: say("前缀", "Prefix"),
          render: (_, one) => <span className="mono">{one.prefix === null ? one.shape : `${one.prefix}…`}</span>,
        },
        { title: say("位数", "Digits"), render: (_, one) => (one.digits ? digits(one.digits) : "–") },
        { title: say("来源", "Set by"), render: (_, one) => source(one.source) },
        {
          title: say("歧义", "Ambiguous"),
          render: (_, one) =>
            overlapsOf(one, rules).length > 0 ? (
              <Chip tone="warning">{say("收银员选择", "Cashier chooses")}</Chip>
            ) : (
              "–"
            ),
        },
        { title: say("设于", "Since"), render: (_, one) => (one.set_at ? formats.short(one.set_at) : "–") },
        {
          title: say("操作", "Deeds"),
          render: (_, one) => {
            const mine = one.source === (market === null ? "house" : "marketplace");
            return mine && may("wallet_accounts:write") ? (
              <RuleDeeds one={one} rules={rules} market={market} done={of.reload} />
            ) : null;
          },
        },
      ]}
    />
  );
}

type Deeds = { one: PayerCodeRule; rules: readonly PayerCodeRule[]; market: string | null; done: () => void };

function RuleDeeds({ one, rules, market, done }: Deeds) {
  const say = useSay();
  return (
    <div className="row">
      <PayerRuleForm marketplace={market} rules={rules} old={one} done={done} />
      <Deed
        size="small"
        danger
        why={false}
        label={say("停用", "End")}
        title={say("停用这条规则", "End this rule")}
        says={say("此后这样的付款码不再归这家钱包。", "From then on such codes are not this wallet's by this rule.")}
        act={() => setRule(market, draftOf(one), "off")}
        done={done}
      />
    </div>
  );
}
