import helmet from "@fastify/helmet";
import fastify from "fastify";
import type { App } from "./app.ts";

/**
 * Helmet's headers, which are the same for every answer: worked out once at start, by asking a server that has nothing
 * but helmet, since working them out costs as much as a route does.
 */
async function readHeaders(): Promise<Record<string, string>> {
  const bare = fastify();
  await bare.register(helmet, {
    // Pages bring their own (routes/pages.ts, the docs); what is left is JSON, which may load nothing.
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginEmbedderPolicy: false,
    // A payment page may be opened by the marketplace's and come back to it.
    crossOriginOpenerPolicy: { policy: "same-origin-allow-popups" },
  });
  bare.get("/", (_request, reply) => reply.send());
  const { headers } = await bare.inject("/");
  await bare.close();
  const own = new Set(["content-length", "connection", "date"]);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (own.has(name) ? [] : [[name, `${value}`]])),
  );
}

export async function protect(app: App): Promise<void> {
  const headers = await readHeaders();
  app.addHook("onRequest", (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}
