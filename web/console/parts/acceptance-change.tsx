/** @jsxImportSource react */
import { moneyText, useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { AcceptanceChange, List } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Ident } from "./states.tsx";
import { useWalletName } from "./wallets.tsx";

/** What a change of acceptance between two wallets would do: a pair's account, a card, a step of a settlement. */
export function AcceptanceText({ id }: { id: string }) {
  const say = useSay();
  const formats = useFormats();
  const name = useWalletName();
  const found = useLoad<List<AcceptanceChange>>("/v1/hub/acceptance-changes?state=pending");
  const change = found.data?.data.find((one) => one.id === id);
  if (!change) return null;
  const { acquirer, issuer, account, card, starts_at, clearing } = change;
  const bearer = name(card?.bearer === "issuer" ? issuer : acquirer);
  const from = starts_at === null ? say("批准时起", "from its approval on") : formats.instant(starts_at);
  return (
    <p>
      {say(
        `${name(issuer)}的用户在${name(acquirer)}的商户付款`,
        `${name(issuer)} users at ${name(acquirer)} merchants`,
      )}
      {account ? (
        <>
          {" · "}
          {say("账户", "account")} <Ident id={account} />
        </>
      ) : null}
      {card
        ? ` · ${card.rate / 100}% + ${moneyText(card.fixed)} · ${say(`由 ${bearer} 承担`, `borne by ${bearer}`)} · ` +
          `${card.on_refund === "kept" ? say("退款不退费", "kept on refunds") : say("退款退费", "given back on refunds")} · ${from}`
        : null}
      {clearing ? (
        <>
          {" · "}
          {say("清算", "settlement")} <Ident id={clearing} />
        </>
      ) : null}
    </p>
  );
}
