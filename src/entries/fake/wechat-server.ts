/**
 * A strict fake of the part of WeChat's server API that makes links into mini programs: stable_token, generatescheme,
 * generate_urllink. Error numbers are remembered, not verified. It checks what it is asked as the real one is said to:
 * the app's secret, a token that is known and not over, paths without a query, at most 1024 characters of query, at
 * most 30 days.
 */
export type WechatServer = {
  call(asked: { url: string; body: string }): Promise<{ status: number; body: string }>;
  /** Tokens that were given out count no more. */
  forget(): void;
  calls: { token: number; link: number };
  knob: "ok" | "silent" | "nonsense" | "quota";
};

type Outside = {
  now(): Date;
  random(bytes: number): Uint8Array;
  /** An app's secret; null: no such app. */
  secretOf(app: string): string | null;
};

const tokenMs = 7_200_000;

export function makeWechatServer({ now, random, secretOf }: Outside): WechatServer {
  let tokens = new Map<string, { app: string; until: number }>();
  const text = (bytes: number): string => Buffer.from(random(bytes)).toString("hex");
  const token = (asked: Record<string, unknown>): object => {
    const { grant_type: grant, appid, secret, force_refresh: force } = asked;
    if (grant !== "client_credential") return refused(40002, "invalid grant_type");
    const own = typeof appid === "string" ? secretOf(appid) : null;
    if (typeof appid !== "string" || own === null) return refused(40013, "invalid appid");
    if (own !== secret) return refused(40125, "invalid appsecret");
    const at = now().getTime();
    const standing = [...tokens].find(([, one]) => one.app === appid && one.until - at > 300_000);
    if (standing && force !== true)
      return { access_token: standing[0], expires_in: Math.trunc((standing[1].until - at) / 1000) };
    const made = text(32);
    tokens.set(made, { app: appid, until: at + tokenMs });
    return { access_token: made, expires_in: tokenMs / 1000 };
  };
  const link = (path: string, given: string | null, asked: Record<string, unknown>): object => {
    const known = given === null ? undefined : tokens.get(given);
    if (!known) return refused(40001, "invalid credential, access_token is invalid or not latest");
    if (known.until <= now().getTime()) return refused(42001, "access_token expired");
    const scheme = path === "/wxa/generatescheme";
    const wrong = faultOf(scheme ? asked["jump_wxa"] : asked, asked);
    if (wrong !== null) return refused(40097, wrong);
    const ticket = text(8);
    return scheme
      ? { errcode: 0, errmsg: "ok", openlink: `weixin://dl/business/?t=${ticket}` }
      : { errcode: 0, errmsg: "ok", url_link: `https://wxaurl.cn/${ticket}` };
  };
  const server: WechatServer = {
    calls: { token: 0, link: 0 },
    knob: "ok",
    forget: () => {
      tokens = new Map();
    },
    async call({ url, body }) {
      const { pathname, searchParams } = new URL(url);
      const isToken = pathname === "/cgi-bin/stable_token";
      if (!isToken && !["/wxa/generatescheme", "/wxa/generate_urllink"].includes(pathname))
        return { status: 404, body: "" };
      server.calls[isToken ? "token" : "link"]++;
      if (server.knob === "silent") throw new Error("time-out");
      if (server.knob === "nonsense") return { status: 200, body: "<html>" };
      const asked = parsed(body);
      if (asked === null) return answer(refused(47001, "data format error"));
      if (isToken) return answer(token(asked));
      if (server.knob === "quota") return answer(refused(44990, "reach max api minute or second quota limit"));
      return answer(link(pathname, searchParams.get("access_token"), asked));
    },
  };
  return server;
}

const refused = (errcode: number, errmsg: string): object => ({ errcode, errmsg });
const answer = (body: object) => ({ status: 200, body: JSON.stringify(body) });

function parsed(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

/** What is wrong about where a link leads or how long it holds; null: nothing. */
function faultOf(target: unknown, { is_expire, expire_type, expire_interval }: Record<string, unknown>): string | null {
  if (typeof target !== "object" || target === null) return "jump_wxa is missing";
  const { path, query, env_version: version } = target as Record<string, unknown>;
  if (typeof path !== "string" || /[?#]/.test(path)) return "path is invalid";
  if (typeof query !== "string" || query.length > 1024) return "query is invalid";
  if (version !== "release" && version !== "trial" && version !== "develop") return "env_version is invalid";
  if (is_expire !== true || expire_type !== 1) return "a link without an end is made no more";
  const days = typeof expire_interval === "number" ? expire_interval : 0;
  return days >= 1 && days <= 30 ? null : "expire_interval is invalid";
}
