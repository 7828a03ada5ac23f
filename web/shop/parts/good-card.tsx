import type { Good } from "../api.ts";
import { yuan } from "../money.ts";
import { useShop } from "../shop.ts";
import { Link } from "./link.tsx";
import { Plus } from "./marks.tsx";

/** One good on the shelf. Its link covers the whole card; the button lies above it. */
export function GoodCard({ good, added }: { good: Good; added: (good: Good) => void }) {
  const { say, saying, cart } = useShop();
  const title = saying(good.title);
  const add = () => {
    cart.add(good.id, 1);
    added(good);
  };
  return (
    <li class="card">
      <img class="card-picture" src={good.picture} alt="" loading="lazy" width="400" height="400" />
      <div class="card-text">
        <Link to={`/goods/${good.id}`} class="card-title">
          {title}
        </Link>
        <p class="card-about soft">{saying(good.about)}</p>
        <div class="card-foot">
          <span class="price digits">{yuan(good.fen)}</span>
          <button type="button" class="add" aria-label={`${say("add")}: ${title}`} onClick={add}>
            <Plus />
          </button>
        </div>
      </div>
    </li>
  );
}
