/**
 * The till without network: its page and everything that the page may load are kept when it is first opened, so that a
 * reload brings it back with its queue. Calls of the house's API go past this, always.
 */
type Worker = {
  addEventListener(type: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(type: "fetch", listener: (event: Asked) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};
type Waiting = { waitUntil(work: Promise<unknown>): void };
type Asked = Waiting & { request: Request; respondWith(answer: Promise<Response>): void };

const worker = self as unknown as Worker;
const kept = "hutong-till";
const page = "/till";
const assets = "/till/assets/";

/** Every file of the page's that a text names: the page its script and styles, a script what it loads later. */
function named(text: string): string[] {
  const found = text.matchAll(/(?:\/till\/assets\/|\.\/|assets\/)([\w-]+\.(?:js|css))/g);
  return [...new Set([...found].map(([, file]) => assets + file))];
}

/** Fetches the page and all that hangs on it; then, and only then, replaces what was kept. */
async function keep(fresh?: Response): Promise<void> {
  const first = fresh ?? (await fetch(page, { cache: "no-cache" }));
  if (!first.ok) return;
  const cache = await caches.open(kept);
  const [known, seen] = [[first.clone()], new Set<string>()];
  const open = named(await first.text());
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const file = (await cache.match(path)) ?? (await fetch(path));
    // A name in a remark, or of a file that is gone: the page does without.
    if (file.status === 404) continue;
    // Out of reach for now: what was kept stays, whole.
    if (!file.ok) return;
    await cache.put(path, file.clone());
    if (path.endsWith(".js")) open.push(...named(await file.text()));
  }
  for (const one of known) await cache.put(page, one);
  for (const old of await cache.keys()) {
    const { pathname } = new URL(old.url);
    if (pathname !== page && !seen.has(pathname)) await cache.delete(old);
  }
}

async function pageOrKept(event: Asked): Promise<Response> {
  try {
    const fresh = await fetch(event.request);
    if (fresh.ok) event.waitUntil(keep(fresh.clone()));
    // Something before the house says that the house is out of reach: as if nothing had come.
    if (fresh.status >= 500) return (await caches.match(page)) ?? fresh;
    return fresh;
  } catch (fault) {
    const before = await caches.match(page);
    if (before) return before;
    throw fault;
  }
}

const fileOrKept = async ({ request }: Asked): Promise<Response> => (await caches.match(request)) ?? fetch(request);

worker.addEventListener("install", (event) => event.waitUntil(keep().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname === page) event.respondWith(pageOrKept(event));
  else if (pathname.startsWith(assets)) event.respondWith(fileOrKept(event));
});

export {};
