import { useEffect, useState } from "preact/hooks";
import { type Catalogue, readCatalogue } from "./api.ts";
import { useCart } from "./cart.ts";
import { Frame } from "./parts/frame.tsx";
import { Quiet } from "./parts/quiet.tsx";
import { usePath } from "./route.ts";
import { BackScreen } from "./screens/back.tsx";
import { CartScreen } from "./screens/cart.tsx";
import { GoodScreen } from "./screens/good.tsx";
import { HomeScreen } from "./screens/home.tsx";
import { OrdersScreen } from "./screens/orders.tsx";
import { ShopContext, useShop } from "./shop.ts";
import { firstTongue, keepTongue, type Tongue, type Words, words } from "./words.ts";

const lookAgainMs = 1_000;

/** The demo marketplace: an outsider's shop, whose server uses nothing but the house's public API. */
export function App() {
  const [tongue, setTongue] = useState<Tongue>(firstTongue);
  const [catalogue, trouble] = useCatalogue();
  const [path, go] = usePath();
  const cart = useCart();
  useEffect(() => {
    document.documentElement.lang = tongue === "zh" ? "zh-CN" : "en";
    keepTongue(tongue);
  }, [tongue]);
  return (
    <ShopContext.Provider value={{ ...(catalogue ?? { phone: null, stores: [], goods: [] }), tongue, cart, go }}>
      <Frame turn={() => setTongue(tongue === "zh" ? "en" : "zh")}>
        {catalogue ? (
          <Screen key={path} path={path} />
        ) : (
          <div class="wide quiet" role="status">
            <h1>{words.name[tongue]}</h1>
            <p>{(trouble ?? words.loading)[tongue]}</p>
          </div>
        )}
      </Frame>
    </ShopContext.Provider>
  );
}

/** What is sold; asked again and again while the shop is still opening. */
function useCatalogue(): [Catalogue | null, Words | null] {
  const [catalogue, setCatalogue] = useState<Catalogue | null>(null);
  const [trouble, setTrouble] = useState<Words | null>(null);
  useEffect(() => {
    const read = async () => {
      const answer = await readCatalogue();
      if (answer.ok) return setCatalogue(answer.value);
      setTrouble(answer.says);
      setTimeout(() => void read(), lookAgainMs);
    };
    void read();
  }, []);
  return [catalogue, trouble];
}

function Screen({ path }: { path: string }) {
  const { goodOf } = useShop();
  const [, first = "", second = ""] = path.split("/");
  const good = first === "goods" ? goodOf(second) : undefined;
  if (first === "") return <HomeScreen />;
  if (good) return <GoodScreen good={good} />;
  if (first === "cart") return <CartScreen />;
  if (first === "orders") return <OrdersScreen />;
  if (first === "thanks" && second !== "") return <BackScreen reference={second} paid={true} />;
  if (first === "cancelled" && second !== "") return <BackScreen reference={second} paid={false} />;
  return <NoPage />;
}

function NoPage() {
  const { say } = useShop();
  return <Quiet title={say("noPage")} />;
}
