import type { ComponentChildren } from "preact";
import { useShop } from "../shop.ts";
import { Heading } from "./heading.tsx";
import { Link } from "./link.tsx";

/** A screen with nothing to show yet, and the way back to the shops. */
export function Quiet({ title, text, children }: { title: string; text?: string; children?: ComponentChildren }) {
  const { say } = useShop();
  return (
    <div class="wide quiet">
      {children}
      <Heading title={title} />
      {text && <p class="soft">{text}</p>}
      <Link to="/" class="button button-main">
        {say("goShopping")}
      </Link>
    </div>
  );
}
