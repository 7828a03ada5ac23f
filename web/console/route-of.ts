import type { Who } from "./lib/types.ts";
import type { Menu, Route } from "./menu.ts";
import { routes } from "./routes.tsx";

/** The route of an address, and what stands for `:id`. A fixed name wins over one that stands for any. */
export function routeOf(path: string): { route: Route; id: string } | null {
  const fixed = routes.find((route) => route.path === path);
  if (fixed) return { route: fixed, id: "" };
  for (const route of routes.filter((one) => one.path.endsWith("/:id"))) {
    const start = route.path.slice(0, -3);
    const rest = path.startsWith(start) ? path.slice(start.length) : "";
    if (rest !== "" && !rest.includes("/")) return { route, id: decodeURIComponent(rest) };
  }
  return null;
}

export function menuOf(who: Who): readonly Route[] {
  return routes.filter((route) => route.menu && who.scopes.includes(route.menu.scope) && reachOf(route, who) === null);
}

const sideOf = (who: Who): "house" | "store" => (who.store === null ? "house" : "store");

/** Null where that person's side has this page; else whose it is. What a role may see there, the page itself says. */
export function reachOf(route: Route, who: Who): { page: Menu; side: "house" | "store" } | null {
  const page = route.menu ?? routes.find((one) => one.path === route.under)?.menu;
  if (page === undefined || page.for === "both" || page.for === sideOf(who)) return null;
  return { page, side: page.for };
}
