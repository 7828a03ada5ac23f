import { targetFault } from "./check.ts";
import type { AnyContext } from "./context.ts";
import { shutBy } from "./launch.ts";
import { alipayScheme } from "./links.ts";
import { getEntry } from "./register.ts";
import { entrySecret } from "./secrets.ts";
import type { EntrySurface, EntryView, MadeLink, Result } from "./types.ts";
import { isStale, type LinkForm, wechatLink, wechatToken } from "./wechat-calls.ts";

/** A token is not used in its last minutes: a call that is under way would meet its end. */
const earlyMs = 300_000;
const linkDays = 30;

type Asked = { surface: EntrySurface; form: LinkForm; path?: string; query?: string };

/**
 * A link into an entry that a browser or another app can open, asked of the host app by the house itself. Alipay's
 * scheme takes no call. WeChat's takes a token, which is kept in memory, and asked for anew once when WeChat says that
 * it is over. A link is one user's and good for 30 days, so that each call makes another one.
 */
export async function makeEntryLink(context: AnyContext, id: string, asked: Asked): Promise<Result<MadeLink>> {
  const { clock } = context.needs;
  const entry = await getEntry(context, id);
  if (!entry) return { ok: false, fault: "not_found" };
  const target = { path: asked.path ?? entry.path, query: asked.query ?? "" };
  const wrong = targetFault(target);
  if (wrong !== null) return { ok: false, fault: "entry_invalid", detail: { field: wrong } };
  const reasons = shutBy(context, entry, asked.surface);
  if (reasons.length > 0) return { ok: false, fault: "entry_shut", detail: { reasons } };
  const { form } = asked;
  if (entry.host === "alipay" && entry.kind === "mini_program" && form === "scheme")
    return { ok: true, value: { entry: id, form, url: alipayScheme(entry.app_id, target), expires_at: null } };
  if (entry.host !== "wechat" || entry.kind !== "mini_program")
    return { ok: false, fault: "entry_invalid", detail: { field: "form" } };
  const made = await askWechat(context, entry, form, target);
  if (!made.ok) return made;
  const expires = new Date(clock.now().getTime() + linkDays * 86_400_000);
  return { ok: true, value: { entry: id, form, url: made.value, expires_at: expires } };
}

async function askWechat(
  context: AnyContext,
  entry: EntryView,
  form: LinkForm,
  target: { path: string; query: string },
): Promise<Result<string>> {
  const { call } = context.needs;
  const own = await entrySecret(context, entry.id);
  if (!own) return { ok: false, fault: "entry_secret_missing" };
  let stale: string | null = null;
  for (;;) {
    const token: Result<string> = await tokenOf(context, entry, own, stale);
    if (!token.ok) return token;
    const answer = await wechatLink(call, { origin: own.origin, token: token.value, form, target });
    if (answer.kind === "link") return { ok: true, value: answer.url };
    if (stale !== null || !isStale(answer)) return refusedBy(answer);
    stale = token.value;
  }
}

function refusedBy(answer: { kind: string; code?: number; says?: string; cause?: string }): Result<never> {
  if (answer.kind !== "refused") return { ok: false, fault: "host_silent", detail: { cause: answer.cause } };
  return { ok: false, fault: "host_refused", detail: { code: answer.code, says: answer.says } };
}

type Own = { secret: string; origin: string; setAt: Date };

/**
 * From memory while it is good and the secret is the same; callers who need one at the same time ask together. `stale`:
 * a token that WeChat has just refused; whoever finds another in its place uses that one.
 */
async function tokenOf(context: AnyContext, entry: EntryView, own: Own, stale: string | null): Promise<Result<string>> {
  const now = context.needs.clock.now();
  const asked = context.tokens.get(entry.id);
  const known = asked && (await asked);
  const fits = known?.ok && known.value.setAt.getTime() === own.setAt.getTime() && known.value.until > now;
  if (fits && known.value.token !== stale) return { ok: true, value: known.value.token };
  // Of several that waited for the same one, the first asks and the others wait for its answer.
  const other = context.tokens.get(entry.id);
  const asking = other !== asked && other ? other : askToken(context, entry, own, stale !== null);
  context.tokens.set(entry.id, asking);
  const answer = await asking;
  if (answer.ok) return { ok: true, value: answer.value.token };
  if (context.tokens.get(entry.id) === asking) context.tokens.delete(entry.id);
  return answer;
}

async function askToken({ needs }: AnyContext, entry: EntryView, own: Own, fresh: boolean) {
  const { origin, secret, setAt } = own;
  const now = needs.clock.now();
  const answer = await wechatToken(needs.call, { origin, appId: entry.app_id, secret, fresh, now });
  if (answer.kind !== "token") return refusedBy(answer);
  const until = new Date(Math.max(now.getTime(), answer.value.expiresAt.getTime() - earlyMs));
  return { ok: true, value: { token: answer.value.token, until, setAt } } as const;
}
