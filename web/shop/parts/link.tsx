import type { ComponentChildren } from "preact";
import { useShop } from "../shop.ts";

type Props = { to: string; class?: string; label?: string; children: ComponentChildren };

/** A link within the shop: an honest address that also opens in a new tab, but does not reload when simply clicked. */
export function Link({ to, class: className, label, children }: Props) {
  const { go } = useShop();
  return (
    <a
      href={to}
      class={className}
      aria-label={label}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
