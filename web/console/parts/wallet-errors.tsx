/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import type { WalletHealth } from "../lib/types.ts";
import { ChipOf, type ChipWords } from "./chip-of.tsx";
import { Scroll } from "./region.tsx";
import { useWalletName } from "./wallets.tsx";

const outcomes: ChipWords = {
  refused: ["error", "被拒", "Refused"],
  unknown: ["warning", "未知", "Unknown"],
};

/** What the wallet refused or left open in the last 24 hours, by its own code: how often, and one to look into. */
export function WalletErrors({ health: { wallet, errors, hours } }: { health: WalletHealth }) {
  const say = useSay();
  const formats = useFormats();
  const started = hours.reduce((sum, hour) => sum + hour.started, 0);
  const name = useWalletName()(wallet);
  const title = say("错误码，24 小时", "Error codes, 24 hours");
  if (errors.length === 0)
    return (
      <>
        <h3>{title}</h3>
        <p className="soft">{say("没有被拒，也没有未知结果", "Nothing refused, nothing unknown")}</p>
      </>
    );
  return (
    <>
      <h3>{title}</h3>
      <Scroll label={`${name} · ${title}`}>
        <table className="plain">
          <thead>
            <tr>
              <th>{say("结果", "Outcome")}</th>
              <th>{say("钱包的错误码", "The wallet's code")}</th>
              <th className="number">{say("次数", "Times")}</th>
              <th className="number">{say("占发起", "Of those started")}</th>
              <th>{say("最近一笔", "Latest")}</th>
            </tr>
          </thead>
          <tbody>
            {errors.map((one) => (
              <tr key={`${one.outcome} ${one.code}`}>
                <td>
                  <ChipOf of={one.outcome} words={outcomes} />
                </td>
                <td style={{ minWidth: 150 }}>
                  {one.code === null ? (
                    <span className="soft">{say("钱包未给出", "None told")}</span>
                  ) : (
                    <span className="mono">{one.code}</span>
                  )}
                  {one.says === null ? null : <div className="soft">{one.says}</div>}
                </td>
                <td className="number">{formats.number(one.count)}</td>
                <td className="number">{started === 0 ? "—" : `${((one.count * 100) / started).toFixed(1)}%`}</td>
                <td>
                  <Link href={`/console/orders/${one.order}`}>
                    <span className="mono" style={{ whiteSpace: "nowrap" }}>
                      …{one.payment.slice(-6)}
                    </span>
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
