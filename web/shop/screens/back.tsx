import { useEffect, useState } from "preact/hooks";
import { type Purchase, readPurchase } from "../api.ts";
import { Heading } from "../parts/heading.tsx";
import { Link } from "../parts/link.tsx";
import { Tick } from "../parts/marks.tsx";
import { PurchaseCard } from "../parts/purchase-card.tsx";
import { useShop } from "../shop.ts";
import { clockText } from "../time.ts";
import type { WordKey, Words } from "../words.ts";

const lookAgainMs = 1_500;
const patientMs = 20_000;

type Trouble = { lost: boolean; says: Words };

/**
 * Back from the cashier: `paid` by its success address, otherwise by its way out. Neither proves anything: what is
 * shown is what the shop's server found out. Who comes by the success address is asked after for a while.
 */
export function BackScreen({ reference, paid }: { reference: string; paid: boolean }) {
  const { say, saying, cart, tongue } = useShop();
  const { purchase, trouble, asking, look } = usePurchase(reference, paid);
  const done = purchase?.state === "complete";
  useEffect(() => {
    if (done) cart.bought(reference);
  }, [done]);
  const settled = purchase !== null && (purchase.state !== "open" || !asking);
  const until = purchase ? ` ${clockText(purchase.expires_at, tongue)}` : "";
  return (
    <div class="wide narrow">
      <div class="back-head" role="status">
        {done && <Tick />}
        {!settled && !trouble && <span class="spinner" aria-hidden="true" />}
        <Heading title={say(titleOf(purchase, settled, trouble, paid))} />
        {trouble && !trouble.lost && <p class="trouble">{saying(trouble.says)}</p>}
        {(trouble?.lost || !trouble) && (
          <p class="soft">
            {say(trouble ? "lostText" : textOf(purchase, settled))}
            {settled && purchase.state === "open" && until}
          </p>
        )}
      </div>
      {purchase && <PurchaseCard purchase={purchase} told={done} />}
      <div class="actions">
        {settled && purchase.state === "open" && paid && (
          <button type="button" class="button button-second" onClick={() => void look(true)}>
            {say("again")}
          </button>
        )}
        {settled && !done && (
          <Link to="/cart" class="button button-second">
            {say("backToCart")}
          </Link>
        )}
        <Link to="/orders" class={done ? "button button-second" : "button button-quiet"}>
          {say("seeOrders")}
        </Link>
        <Link to="/" class="button button-quiet">
          {say("goShopping")}
        </Link>
      </div>
    </div>
  );
}

/** Asks the shop's server until the purchase is over, or the patience is. */
function usePurchase(reference: string, patient: boolean) {
  const [purchase, setPurchase] = useState<Purchase | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [asking, setAsking] = useState(true);
  const look = async (askWallets = false): Promise<Purchase | null> => {
    const answer = await readPurchase(reference, askWallets);
    if (answer.ok) setPurchase(answer.value);
    setTrouble(answer.ok ? null : { lost: answer.status === 404, says: answer.says });
    return answer.ok ? answer.value : null;
  };
  useEffect(() => {
    let gone = false;
    const until = performance.now() + (patient ? patientMs : 0);
    const round = async () => {
      const found = await look();
      if (gone) return;
      if ((found && found.state !== "open") || performance.now() > until) return setAsking(false);
      setTimeout(() => void round(), lookAgainMs);
    };
    void round();
    return () => {
      gone = true;
    };
  }, [reference]);
  return { purchase, trouble, asking, look };
}

const titles: Record<Purchase["state"], WordKey> = {
  open: "openTitle",
  complete: "paidTitle",
  expired: "expiredTitle",
  cancelled: "cancelledTitle",
};

function titleOf(purchase: Purchase | null, settled: boolean, trouble: Trouble | null, paid: boolean): WordKey {
  if (trouble?.lost) return "lostTitle";
  if (!purchase || !settled) return "asking";
  if (purchase.state !== "complete" && purchase.orders.some((order) => order.paid_at !== null)) return "partlyTitle";
  return purchase.state === "open" && !paid ? "leftTitle" : titles[purchase.state];
}

function textOf(purchase: Purchase | null, settled: boolean): WordKey {
  if (!settled || !purchase) return "askingText";
  if (purchase.state === "complete") return "paidText";
  return purchase.state === "open" ? "openText" : "overText";
}
