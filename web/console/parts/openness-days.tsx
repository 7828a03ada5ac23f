/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { Openness } from "../lib/types.ts";
import { PlainHead } from "./plain-head.tsx";
import { Scroll } from "./region.tsx";
import { WalletName } from "./wallets.tsx";

/** When wallets were shut for buyers; what is mended stays told. */
export function OpennessOutages({ of }: { of: Openness["outages"] }) {
  const say = useSay();
  const formats = useFormats();
  const title = say("中断记录，三十天", "Outages, thirty days");
  if (of.length === 0)
    return (
      <p>
        <strong>{title}:</strong> {say("没有钱包因故障停用过。", "No wallet was shut because its calls went wrong.")}
      </p>
    );
  return (
    <>
      <h3>{title}</h3>
      <Scroll label={title}>
        <table className="plain">
          <PlainHead of={[say("钱包", "Wallet"), say("开始", "Began"), say("恢复", "Mended")]} />
          <tbody>
            {of.map((one) => (
              <tr key={`${one.wallet} ${one.began_at}`}>
                <th scope="row">
                  <WalletName id={one.wallet} />
                </th>
                <td className="number">{formats.instant(one.began_at)}</td>
                <td className="number">
                  {one.ended_at === null ? say("尚未恢复", "Not yet") : formats.instant(one.ended_at)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

/** The rows that the totals are the sums of, as a table for any program; amounts in minor units. */
export function daysCsv(days: Openness["days"]): string {
  const head = "day,wallet,started,paid,refused,unknown,currency,amount_minor,refunded_minor";
  const rows = days.map((one) =>
    [
      ...[one.day, one.wallet, one.started, one.paid, one.refused, one.unknown],
      ...[one.amount.currency, one.amount.minor, one.refunded.minor],
    ].join(","),
  );
  return `${[head, ...rows].join("\r\n")}\r\n`;
}

export function OpennessCsv({ of }: { of: Openness["days"] }) {
  const say = useSay();
  return (
    <a
      style={{ textDecoration: "underline" }}
      href={`data:text/csv;charset=utf-8,${encodeURIComponent(daysCsv(of))}`}
      download="hutong-openness-days.csv"
    >
      {say("各钱包逐日数据（CSV）", "The wallets day by day (CSV)")}
    </a>
  );
}
