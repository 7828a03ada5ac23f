import { readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { contentSecurityPolicy } from "../../web/cashier/csp.ts";

export type Served = { headers: Record<string, string>; content: string | Buffer };

const types: Record<string, string> = { js: "text/javascript", css: "text/css", svg: "image/svg+xml" };

/** Everything but the API: the built page as the house serves it, goods' pictures, a wallet's page and the shop's. */
export function servedFile(dist: string, pathname: string): Served | null {
  if (pathname.startsWith("/pay/assets/")) {
    const file = join(dist, normalize(pathname.slice("/pay/".length)));
    return page(`${types[file.split(".").at(-1) ?? ""]}; charset=utf-8`, readFileSync(file));
  }
  if (pathname.startsWith("/pay/")) return page("text/html; charset=utf-8", readFileSync(join(dist, "index.html")));
  if (pathname === "/goods/tea.svg" || pathname === "/goods/cup.svg") {
    const ground = pathname.includes("tea") ? "#7c9a5e" : "#b9a58a";
    return page("image/svg+xml", picture(ground));
  }
  if (/^\/(wallet|shop)\//.test(pathname)) {
    return page("text/html; charset=utf-8", `<!doctype html><title>${pathname}</title><h1>${pathname}</h1>`);
  }
  return null;
}

function page(type: string, content: string | Buffer): Served {
  const headers = {
    "content-type": type,
    "content-security-policy": contentSecurityPolicy,
    // The server's default; the page's own rule must win over it, since a wallet's H5 page wants the shop's origin.
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
  return { headers, content };
}

function picture(ground: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" fill="${ground}"/>` +
    '<circle cx="24" cy="26" r="12" fill="#fff" opacity=".85"/></svg>'
  );
}
