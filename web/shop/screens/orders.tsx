import { useEffect, useState } from "preact/hooks";
import { type Purchase, readPurchases } from "../api.ts";
import { Heading } from "../parts/heading.tsx";
import { EmptyBasket } from "../parts/marks.tsx";
import { PurchaseCard } from "../parts/purchase-card.tsx";
import { Quiet } from "../parts/quiet.tsx";
import { useShop } from "../shop.ts";
import type { Words } from "../words.ts";

const lookAgainMs = 4_000;

export function OrdersScreen() {
  const { say, saying } = useShop();
  const [list, setList] = useState<readonly Purchase[] | null>(null);
  const [trouble, setTrouble] = useState<Words | null>(null);
  useEffect(() => {
    const read = async () => {
      const answer = await readPurchases();
      if (answer.ok) setList(answer.value.data);
      setTrouble(answer.ok ? null : answer.says);
    };
    void read();
    const again = setInterval(() => document.hidden || void read(), lookAgainMs);
    return () => clearInterval(again);
  }, []);
  if (list?.length === 0)
    return (
      <Quiet title={say("orders")} text={say("emptyOrders")}>
        <EmptyBasket />
      </Quiet>
    );
  return (
    <div class="wide narrow">
      <Heading title={say("orders")} />
      {trouble && (
        <p class="trouble" role="alert">
          {saying(trouble)}
        </p>
      )}
      {list === null && !trouble && <p role="status">{say("loading")}</p>}
      {list?.map((purchase) => (
        <PurchaseCard key={purchase.ref} purchase={purchase} />
      ))}
    </div>
  );
}
