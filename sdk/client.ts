import { apiVersion, type Operations, routes } from "./api.ts";
import { HutongUnknown } from "./faults.ts";
import { type Asked, type Outside, send } from "./send.ts";

export type HutongOptions = {
  /** The house's address without a path, such as https://pay.example.com. */
  url: string;
  /** `hk_…`, `hp_…`, `cs_…` or `fl_…`; none for what is public. */
  token?: string;
  /** Attempts beyond the first; 3. */
  retries?: number;
  /** Milliseconds per attempt; 30,000. */
  timeout?: number;
  /** The longest `Retry-After` that is waited for, in milliseconds; 60,000. */
  retryAfterMax?: number;
  /** The language of problems: `zh-CN` or `en`; `en`. */
  language?: "zh-CN" | "en";
  /** For tests, or another network. */
  outside?: Partial<Outside>;
};

export type CallOptions = {
  /** Yours, where a repeat may come from another process; otherwise one is made for each call. 1 to 255 characters. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  timeout?: number;
};

export type OperationId = keyof Operations;
export type Input<K extends OperationId> = Operations[K]["input"];
export type Answer<K extends OperationId> = Operations[K]["answer"];
/** The argument may be left out where nothing in it is required. */
type Ask<K extends OperationId> = Record<never, never> extends Input<K> ? [input?: Input<K>] : [input: Input<K>];

export type Api = {
  [K in OperationId]: (...given: [...Ask<K>, options?: CallOptions]) => Promise<Answer<K>>;
};

export type RawGiven = Omit<CallOptions, "idempotencyKey"> & { body?: unknown; idempotencyKey?: string | null };

/** Operations that answer in pages, and what their pages hold. */
type Paged = { data: readonly unknown[]; next_cursor: string | null };
export type PagedId = { [K in OperationId]: Answer<K> extends Paged ? K : never }[OperationId];
export type Item<K extends PagedId> = Answer<K> extends { data: ReadonlyArray<infer T> } ? T : never;

export type Hutong = {
  /** Every operation of the API by its name: `hutong.api.createCheckout({ body })`. */
  api: Api;
  /**
   * One call as it is written, such as `call("POST", "/v1/refunds", { body })`: for paths that this version of the SDK
   * does not know. `idempotencyKey`: left out, one is made for a POST; null, none is sent, and it is not tried again.
   */
  call(method: "GET" | "POST", path: `/v1/${string}`, given?: RawGiven): Promise<unknown>;
  /** Everything that a list holds, page after page, asked for as it is read. */
  each<K extends PagedId>(operation: K, ...given: Ask<K>): AsyncGenerator<Item<K>, void, undefined>;
};

type AnyInput = {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
};

const realOutside: Outside = {
  fetch: (...given) => fetch(...given),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
  now: Date.now,
};

/** A client of one house. It holds no connection and no state beyond what it is given. */
export function createHutong(options: HutongOptions): Hutong {
  const outside = { ...realOutside, ...options.outside };
  const rules = { retries: options.retries ?? 3, retryAfterMax: options.retryAfterMax ?? 60_000 };
  const call = async (operation: OperationId, input: AnyInput = {}, by: CallOptions = {}): Promise<unknown> => {
    const asked = request(options, operation, input, by);
    const { response, content } = await send(asked, rules, outside);
    return read(response, content, asked);
  };
  const names = Object.keys(routes) as OperationId[];
  const api = Object.fromEntries(
    names.map((name) => [name, (input?: AnyInput, by?: CallOptions) => call(name, input, by)]),
  );
  return {
    api: api as unknown as Api,
    call: async (method, path, { body, idempotencyKey, ...by } = {}) => {
      const key = method === "POST" && idempotencyKey !== null ? (idempotencyKey ?? crypto.randomUUID()) : null;
      const asked = toAsked(options, { method, path, body, key }, by);
      const { response, content } = await send(asked, rules, outside);
      return read(response, content, asked);
    },
    each: (operation, ...given) => pages(call, operation, given[0] as AnyInput | undefined) as never,
  };
}

async function* pages(
  call: (operation: OperationId, input: AnyInput) => Promise<unknown>,
  operation: OperationId,
  input: AnyInput = {},
): AsyncGenerator<unknown, void, undefined> {
  let cursor: string | null = null;
  do {
    const query: Record<string, unknown> = { ...input.query, ...(cursor === null ? {} : { cursor }) };
    const page = (await call(operation, { ...input, query })) as Partial<Paged> | null;
    // Another program at that address may answer 200 as well.
    if (!Array.isArray(page?.data)) {
      const what = { en: `${operation}: the answer is no page of a list`, zh: `${operation}：应答不是列表` };
      throw new HutongUnknown({ what, attempts: 1, key: null, method: "GET" });
    }
    yield* page.data;
    cursor = page.next_cursor ?? null;
  } while (cursor !== null);
}

function request(options: HutongOptions, operation: OperationId, input: AnyInput, by: CallOptions): Asked {
  const [method = "GET", template = "/", repeats] = routes[operation];
  const path = template.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = input.params?.[name];
    if (value === undefined || value === "") throw new TypeError(`${operation} needs params.${name}.`);
    return encodeURIComponent(String(value));
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) query.append(name, String(one));
  }
  const key = repeats === "key" && method === "POST" ? (by.idempotencyKey ?? crypto.randomUUID()) : null;
  return toAsked(options, { method, path: `${path}${query.size > 0 ? `?${query}` : ""}`, body: input.body, key }, by);
}

type Written = { method: string; path: string; body: unknown; key: string | null };

/** Bytes go as they are, everything else as JSON. */
const isBytes = (body: unknown): body is Uint8Array<ArrayBuffer> | Blob =>
  body instanceof Uint8Array || body instanceof Blob;

function toAsked(options: HutongOptions, { method, path, body, key }: Written, by: CallOptions): Asked {
  const headers: Record<string, string> = {
    accept: "application/json, application/problem+json, */*",
    "accept-language": options.language ?? "en",
    "hutong-version": apiVersion,
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...(key === null ? {} : { "idempotency-key": key }),
    ...(body === undefined ? {} : { "content-type": isBytes(body) ? "application/octet-stream" : "application/json" }),
  };
  return {
    ...{ method, headers, key, signal: by.signal, timeout: by.timeout ?? options.timeout ?? 30_000 },
    url: `${options.url.replace(/\/+$/, "")}${path}`,
    body: body === undefined || isBytes(body) ? body : JSON.stringify(body),
  };
}

/** JSON as its shape, text as text, anything else as bytes. */
function read(response: Response, content: Uint8Array, asked: Asked): unknown {
  const type = response.headers.get("content-type") ?? "";
  if (content.length === 0) return null;
  if (/^text\/|\+xml/.test(type)) return new TextDecoder().decode(content);
  if (!/^application\/json/.test(type)) return content;
  try {
    return JSON.parse(new TextDecoder().decode(content));
  } catch (cause) {
    const { origin } = new URL(asked.url);
    const what = { en: `The answer of ${origin} is no JSON`, zh: `${origin} 的应答不是 JSON` };
    throw new HutongUnknown({ what, attempts: 1, key: asked.key, method: asked.method }, cause);
  }
}
