import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useShop } from "../shop.ts";

/** The screen's heading: names the tab, and takes the focus so that a reader hears where it is. */
export function Heading({ title, children }: { title: string; children?: ComponentChildren }) {
  const { say } = useShop();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${say("name")}`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
