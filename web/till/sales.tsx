import { useWalletNames } from "./names.ts";
import type { Sale } from "./queue.ts";
import { yuan } from "./sell.tsx";
import { type Say, type Tongue, words } from "./words.ts";

function told(sale: Sale, store: string, say: Say, tongue: Tongue): string {
  if (sale.store === null) return say.whose;
  if (sale.store !== store) return `${say.elsewhere} ${sale.store}`;
  const why = sale.says?.[tongue] ?? "";
  if (sale.state === "stuck" || sale.state === "unclear") return `${say[sale.state]} ${why}`;
  if (sale.says && (sale.state === "unsent" || sale.state === "waiting")) return `${say.untold} ${why}`;
  if (sale.state === "refused") return why || say.ended;
  return say[sale.state];
}

/** What a cashier may do with a sale. */
export type Deeds = {
  /** Takes it back. */
  end(sale: Sale): void;
  /** Says whose the code is. */
  choose(sale: Sale, wallet: string): void;
  /** Says that it is this store's. */
  adopt(sale: Sale): void;
  /** Gives up taking it back: the house's lists tell what became of it. */
  putAside(sale: Sale): void;
};

type Props = { tongue: Tongue; store: string; sales: readonly Sale[]; deeds: Deeds };

export function Sales({ tongue, store, sales, deeds }: Props) {
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
            <span>{told(sale, store, say, tongue)}</span>
            <small>
              {sale.wallet ? `${name(sale.wallet)} · ` : ""}
              {sale.number}
            </small>
            <Ways sale={sale} here={sale.store === store} say={say} name={name} deeds={deeds} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type Choice = { sale: Sale; here: boolean; say: Say; name(wallet: string): string; deeds: Deeds };

/** What may be done with a sale here; with another store's, nothing. */
function Ways({ sale, here, say, name, deeds }: Choice) {
  const way = (words: string, act: (sale: Sale) => void) => (
    <button type="button" onClick={() => act(sale)}>
      {words}
    </button>
  );
  if (sale.store === null) return way(say.ours, deeds.adopt);
  if (!here) return null;
  if (sale.state === "waiting" || sale.state === "unsent") return way(say.giveUp, deeds.end);
  const isUnclear = sale.state === "unclear";
  return (
    <>
      {sale.wallets && <Whose wallets={sale.wallets} say={say} name={name} choose={(one) => deeds.choose(sale, one)} />}
      {(isUnclear || sale.state === "stuck") && (
        <div class="choice">
          {way(isUnclear ? say.giveUp : say.backAgain, deeds.end)}
          {way(say.putAside, deeds.putAside)}
        </div>
      )}
    </>
  );
}

type Asked = { wallets: readonly string[]; say: Say; name(wallet: string): string; choose(wallet: string): void };

function Whose({ wallets, say, name, choose }: Asked) {
  return (
    <div class="choice">
      <p>{say.choose}</p>
      {wallets.map((wallet) => (
        <button type="button" key={wallet} onClick={() => choose(wallet)}>
          {name(wallet)}
        </button>
      ))}
    </div>
  );
}
