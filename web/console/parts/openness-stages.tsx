/** @jsxImportSource react */
import { moneyText, useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { Openness } from "../lib/types.ts";

type Told = Openness["openings"][number];
type Stage = Told["stages"][number];

/** An opening's rules step by step: whom each is for, what it lets through at most, and what pauses it. */
export function OpennessStages({ of, title }: { of: readonly Stage[]; title: string }) {
  const say = useSay();
  const words = useWords();
  const rules = useRules();
  if (of.length === 0) return null;
  return (
    <>
      <strong>{title}</strong>
      <ol className="told-steps">
        {of.map((stage) => (
          <li key={stage.n}>
            {words(stage.title) || say(`第 ${stage.n} 步`, `Step ${stage.n}`)}
            <span className="soft">
              {" "}
              · {rules(stage).join(" · ") || say("所有店铺与买家", "every store and buyer")}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

type Ruled = Pick<Stage, "caps" | "guards" | "methods"> & Partial<Stage>;

/** Rules in words that need no key; a fact's own name stands as the file has it. */
export function useRules(): (of: Ruled) => string[] {
  const say = useSay();
  const formats = useFormats();
  const capName = {
    per_payment: say("单笔", "a payment"),
    per_buyer_day: say("每买家每日", "a buyer and day"),
    per_store_day: say("每店每日", "a store and day"),
    total_day: say("每日合计", "a day in all"),
  } as const;
  const fact = (value: unknown, name: string): string => {
    if (["share", "others"].includes(name)) return formats.share(Number(value));
    return Array.isArray(value) ? value.join(", ") : String(value);
  };
  const facts = (of: object | undefined, whose: string): string[] =>
    Object.entries(of ?? {}).map(([name, value]) => `${whose} ${name.replaceAll("_", " ")}: ${fact(value, name)}`);
  return ({ caps, guards, methods, stores, buyers, condition, conditional, listed_stores }) => [
    ...(listed_stores ? [say(`指定店铺 ${listed_stores} 家`, `${listed_stores} named stores`)] : []),
    ...facts(stores, say("店铺", "stores")),
    ...facts(buyers, say("买家", "buyers")),
    ...(condition ? [condition] : []),
    ...(conditional && !condition ? [say("另有指名的条件", "a condition that names stores or buyers")] : []),
    ...(methods ? [`${say("方式", "methods")}: ${methods.join(", ")}`] : []),
    ...(Object.keys(capName) as (keyof typeof capName)[]).flatMap((name) => {
      const cap = caps[name];
      return cap ? [`${capName[name]} ≤ ${moneyText(cap)}`] : [];
    }),
    ...guards.map(({ figure, limit, window_minutes }) => {
      const bound = figure === "breaks" ? formats.number(limit) : formats.share(limit);
      const name = figure.replaceAll("_", " ");
      const sign = figure === "success_rate" ? "<" : ">";
      return say(
        `护栏：${name} ${sign} ${bound}（${window_minutes} 分钟）即停`,
        `pauses at ${name} ${sign} ${bound} in ${window_minutes} min`,
      );
    }),
  ];
}
