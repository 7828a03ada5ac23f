import Type from "typebox";
import { fromDecimalText, type Money } from "#money";
import type { Words } from "#wallets/protocol";
import { type App, params } from "../app.ts";
import type { CodesDoor } from "../codes-door.ts";
import { faults } from "../faults.ts";
import type { HttpParts, Result } from "../parts.ts";
import { prefersChinese } from "../problems.ts";
import { codeHtml, type PageWords, refusalHtml } from "./code-html.ts";

/** Posting leads out of the house: into a wallet, by an address of its own or one that opens its app. */
const policyOf = (schemes: readonly string[], nonce: string): string =>
  [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "base-uri 'none'",
    ["form-action 'self' https: http:", ...schemes].join(" "),
    "frame-ancestors 'none'",
  ].join("; ");

type Form = { wallet: string; amount: string; key: string; openid: string };

function readForm(body: string): Form {
  const fields = new URLSearchParams(body);
  const text = (name: string, max: number) => (fields.get(name) ?? "").trim().slice(0, max);
  return { wallet: text("wallet", 32), amount: text("amount", 16), key: text("key", 26), openid: text("openid", 128) };
}

/** Yuan as a person types them; null for anything that is no amount. */
function amountOf(text: string): Money | null {
  try {
    return text === "" ? null : fromDecimalText(text.replace("，", ".").replace("。", "."), "CNY");
  } catch {
    return null;
  }
}

const statusOf = (fault: keyof typeof faults): number => faults[fault].status;

type Parts = Pick<HttpParts, "codes" | "ids" | "wallets">;

/** The page behind a printed code: any wallet's scanner opens it, and it leads into that wallet's own payment. */
export async function codePageRoutes(app: App, { codes, ids, wallets }: Parts): Promise<void> {
  const schemes = wallets.flatMap((one) => one.schemes);
  const policy = (nonce: string) => policyOf(schemes, nonce);
  await app.register(async (scope: App) => {
    scope.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
      done(null, body),
    );
    const shown = {
      config: { access: "public" } as const,
      schema: { hide: true, params: params({ id: Type.String({ maxLength: 40 }) }) },
    };
    type Asked = { headers: { "user-agent"?: string | undefined; "accept-language"?: string | undefined } };
    const wordsFor = (asked: Asked): PageWords => (prefersChinese(asked.headers["accept-language"]) ? "zh" : "en");
    const render = async (codes: CodesDoor, id: string, asked: Asked, told: Told | null, openid: string) => {
      const nonce = ids.next("req");
      const language = wordsFor(asked);
      const opened = await codes.open(id, asked.headers["user-agent"] ?? "");
      if (!opened.ok)
        return { nonce, status: statusOf(opened.fault), html: refusalHtml(language, nonce, wordsOf(opened)) };
      const key = codes.formKey();
      const html = codeHtml({ ...opened.value, language, nonce, key, openid, says: told?.says ?? null });
      return { nonce, status: told?.status ?? 200, html };
    };

    scope.get("/c/:id", shown, async (request, reply) => {
      const { openid } = request.query as { openid?: string };
      const page = await render(codes, request.params.id, request, null, (openid ?? "").slice(0, 128));
      reply.header("content-security-policy", policy(page.nonce)).header("referrer-policy", "no-referrer");
      return reply
        .code(page.status)
        .header("cache-control", "no-store")
        .type("text/html; charset=utf-8")
        .send(page.html);
    });

    scope.post("/c/:id", shown, async (request, reply) => {
      const { wallet, amount, key, openid } = readForm(typeof request.body === "string" ? request.body : "");
      const userAgent = request.headers["user-agent"] ?? "";
      const asked = { code: request.params.id, wallet, amount: amountOf(amount), key, userAgent, ip: request.ip };
      const started = await codes.pay({ ...asked, ...(openid === "" ? {} : { openid }) });
      if (started.ok) return reply.redirect(started.value.url, 303);
      const told = { status: statusOf(started.fault), says: wordsOf(started) };
      const page = await render(codes, request.params.id, request, told, openid);
      reply.header("content-security-policy", policy(page.nonce)).header("referrer-policy", "no-referrer");
      return reply
        .code(page.status)
        .header("cache-control", "no-store")
        .type("text/html; charset=utf-8")
        .send(page.html);
    });
  });
}

type Told = { status: number; says: Words };

/** The reasons of a decision where there are any, else the fault's own words. */
export function wordsOf(refused: Extract<Result<unknown>, { ok: false }>): Words {
  const reasons = refused.detail?.["reasons"];
  const [first] = Array.isArray(reasons) ? (reasons as (Words & { code: string })[]) : [];
  return first ? { zh: first.zh, en: first.en } : faults[refused.fault].title;
}
