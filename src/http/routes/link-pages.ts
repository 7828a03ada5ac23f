import { PNG } from "pngjs";
import encodeQR from "qr";
import Type from "typebox";
import { deviceOf, type LinkView, shortUrl, surfaceFrom } from "#links";
import { type App, params, query } from "../app.ts";
import { gonePage, guidePage, linkPagePolicy, pastePage, reportPage } from "../link-page.ts";
import type { HttpParts } from "../parts.ts";
import { found } from "../refusal.ts";
import { Id } from "../schemas/index.ts";

const schema = { hide: true } as const;
const config = { access: "public" } as const;
const code = params({ code: Type.String({ minLength: 1, maxLength: 40 }) });

/** Each module as so many pixels, with the quiet zone that readers need. */
function qrPng(text: string): Buffer {
  const rows = encodeQR(text, "raw", { border: 4 });
  const scale = 8;
  const size = rows.length * scale;
  const png = new PNG({ width: size, height: size });
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const dark = rows[Math.trunc(y / scale)]?.[Math.trunc(x / scale)] === true;
      png.data.fill(dark ? 0 : 255, (y * size + x) * 4, (y * size + x) * 4 + 3);
      png.data[(y * size + x) * 4 + 3] = 255;
    }
  return PNG.sync.write(png);
}

/** What any device meets: short links, their QR codes, what apps ask a host about, the report for people. */
export async function linkPageRoutes(app: App, parts: HttpParts): Promise<void> {
  await app.register(async (scope: App) => {
    scope.addHook("onSend", async (_request, reply) => {
      reply.header("content-security-policy", linkPagePolicy);
      reply.header("referrer-policy", "no-referrer");
    });
    shortLinks(scope, parts);
    qrCodes(scope, parts);
    wellKnown(scope, parts);
    scope.get(
      "/transparency/:id",
      { config, schema: { ...schema, params: params({ id: Id("mkt") }) } },
      async (request, reply) => {
        const { id, name } = found(await parts.directory.getMarketplace(request.params.id));
        return reply.type("text/html; charset=utf-8").send(reportPage(name, await parts.links.linkReport(id)));
      },
    );
  });
}

const live = (link: LinkView | null): LinkView | null => (link?.state === "live" ? link : null);

function shortLinks(scope: App, parts: HttpParts): void {
  const { links, config: house } = parts;
  const asked = query({ from: Type.Optional(Type.String({ maxLength: 40 })) });
  const loose = { ...schema, params: code, querystring: Type.Object({ ...asked.properties }) };
  scope.get("/l", { config, schema }, async (_request, reply) =>
    reply.type("text/html; charset=utf-8").send(pastePage()),
  );
  scope.get("/l/:code", { config, schema: loose }, async (request, reply) => {
    // What a device is told depends on the app that asks, and on what holds at this moment.
    reply.header("cache-control", "no-store").header("vary", "User-Agent");
    const link = live(await links.linkOfCode(request.params.code));
    const html = reply.type("text/html; charset=utf-8");
    const gone = () => html.code(404).send(gonePage());
    if (!link) return gone();
    // As the hosts are now, not as they were when it was made: nobody is sent to one that was taken out or blocked.
    const leads = links.leadsOn(link);
    const { app } = deviceOf(request.headers["user-agent"] ?? "");
    // A browser: with the shop's app on the phone, App Links and Universal Links have opened that before we are asked.
    if (!app) return leads ? reply.redirect(link.target, 302) : gone();
    const { marketplace, store, kind, target } = link;
    const judged = links.checkLink({
      ...{
        marketplace,
        store,
        partner: app.id,
        direction: "out",
        class: kind,
        url: target,
        redirects: [],
        buyer: null,
      },
      surface: surfaceFrom(request.query.from),
    });
    if (!leads && judged.action !== "block") return gone();
    if (judged.action === "open") return reply.redirect(target, 302);
    const { title, picture, price, state } = link;
    const url = shortUrl(house.publicUrl, link.code);
    const preview = { kind, title, picture, price, code: link.code, state, url };
    return html.send(guidePage({ preview, app, judged, target }));
  });
}

function qrCodes(scope: App, parts: HttpParts): void {
  const { links, config: house } = parts;
  for (const kind of ["svg", "png"] as const)
    scope.get(`/l/:code/qr.${kind}`, { config, schema: { ...schema, params: code } }, async (request, reply) => {
      const link = found(live(await links.linkOfCode(request.params.code)));
      const url = shortUrl(house.publicUrl, link.code);
      reply.header("cache-control", "no-store");
      if (kind === "png") return reply.type("image/png").send(qrPng(url));
      return reply.type("image/svg+xml").send(encodeQR(url, "svg", { border: 4 }));
    });
}

/** Apple asks for no extension, application/json and no redirect. */
function wellKnown(scope: App, parts: HttpParts): void {
  const json = "application/json; charset=utf-8";
  scope.get("/.well-known/assetlinks.json", { config, schema }, async (_request, reply) =>
    reply.type(json).send(JSON.stringify(parts.links.assetLinks())),
  );
  scope.get("/.well-known/apple-app-site-association", { config, schema }, async (_request, reply) =>
    reply.type(json).send(JSON.stringify(parts.links.appleAssociation())),
  );
}
