/** @jsxImportSource react */
import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

export function go(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  tell();
}

const here = (): string => location.pathname + location.search;

/** The address as it is: path without a slash at its end, and what stands behind the question mark. */
export function useAddress(): { path: string; query: URLSearchParams } {
  const text = useSyncExternalStore(subscribe, here);
  const [path = "/", search = ""] = text.split("?", 2);
  return { path: path.length > 1 ? path.replace(/\/+$/, "") : path, query: new URLSearchParams(search) };
}

/** Filters live in the address, so that a view can be sent to somebody, and the back button undoes a filter. */
export function setQuery(change: Readonly<Record<string, string | null | undefined>>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  go(location.pathname + (text === "" ? "" : `?${text}`));
}

/** A link inside the console: the browser's own ways with links (new tab, copy) stay. */
export function Link(props: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    props.onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(props.href);
  };
  return (
    // biome-ignore lint/a11y/useValidAnchor: a link all the same, with an address of its own
    // biome-ignore lint/a11y/noStaticElementInteractions: the address comes with the props
    // biome-ignore lint/a11y/useKeyWithClickEvents: a link is pressed by Enter, and tells it as a click
    <a {...props} onClick={follow} />
  );
}
