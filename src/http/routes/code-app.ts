import Type from "typebox";
import { fromDecimalText, type Money, toDecimalText } from "#money";
import { type App, params } from "../app.ts";
import { faults } from "../faults.ts";
import type { HttpParts } from "../parts.ts";
import { wordsOf } from "./code-page.ts";

/**
 * The page behind a printed code for an app that draws it itself: the same question and the same form as JSON. The
 * app is known by its user agent, as the page knows it.
 */
export function codeAppRoutes(app: App, { codes }: Pick<HttpParts, "codes">): void {
  const where = params({ id: Type.String({ maxLength: 40 }) });
  const open = { config: { access: "public" } as const, schema: { hide: true, params: where } };

  app.get("/c/:id/app", open, async (request, reply) => {
    const opened = await codes.open(request.params.id, request.headers["user-agent"] ?? "");
    reply.header("cache-control", "no-store").type("application/json");
    if (!opened.ok) return reply.code(faults[opened.fault].status).send({ says: wordsOf(opened) } as never);
    const { code, store, offers } = opened.value;
    return reply.send({
      store: { zh: code.title, en: store.en },
      amount: code.amount === null ? null : toDecimalText(code.amount),
      currency: code.currency,
      key: codes.formKey(),
      offers: offers.map(({ wallet, open, here, via, reasons: [why] }) => ({
        ...{ wallet: wallet.id, title: wallet.title, open, here, via: via ?? null },
        says: why ? { zh: why.zh, en: why.en } : null,
      })),
    } as never);
  });

  app.post("/c/:id/app", { ...open, schema: { ...open.schema, body: Asked } }, async (request, reply) => {
    const { wallet, amount, key } = request.body;
    const asked = { code: request.params.id, wallet, amount: amountOf(amount), key };
    const started = await codes.pay({ ...asked, userAgent: request.headers["user-agent"] ?? "", ip: request.ip });
    reply.header("cache-control", "no-store").type("application/json");
    if (!started.ok) return reply.code(faults[started.fault].status).send({ says: wordsOf(started) } as never);
    return reply.send(started.value as never);
  });
}

const Asked = Type.Object({
  wallet: Type.String({ maxLength: 32 }),
  amount: Type.Union([Type.String({ maxLength: 16 }), Type.Null()]),
  key: Type.String({ minLength: 26, maxLength: 26 }),
});

function amountOf(text: string | null): Money | null {
  try {
    return text === null ? null : fromDecimalText(text, "CNY");
  } catch {
    return null;
  }
}
