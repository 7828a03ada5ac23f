import { useShop } from "../shop.ts";
import { Heading } from "./heading.tsx";
import { Link } from "./link.tsx";

export function Hero() {
  const { say } = useShop();
  return (
    <section class="hero">
      <div class="hero-in wide">
        <div class="hero-text">
          <Heading title={say("heroTitle")} />
          <p>{say("heroText")}</p>
          <Link to="/#tea" class="button button-gold">
            {say("heroButton")}
          </Link>
        </div>
        <Lane />
      </div>
    </section>
  );
}

const tiles = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** A lane at dusk: walls, a gate, a lantern, and a way through. */
function Lane() {
  return (
    <svg class="lane" viewBox="0 0 520 360" aria-hidden="true">
      <circle cx="392" cy="84" r="44" fill="#f4c879" />
      <path d="M0 150 150 116v244H0Z" fill="#57483f" />
      <path d="M520 132 372 112v248h148Z" fill="#4d4039" />
      <g stroke="#6b5a4f" stroke-width="2">
        <path d="M0 190 150 158M0 230l150-30M0 270l150-28M0 310l150-26M372 152l148 20M372 192l148 22M372 232l148 24M372 272l148 26" />
      </g>
      <path d="M-20 156 168 104l14 16L-6 180ZM540 138 352 98l-14 16 196 52Z" fill="#332a25" />
      <path d="M150 360V196h222v164Z" fill="#8c2a1c" />
      <path d="M204 360V252a57 57 0 0 1 114 0v108Z" fill="#f7d796" />
      <path d="M228 360V262a33 33 0 0 1 66 0v98Z" fill="#fbe9c3" />
      <path d="M118 204c52-10 100-34 142-80 42 46 92 70 144 80l-4 18H122Z" fill="#3a302a" />
      <path d="M112 204c54-10 104-36 148-84 44 48 96 74 150 84" fill="none" stroke="#c9974b" stroke-width="6" />
      <g fill="#c9974b">
        {tiles.map((n) => (
          <circle key={n} cx={136 + n * 25} cy="222" r="6" />
        ))}
      </g>
      <rect x="150" y="228" width="222" height="16" fill="#a83c2a" />
      <g>
        <path d="M180 244v20M342 244v20" stroke="#3a302a" stroke-width="3" />
        <ellipse cx="180" cy="284" rx="17" ry="21" fill="#d94a35" />
        <ellipse cx="342" cy="284" rx="17" ry="21" fill="#d94a35" />
        <path d="M172 263h16M172 305h16M334 263h16M334 305h16" stroke="#e8b95f" stroke-width="5" />
        <path d="M180 308v16M342 308v16" stroke="#e8b95f" stroke-width="3" />
      </g>
      <path d="M0 352h520v8H0Z" fill="#2a221e" />
    </svg>
  );
}
