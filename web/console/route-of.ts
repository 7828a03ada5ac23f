import type { Who } from "./lib/types.ts";
import type { Route } from "./menu.ts";
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
  const side = who.store === null ? "house" : "store";
  return routes.filter(
    ({ menu }) => menu && (menu.for === "both" || menu.for === side) && who.scopes.includes(menu.scope),
  );
}
