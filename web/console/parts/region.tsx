/** @jsxImportSource react */
import type { ReactNode } from "react";

/** Something wider than a phone: it scrolls by itself, and by keyboard. */
export function Scroll({ label, children, fits }: { label: string; children: ReactNode; fits?: true }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={fits ? "scroll fits" : "scroll"} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
