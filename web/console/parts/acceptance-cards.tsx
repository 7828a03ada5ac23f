/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { AcceptanceRates, List } from "../lib/types.ts";
import type { useLoad } from "../lib/use-load.ts";
import { rateText, usePairName } from "./acceptance-words.ts";
import { ListTable } from "./list-table.tsx";
import { Chip, Ident } from "./states.tsx";
import { useWalletName } from "./wallets.tsx";

type Dated = AcceptanceRates & { until: string | null; when: "coming" | "holds" | "over" };

/** Each card with the day on which the next one of its pair takes over. The list comes newest first. */
export function datedCards(cards: readonly AcceptanceRates[], now: number): Dated[] {
  return cards.map((card, n) => {
    const same = (one: AcceptanceRates) => one.acquirer === card.acquirer && one.issuer === card.issuer;
    const until = cards.slice(0, n).findLast(same)?.starts_at ?? null;
    const begun = Date.parse(card.starts_at) <= now;
    const when = !begun ? "coming" : until !== null && Date.parse(until) <= now ? "over" : "holds";
    return { ...card, until, when };
  });
}

/** Cards of all pairs with their dates: what a payment costs, and who bears it. */
export function AcceptanceCards({ of }: { of: ReturnType<typeof useLoad<List<AcceptanceRates>>> }) {
  const say = useSay();
  const formats = useFormats();
  const wallet = useWalletName();
  const pair = usePairName();
  const when = {
    coming: <Chip tone="processing">{say("未开始", "Not begun")}</Chip>,
    holds: <Chip tone="success">{say("现行", "Holds")}</Chip>,
    over: <Chip>{say("已被取代", "Replaced")}</Chip>,
  };
  return (
    <ListTable<Dated>
      cards
      of={{ ...of, data: of.data && datedCards(of.data.data, Date.now()) }}
      label={say("费率卡列表", "List of rate cards")}
      empty={say("还没有费率卡", "No rate card yet")}
      hint={say(
        "没有费率卡时不收手续费。提议一张，由另一人批准；此前开始的付款沿用当时的费率。",
        "Without one nothing is charged. Propose one, another person approves it; what was begun before keeps the card that held then.",
      )}
      rowKey={(one) => `${one.acquirer} ${one.issuer} ${one.starts_at}`}
      columns={[
        { title: say("钱包对", "Pair"), render: (_, one) => pair(one) },
        { title: say("费率", "Rate"), render: (_, one) => rateText(one) },
        {
          title: say("承担方", "Borne by"),
          render: (_, one) => wallet(one.bearer === "acquirer" ? one.acquirer : one.issuer),
        },
        {
          title: say("退款时", "On a refund"),
          render: (_, one) => (one.on_refund === "kept" ? say("不退费", "fee kept") : say("退费", "fee given back")),
        },
        {
          title: say("期间", "Holds"),
          render: (_, one) => (
            <>
              {formats.day(one.starts_at)} – {one.until === null ? "" : formats.day(one.until)}
              <div>{when[one.when]}</div>
            </>
          ),
        },
        { title: say("批准人", "Approved by"), render: (_, one) => <Ident id={one.set_by} /> },
      ]}
    />
  );
}
