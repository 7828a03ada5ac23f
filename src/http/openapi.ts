import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifySchema } from "fastify";
import { apiVersions, latestVersion, versionHeader } from "./api-version.ts";
import type { App } from "./app.ts";
import { docsLook } from "./docs-look.ts";
import { examples } from "./examples.ts";
import { faults } from "./faults.ts";

const about = `
Open a marketplace's checkout to the other camp's wallets, and keep its books to the fen.

- **Who calls:** \`Authorization: Bearer …\` with an API key (\`hk_live_…\`, \`hk_test_…\`),
  a personal token (\`hp_…\`), a checkout's secret (\`cs_…\`) or a friend's link (\`fl_…\`). What is not yours
  answers 404.
- **Repeats:** send an \`Idempotency-Key\` with each POST. The same key with the same request answers what it answered
  first, marked \`Idempotency-Hit: true\`; with another request it is refused.
- **Amounts** are \`{currency, minor}\`, minor units as text. **Times** are RFC 3339.
- **Lists** answer \`{data, next_cursor}\`; pass \`?cursor=\` on.
- **Versions** are dates: \`${versionHeader}: ${latestVersion}\`. Without it the latest answers; each answer
  names its own.
- **Errors** are RFC 9457 problems; programs go by \`code\`.
`.trim();

/** OpenAPI 3.1, made from the routes' own schemas; call before any route is added. */
export async function describeApi(app: App, publicUrl: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Hutong 互通", version: latestVersion, description: about },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer" },
          session: { type: "apiKey", in: "cookie", name: "hutong_session" },
        },
        headers: { Version: { description: "The date by which this was answered.", schema: versionSchema } },
      },
    },
    transformObject: (document) => addCommon("openapiObject" in document ? document.openapiObject : {}),
    refResolver: {
      // "Money", not "def-0".
      buildLocalReference: (json, _baseUri, _fragment, i) =>
        typeof json["$id"] === "string" ? json["$id"] : `def-${i}`,
    },
    transform: ({ schema, url, route }) => {
      const access = route.config?.access;
      const scoped = access !== undefined && typeof access !== "string";
      const security = scoped ? [{ bearer: [] }] : access === "session" ? [{ session: [] }] : [];
      const scope = scoped ? { "x-scope": access.scope } : {};
      const step = route.config?.recentStep ? askedAnew(schema) : {};
      const repeat = route.method === "POST" && scoped ? repeatHeader : {};
      const version = url.startsWith("/v1/") ? askedVersion : {};
      const headers = { headers: { type: "object", properties: { ...repeat, ...version } } };
      return { schema: { ...schema, security, ...scope, ...step, ...headers }, url };
    },
  });
}

/** Told of the route, so that no route has to say it of itself. */
function askedAnew(schema: FastifySchema) {
  const response = { ...(schema.response as Record<string, { description?: string }>) };
  const { status } = faults.step_up_due;
  const codes = [...(response[status]?.description?.split(", ") ?? []), "step_up_due"].sort();
  return {
    response: { ...response, [status]: { ...response[status], description: codes.join(", ") } },
    "x-recent-step": true,
  };
}

const repeatHeader = {
  "idempotency-key": {
    type: "string",
    minLength: 1,
    maxLength: 255,
    description: "Required for keys and persons; a buyer's page may leave it out.",
  },
};

const versionSchema = { type: "string" as const, enum: [...apiVersions] };
const askedVersion = {
  "hutong-version": { ...versionSchema, description: "The API's date; left out, the latest is answered." },
};

type Described = {
  operationId?: string;
  responses?: Record<string, object>;
  requestBody?: { content?: Record<string, object> };
};

/** Every answer under /v1 carries the date that it was made by; the most used requests carry an example. */
function addCommon<Document extends { paths?: object | undefined }>(document: Document): Document {
  const headers = { [versionHeader]: { $ref: "#/components/headers/Version" } };
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    if (!path.startsWith("/v1/")) continue;
    for (const { operationId = "", responses = {}, requestBody } of Object.values(item as Record<string, Described>)) {
      for (const response of Object.values(responses)) Object.assign(response, { headers });
      const json = requestBody?.content?.["application/json"];
      if (json && examples[operationId]) Object.assign(json, { example: examples[operationId] });
    }
  }
  return document;
}

/** The document and a page that shows it; the page asks nobody but this server. Call after all routes. */
export async function serveDocs(app: App): Promise<void> {
  app.get("/openapi.json", { config: { access: "public" }, schema: { hide: true } }, async () => app.swagger());
  await app.register(swaggerUi, { routePrefix: "/docs", staticCSP: true, ...docsLook });
}
