import type { ComponentChildren } from "preact";
import { useShop } from "../shop.ts";
import { words } from "../words.ts";
import { Link } from "./link.tsx";

/** What stands around every screen. */
export function Frame({ turn, children }: { turn: () => void; children: ComponentChildren }) {
  const { tongue, say, cart } = useShop();
  return (
    <>
      <a class="skip" href="#main">
        {say("skip")}
      </a>
      <header class="top">
        <p class="ribbon">{say("simulation")}</p>
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

/** The sign of the bazaar: a gate under a roof. */
function Gate() {
  return (
    <svg viewBox="0 0 48 48" width="38" height="38" aria-hidden="true">
      <rect width="48" height="48" rx="11" fill="#a5301f" />
      <g fill="none" stroke="#f6d9a4" stroke-width="3.200" stroke-linecap="round" stroke-linejoin="round">
        <path d="M7 19c8-1 13-4 17-9 4 5 9 8 17 9M12 19v20M36 19v20M19 39V29a5 5 0 0 1 10 0v10" />
      </g>
    </svg>
  );
}
