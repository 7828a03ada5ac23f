import type { ComponentChildren } from "preact";
import { useShop } from "../shop.ts";
import { words } from "../words.ts";
import { Link } from "./link.tsx";
import { Gate } from "./marks.tsx";

/** What stands around every screen. */
export function Frame({ turn, children }: { turn: () => void; children: ComponentChildren }) {
  const { tongue, say, cart } = useShop();
  return (
    <>
      <a class="skip" href="#main">
        {say("skip")}
      </a>
      <Ribbon />
      <header class="top">
        <div class="bar wide">
          <Link to="/" class="brand">
            <Gate />
            <span>{say("name")}</span>
          </Link>
          <nav class="menu" aria-label={say("mainMenu")}>
            <Link to="/orders" class="menu-link">
              {say("orders")}
            </Link>
            <Link to="/cart" class="menu-link" label={`${say("cart")} (${cart.count})`}>
              <span>{say("cart")}</span>
              <span class={cart.count > 0 ? "count" : "count count-none"}>{cart.count}</span>
            </Link>
          </nav>
          <button type="button" class="tongue" lang={tongue === "zh" ? "en" : "zh-CN"} onClick={turn}>
            {words.language[tongue]}
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <footer class="foot">
        <p class="wide">{say("footer")}</p>
      </footer>
    </>
  );
}

/** Nobody may take the demo for a shop; and whoever wants to pay finds the phone. */
function Ribbon() {
  const { say, phone } = useShop();
  return (
    <aside class="ribbon" aria-label={say("demo")}>
      {say("simulation")}
      {phone && (
        <>
          {" "}
          <a href={phone} target="_blank" rel="noreferrer">
            {say("phone")}
          </a>
        </>
      )}
    </aside>
  );
}
