import { useWalletNames } from "./names.ts";
import type { Sale } from "./queue.ts";
import { yuan } from "./sell.tsx";
import { type Say, type Tongue, words } from "./words.ts";

function told(sale: Sale, say: Say, tongue: Tongue): string {
  if (sale.state === "refused") return sale.says?.[tongue] ?? say.ended;
  return say[sale.state];
}

type Props = {
  tongue: Tongue;
  sales: readonly Sale[];
  end(sale: Sale): void;
  choose(sale: Sale, wallet: string): void;
};

export function Sales({ tongue, sales, end, choose }: Props) {
  const say = words[tongue];
  const nameOf = useWalletNames();
  const name = (wallet: string) => nameOf(wallet, tongue);
  return (
    <section class="sales" aria-label={say.sales}>
      <h2>{say.sales}</h2>
      {sales.length === 0 && <p class="soft">{say.none}</p>}
      <ul aria-live="polite">
        {sales.map((sale) => (
          <li key={sale.number} class={sale.state}>
            <strong>¥{yuan(sale.minor)}</strong>
            <span>{told(sale, say, tongue)}</span>
            <small>
              {sale.wallet ? `${name(sale.wallet)} · ` : ""}
              {sale.number}
            </small>
            {(sale.state === "waiting" || sale.state === "unsent") && (
              <button type="button" onClick={() => end(sale)}>
                {say.giveUp}
              </button>
            )}
            {sale.wallets && (
              <div class="choice">
                <p>{say.choose}</p>
                {sale.wallets.map((wallet) => (
                  <button type="button" key={wallet} onClick={() => choose(sale, wallet)}>
                    {name(wallet)}
                  </button>
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
