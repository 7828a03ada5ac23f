import type { Good } from "../api.ts";
import { yuan } from "../money.ts";
import { useShop } from "../shop.ts";
import { Link } from "./link.tsx";

export function GoodCard({ good, added }: { good: Good; added: (good: Good) => void }) {
  const { say, saying, cart } = useShop();
  const title = saying(good.title);
  return (
    <li class="card">
      <Link to={`/goods/${good.id}`} class="card-link">
        <span class="card-picture">
          <img src={good.picture} alt="" loading="lazy" width="400" height="400" />
        </span>
        <span class="card-title">{title}</span>
      </Link>
      <div class="card-foot">
        <span class="price digits">{yuan(good.fen)}</span>
        <button
          type="button"
          class="add"
          aria-label={`${say("add")}: ${title}`}
          onClick={() => {
            cart.add(good.id, 1);
            added(good);
          }}
        >
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <path d="M12 5v14M5 12h14" fill="none" stroke="currentColor" stroke-width="2.400" stroke-linecap="round" />
          </svg>
        </button>
      </div>
    </li>
  );
}
