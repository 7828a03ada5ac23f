/** @jsxImportSource react */
import { AutoComplete, Select } from "antd";
import { useSay, useWords } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { Marketplace } from "../lib/types.ts";
import { Field } from "./field.tsx";
import { type Draft, depths } from "./opening-draft.ts";
import { capabilityIds, useCapabilityName, useDepthName } from "./opening-words.ts";
import { useWallets } from "./wallets.tsx";

type Part = { draft: Draft; change: (to: Partial<Draft>) => void };
type Props = Part & { markets: readonly Marketplace[] };

/** Capabilities between two wallets: the marketplace chosen only keeps the opening. */
const betweenWallets: readonly string[] = ["acceptance", "transfer"];

/** What opens to whom, where, and how deep it goes. */
export function OpeningSubject({ draft, change, markets }: Props) {
  const say = useSay();
  const words = useWords();
  const capabilityName = useCapabilityName();
  const depthName = useDepthName();
  const wide = { style: { width: "100%" } };
  return (
    <div className="terms">
      <Field label={say("平台", "Marketplace")}>
        {(id) => (
          <Select
            {...{ id, ...wide }}
            value={draft.marketplace || null}
            onChange={(marketplace) => change({ marketplace })}
            options={markets.map((one) => ({ value: one.id, label: words(one.name) }))}
          />
        )}
      </Field>
      <Field label={say("能力", "Capability")}>
        {(id) => (
          <Select
            {...{ id, ...wide }}
            value={draft.capability}
            onChange={(capability) => change({ capability })}
            options={capabilityIds.map((value) => ({ value, label: capabilityName(value) }))}
          />
        )}
      </Field>
      <Sides draft={draft} change={change} markets={markets} />
      <Partner draft={draft} change={change} />
      <Field label={say("深度", "Depth")}>
        {(id) => (
          <Select
            {...{ id, ...wide }}
            value={draft.depth}
            onChange={(depth) => change({ depth })}
            options={depths.map((value) => ({ value, label: depthName(value) }))}
          />
        )}
      </Field>
    </div>
  );
}

/** Who opens: other marketplaces, a wallet to another, a host app. Only people of the whole house speak for others. */
function Sides({ draft, change, markets }: Props) {
  const say = useSay();
  const words = useWords();
  const wallets = useWallets();
  const whole = useMay()("house:write");
  const own = markets.find((one) => one.id === draft.marketplace);
  const options = [
    {
      label: say("平台", "Marketplaces"),
      options: markets.map((one) => ({ value: one.id, label: words(one.name) })),
    },
    { label: say("钱包", "Wallets"), options: wallets.map((one) => ({ value: one.id, label: words(one.title) })) },
  ];
  // Whoever types a name and presses Enter means the one of that name.
  const all = options.flatMap((group) => group.options);
  const named = (text: string): string => all.find(({ label }) => label === text.trim())?.value ?? text.trim();
  return (
    <Field
      label={say("开放方", "Who opens")}
      hint={
        betweenWallets.includes(draft.capability)
          ? say("互认与转账在两个钱包之间开放：选择收款方钱包。", "Between two wallets: choose the one that accepts.")
          : undefined
      }
    >
      {(id) => (
        <Select
          id={id}
          mode="tags"
          allowClear
          disabled={!whole}
          style={{ width: "100%" }}
          placeholder={own ? words(own.name) : say("本平台", "The marketplace")}
          optionFilterProp="label"
          value={[...draft.sides]}
          options={options}
          onChange={(sides: string[]) => change({ sides: [...new Set(sides.map(named))] })}
        />
      )}
    </Field>
  );
}

/** A wallet or whoever it is, by name: wallets are offered, others are typed. */
function Partner({ draft, change }: Part) {
  const say = useSay();
  const words = useWords();
  const wallets = useWallets();
  const options = wallets.map((one) => ({ value: one.id, label: words(one.title) }));
  const shared = { options, style: { width: "100%" }, value: draft.partner };
  const pick = (partner: string): void => change({ partner });
  return (
    <Field label={say("伙伴", "Partner")}>
      {(id) =>
        draft.capability === "payment" ? (
          <Select {...{ id, ...shared }} onChange={pick} />
        ) : (
          <AutoComplete
            {...{ id, ...shared }}
            // Within the page's own part, where whoever goes by landmarks finds it.
            getPopupContainer={(field: HTMLElement) => field.parentElement ?? document.body}
            onChange={pick}
          />
        )
      }
    </Field>
  );
}
