import { type Target, wechatBody } from "./links.ts";
import type { HostAnswer, HostCall } from "./types.ts";

/** WeChat's own address; a sandbox's may stand in for it. */
export const wechatOrigin = "https://api.weixin.qq.com";
const timeoutMs = 8000;

export type HostToken = { token: string; expiresAt: Date };
export type HostRefusal = { kind: "refused"; code: number; says: string };
type Unknown = { kind: "unknown"; cause: string };

/** Number of WeChat's for a token that is wrong or over: 40001, 40014, 42001. Remembered, not verified. */
const staleCodes = [40001, 40014, 42001];
export const isStale = (answer: { kind: string; code?: number }): boolean =>
  answer.kind === "refused" && answer.code !== undefined && staleCodes.includes(answer.code);

/**
 * Asks for an access token by app id and secret: POST /cgi-bin/stable_token, which answers everybody the same one until
 * it is nearly over, so that several processes do not take each other's away. Path and fields are remembered, not
 * verified.
 */
export async function wechatToken(
  call: HostCall,
  asked: { origin: string; appId: string; secret: string; fresh: boolean; now: Date },
): Promise<{ kind: "token"; value: HostToken } | HostRefusal | Unknown> {
  const { origin, appId, secret, fresh, now } = asked;
  const grant = { grant_type: "client_credential", appid: appId, secret, force_refresh: fresh };
  const answer = await post(call, `${origin}/cgi-bin/stable_token`, JSON.stringify(grant));
  if (answer.kind !== "read") return answer;
  const { access_token: token, expires_in: seconds } = answer.value;
  if (typeof token !== "string" || typeof seconds !== "number" || seconds <= 0)
    return { kind: "unknown", cause: "WeChat answered no token" };
  return { kind: "token", value: { token, expiresAt: new Date(now.getTime() + seconds * 1000) } };
}

export type LinkForm = "scheme" | "url_link";
const paths = { scheme: "/wxa/generatescheme", url_link: "/wxa/generate_urllink" } as const;
const fields = { scheme: "openlink", url_link: "url_link" } as const;
/** What each form's answer begins with, by WeChat's own pages. */
const shapes = { scheme: /^weixin:\/\/dl\/business\//, url_link: /^https:\/\/wx(aurl\.cn|mpurl\.cn)\// } as const;

/** Asks WeChat for a link into a mini program. */
export async function wechatLink(
  call: HostCall,
  asked: { origin: string; token: string; form: LinkForm; target: Target },
): Promise<{ kind: "link"; url: string } | HostRefusal | Unknown> {
  const { origin, token, form, target } = asked;
  const url = `${origin}${paths[form]}?access_token=${encodeURIComponent(token)}`;
  const answer = await post(call, url, wechatBody(form, target));
  if (answer.kind !== "read") return answer;
  const link = answer.value[fields[form]];
  if (typeof link !== "string" || !shapes[form].test(link))
    return { kind: "unknown", cause: "WeChat answered no link of that form" };
  return { kind: "link", url: link };
}

async function post(
  call: HostCall,
  url: string,
  body: string,
): Promise<{ kind: "read"; value: Record<string, unknown> } | HostRefusal | Unknown> {
  let answer: HostAnswer;
  try {
    answer = await call({ url, body, timeoutMs });
  } catch {
    // The address holds a token or the body a secret: the fault's own words are not passed on.
    return { kind: "unknown", cause: "WeChat's server did not answer" };
  }
  const value = readObject(answer.body);
  if (answer.status !== 200 || value === null) return { kind: "unknown", cause: `WeChat answered ${answer.status}` };
  const { errcode, errmsg } = value;
  if (typeof errcode === "number" && errcode !== 0)
    // -1 is WeChat's own trouble: nothing was decided.
    return errcode === -1
      ? { kind: "unknown", cause: "WeChat is busy" }
      : { kind: "refused", code: errcode, says: typeof errmsg === "string" ? errmsg.slice(0, 200) : "" };
  return { kind: "read", value };
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
