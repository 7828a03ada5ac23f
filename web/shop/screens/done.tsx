import { useEffect, useState } from "preact/hooks";
import { type Purchase, readPurchase } from "../api.ts";
import { Heading } from "../parts/heading.tsx";
import { Link } from "../parts/link.tsx";
import { PurchaseCard } from "../parts/purchase-card.tsx";
import { useShop } from "../shop.ts";
import type { WordKey, Words } from "../words.ts";

const lookAgainMs = 1_500;
const patientMs = 20_000;

const titles: Record<Purchase["state"], WordKey> = {
  open: "openTitle",
  complete: "paidTitle",
  expired: "expiredTitle",
  cancelled: "cancelledTitle",
};

/** Back from the cashier. The address proves nothing: what is shown is what the shop's server found out. */
export function DoneScreen({ reference }: { reference: string }) {
  const { say, saying, cart } = useShop();
  const [purchase, setPurchase] = useState<Purchase | null>(null);
  const [trouble, setTrouble] = useState<{ lost: boolean; says: Words } | null>(null);
  const [asking, setAsking] = useState(true);

  const look = async (askWallets = false): Promise<Purchase | null> => {
    const answer = await readPurchase(reference, askWallets);
    if (answer.ok) setPurchase(answer.value);
    setTrouble(answer.ok ? null : { lost: answer.status === 404, says: answer.says });
    return answer.ok ? answer.value : null;
  };
  useEffect(() => {
    let gone = false;
    const until = performance.now() + patientMs;
    const round = async () => {
      const found = await look();
      if (gone) return;
      if (found?.state === "complete") cart.bought(reference);
      if (found && found.state !== "open") return setAsking(false);
      if (performance.now() > until) return setAsking(false);
      setTimeout(() => void round(), lookAgainMs);
    };
    void round();
    return () => {
      gone = true;
    };
  }, [reference]);

  const settled = purchase && (purchase.state !== "open" || !asking);
  const title = trouble?.lost ? "lostTitle" : settled ? titles[purchase.state] : "asking";
  return (
    <div class="wide narrow">
      <div class="done-head" role="status">
        {purchase?.state === "complete" ? (
          <Tick />
        ) : (
          !settled && !trouble && <span class="spinner" aria-hidden="true" />
        )}
        <Heading title={say(title)} />
        {trouble && <p class="trouble">{saying(trouble.says)}</p>}
        {!trouble && <p class="soft">{say(doneText(purchase, Boolean(settled)))}</p>}
      </div>
      {purchase && <PurchaseCard purchase={purchase} />}
      <div class="actions">
        {purchase?.state === "open" && !asking && (
          <button type="button" class="button button-second" onClick={() => void look(true)}>
            {say("again")}
          </button>
        )}
        <Link to="/orders" class="button button-second">
          {say("seeOrders")}
        </Link>
        <Link to="/" class="button button-quiet">
          {say("goShopping")}
        </Link>
      </div>
    </div>
  );
}

function doneText(purchase: Purchase | null, settled: boolean): WordKey {
  if (!settled) return "askingText";
  return purchase?.state === "complete" ? "paidText" : "openText";
}

function Tick() {
  return (
    <svg viewBox="0 0 64 64" width="64" height="64" class="tick" aria-hidden="true">
      <circle cx="32" cy="32" r="30" />
      <path d="m19 33 9 9 18-19" />
    </svg>
  );
}
