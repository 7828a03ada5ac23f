/** @jsxImportSource react */
import { moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { PairToday } from "../lib/types.ts";
import { usePairState } from "./acceptance-words.ts";
import { Scroll } from "./region.tsx";
import { Chip } from "./states.tsx";
import { useWallets, WalletName } from "./wallets.tsx";

/** Where a pair's card stands on the page. */
export const placeOf = ({ acquirer, issuer }: { acquirer: string; issuer: string }): string =>
  `pair-${acquirer}-${issuer}`;

/** How much of the day's total is used, in hundredths; null: nothing limits it. */
export function usedShare({ caps, counted }: Pick<PairToday, "caps" | "counted">): number | null {
  if (caps.total_day === null || counted === null) return null;
  const [cap, used] = [BigInt(caps.total_day.minor), BigInt(counted.minor)];
  return cap === 0n ? 100 : Math.min(100, Number((used * 1000n) / cap) / 10);
}

export function CapBar({ of }: { of: PairToday }) {
  const share = usedShare(of);
  if (share === null) return null;
  const tone = share >= 100 ? "error" : share >= 80 ? "warning" : "calm";
  return (
    <div className="hub-bar" aria-hidden="true">
      <span data-tone={tone} style={{ width: `${share}%` }} />
    </div>
  );
}

/** Whose users (columns) may pay at whose merchants (rows), with today's use of the caps. */
export function AcceptanceMatrix({ pairs }: { pairs: readonly PairToday[] }) {
  const say = useSay();
  const wallets = useWallets();
  const named = pairs.flatMap((one) => [one.acquirer, one.issuer]);
  const ids = [...new Set([...wallets.map((one) => one.id), ...named])];
  return (
    <Scroll label={say("互认矩阵", "Who accepts whom")} fits>
      <table className="accept-matrix">
        <caption className="visually-hidden">
          {say("行是收款方钱包，列是付款方钱包", "Rows: whose merchants. Columns: whose users.")}
        </caption>
        <thead>
          <tr>
            <th scope="col" className="accept-corner">
              {say("商户 ↓　用户 →", "merchants ↓  users →")}
            </th>
            {ids.map((id) => (
              <th key={id} scope="col">
                <WalletName id={id} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ids.map((acquirer) => (
            <tr key={acquirer}>
              <th scope="row">
                <WalletName id={acquirer} />
              </th>
              {ids.map((issuer) => (
                <Cell
                  key={issuer}
                  own={issuer === acquirer}
                  pair={pairs.find((one) => one.acquirer === acquirer && one.issuer === issuer)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Cell({ own, pair }: { own: boolean; pair: PairToday | undefined }) {
  const say = useSay();
  const stateOf = usePairState();
  if (own) return <td data-own="true" aria-label={say("自家用户", "its own users")} />;
  if (!pair)
    return (
      <td className="soft">
        <span aria-hidden="true">—</span>
        <span className="visually-hidden">{say("未登记", "no pair")}</span>
      </td>
    );
  const [tone, words] = stateOf(pair);
  return (
    <td data-pair="true">
      <a href={`#${placeOf(pair)}`}>
        <Chip tone={tone}>{words}</Chip>
      </a>
      <CapBar of={pair} />
      <div className="soft">
        {say(`今日 ${pair.payments} 笔`, `${pair.payments} today`)} · {moneyText(pair.amount)}
      </div>
    </td>
  );
}
