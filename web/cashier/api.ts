import type { Bill, FriendLink, FriendView, ProblemJson, Started, StartInput, WalletList, Words } from "./contract.ts";

/** Who reads: a buyer with the checkout's secret, or a friend with the token of a link. */
export type Access =
  | { kind: "buyer"; checkout: string; secret: string }
  | { kind: "friend"; checkout: string | null; token: string };

/** `unreachable`: no answer at all, or one that says "later"; nothing is known about what the server did. */
export type Failure = {
  kind: "unreachable" | "denied" | "not_found" | "refused";
  code: string;
  words: Words | null;
  requestId: string | null;
};

/** `skewMs`: what to add to this machine's clock to have the server's, from the Date header (whole seconds). */
export type Answer<T> = { ok: true; value: T; skewMs: number | null } | { ok: false; failure: Failure };

export type Api = {
  read(): Promise<Answer<Bill>>;
  /** Makes the server ask the wallets now, then answers what is known. */
  check(): Promise<Answer<Bill>>;
  /** `key` names the buyer's intention: the same key again never starts a second payment. */
  start(input: Omit<StartInput, "checkout">, key: string): Promise<Answer<Started>>;
  askFriend(key: string): Promise<Answer<FriendLink>>;
  /** Names and marks of all wallets: a finished checkout offers none, but was paid with one. */
  wallets(): Promise<Answer<WalletList>>;
  /** Where EventSource listens; it has no headers, so the token is in the query. Null until the checkout is known. */
  eventsUrl(): string | null;
};

type Transport = { fetch: typeof fetch; now: () => number; timeoutMs: number };
type Call = <T>(method: "GET" | "POST", path: string, body?: object, key?: string) => Promise<Answer<T>>;

export function openApi(access: Access, transport: Transport): Api {
  const token = access.kind === "buyer" ? access.secret : access.token;
  const call: Call = (method, path, body, key) => send(transport, token, { method, path, body, key });
  let checkout = access.checkout;

  const read = async (): Promise<Answer<Bill>> => {
    if (access.kind === "buyer") return call<Bill>("GET", `/v1/checkouts/${encodeURIComponent(access.checkout)}`);
    const answer = await call<FriendView>("GET", `/v1/friend-links/${encodeURIComponent(access.token)}`);
    if (!answer.ok) return answer;
    checkout = answer.value.checkout;
    return { ...answer, value: { ...answer.value, id: checkout } };
  };

  return {
    read,
    async check() {
      const answer = await call<Bill>("POST", `/v1/checkouts/${checkout}/check`, {});
      return answer.ok && access.kind === "friend" ? read() : answer;
    },
    start: (input, key) => call<Started>("POST", "/v1/payments", { checkout, ...input }, key),
    askFriend: (key) => call<FriendLink>("POST", `/v1/checkouts/${checkout}/friend-links`, {}, key),
    wallets: () => call<WalletList>("GET", "/v1/wallets"),
    eventsUrl: () => checkout && `/v1/checkouts/${checkout}/events?access_token=${encodeURIComponent(token)}`,
  };
}

type Request = { method: "GET" | "POST"; path: string; body: object | undefined; key: string | undefined };

async function send<T>(transport: Transport, token: string, request: Request): Promise<Answer<T>> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: "application/json" };
  if (request.body) headers["content-type"] = "application/json";
  if (request.key) headers["idempotency-key"] = request.key;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), transport.timeoutMs);
  const sentAt = transport.now();
  try {
    const response = await transport.fetch(request.path, {
      method: request.method,
      headers,
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
      cache: "no-store",
      credentials: "omit",
      signal: abort.signal,
    });
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) return { ok: false, failure: failureOf(response.status, asProblem(body)) };
    if (body === null) return { ok: false, failure: failureOf(502, {}) };
    return { ok: true, value: body as T, skewMs: skew(response.headers.get("date"), sentAt, transport.now()) };
  } catch {
    return { ok: false, failure: { kind: "unreachable", code: "network", words: null, requestId: null } };
  } finally {
    clearTimeout(timer);
  }
}

function asProblem(body: unknown): ProblemJson {
  return typeof body === "object" && body !== null ? body : {};
}

export function failureOf(status: number, problem: ProblemJson): Failure {
  const said = problem.detail ?? problem.title;
  const saidInChinese = problem.zh?.detail ?? problem.zh?.title ?? said;
  return {
    kind: kindOf(status),
    code: problem.code ?? `http_${status}`,
    words: said && saidInChinese ? { en: said, zh: saidInChinese } : null,
    requestId: problem.request_id ?? null,
  };
}

function kindOf(status: number): Failure["kind"] {
  if (status === 401 || status === 403) return "denied";
  if (status === 404 || status === 410) return "not_found";
  return status >= 500 || status === 429 || status === 408 ? "unreachable" : "refused";
}

/** The header has whole seconds: the middle of that second is the best guess for the middle of the call. */
export function skew(date: string | null, sentAt: number, receivedAt: number): number | null {
  const server = date ? Date.parse(date) : Number.NaN;
  return Number.isNaN(server) ? null : server + 500 - (sentAt + receivedAt) / 2;
}
