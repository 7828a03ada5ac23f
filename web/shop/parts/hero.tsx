import { useShop } from "../shop.ts";
import { Heading } from "./heading.tsx";
import { Lane } from "./lane.tsx";
import { Link } from "./link.tsx";

/** The first look: what this lane is, and the stores' names as a way in. */
export function Hero() {
  const { say, saying, stores } = useShop();
  return (
    <section class="hero">
      <div class="hero-in wide">
        <div class="hero-text">
          <Heading title={say("heroTitle")} />
          <p>{say("heroText")}</p>
          <nav class="hero-stores" aria-label={say("shops")}>
            {stores.map((store) => (
              <Link key={store.id} to={`/#${store.id}`}>
                {saying(store.title)}
              </Link>
            ))}
          </nav>
        </div>
      </div>
      <Lane />
    </section>
  );
}
