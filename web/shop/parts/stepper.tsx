import { useShop } from "../shop.ts";

type Props = { name: string; quantity: number; least: number; change: (quantity: number) => void };

export function Stepper({ name, quantity, least, change }: Props) {
  const { say } = useShop();
  return (
    <fieldset class="stepper" aria-label={`${say("quantity")}: ${name}`}>
      <button
        type="button"
        aria-label={`${say("less")}: ${name}`}
        disabled={quantity <= least}
        onClick={() => change(quantity - 1)}
      >
        −
      </button>
      <output class="digits">{quantity}</output>
      <button
        type="button"
        aria-label={`${say("more")}: ${name}`}
        disabled={quantity >= 99}
        onClick={() => change(quantity + 1)}
      >
        +
      </button>
    </fieldset>
  );
}
