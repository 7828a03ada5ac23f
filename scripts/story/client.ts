import { randomUUID } from "node:crypto";
import { Agent, request } from "undici";
import type { ActivationState, ActivationView, MarketplaceView, MerchantView, StoreView } from "#directory";
import type { AccountView, Scope, Wire } from "#http";
import type { MoneyJson } from "#money";
import type {
  BuyerFacts,
  CheckoutView,
  FriendView,
  PaymentView,
  Reason,
  RefundView,
  Started,
  StartPayment,
} from "#payments";
import { wordsOf } from "#start-fault";
import type { Words } from "#wallets/protocol";
import { allianceCalls } from "./alliance-calls.ts";
import { disputeCalls } from "./dispute-calls.ts";
import { hostCalls } from "./host-calls.ts";
import { hubCalls } from "./hub-calls.ts";
import { linkCalls } from "./link-calls.ts";
import { openingCalls } from "./opening-calls.ts";
import { reconciliationCalls } from "./reconciliation-calls.ts";
import { wallCalls } from "./wall-calls.ts";
import { withdrawalCalls } from "./withdrawal-calls.ts";

/** What the API answers, as it crosses the wire. */
export type Checkout = Wire<CheckoutView>;
export type Payment = Wire<PaymentView>;
export type Offer = Checkout["offers"][number];

/** A refusal of the API: a problem of RFC 9457. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly reasons: readonly Reason[];
  /** What it is about: names and texts. */
  readonly context: Readonly<Record<string, string>>;
  constructor(call: string, status: number, body: Readonly<Record<string, unknown>>) {
    const { code, detail, errors, reasons, context } = body;
    const more = errors ?? reasons ?? context;
    const about = more === undefined ? "" : ` ${JSON.stringify(more)}`;
    super(`${call} answered ${status} ${String(code ?? "")}: ${String(detail ?? "")}${about}`);
    this.name = "Problem";
    this.status = status;
    this.code = String(code);
    this.reasons = Array.isArray(reasons) ? (reasons as Reason[]) : [];
    this.context = (context ?? {}) as Record<string, string>;
  }
}

export type NewStoreOrder = {
  store: string;
  number: string;
  title: string;
  amount: MoneyJson;
  lines: { title: string; quantity: number; amount: MoneyJson }[];
};

type List<T> = { data: T[]; next_cursor: string | null };
type NewCheckout = {
  orders: NewStoreOrder[];
  buyer: BuyerFacts;
  success_url: string;
  cancel_url: string;
  metadata?: Record<string, string>;
};
type Start = Pick<StartPayment, "checkout" | "wallet" | "method" | "device" | "order"> & { openid?: string };

const timeoutMs = 30_000;

/** Who calls: nobody, the holder of a token, or a person who signed in. */
export type Proof = string | null | { cookie: string; csrf: string };

function proofHeaders(proof: Proof): Record<string, string> {
  if (proof === null) return {};
  if (typeof proof === "string") return { authorization: `Bearer ${proof}` };
  return { cookie: proof.cookie, "x-csrf-token": proof.csrf };
}

/** HTTP with JSON; `fetchPage` is for what is no JSON. Kept-alive connections end with the program. */
export function makeCaller(base: string, proof: Proof) {
  const agent = new Agent({ keepAliveTimeout: 1_000 });
  const ask = async (method: "GET" | "POST" | "PUT", path: string, body?: unknown) => {
    const url = new URL(path, base).href;
    const headers: Record<string, string> = { accept: "application/json", ...proofHeaders(proof) };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (method === "POST") headers["idempotency-key"] = randomUUID();
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      return await request(url, { dispatcher: agent, method, headers, signal, ...text });
    } catch (fault) {
      throw new Error(`${method} ${url} got no answer: ${wordsOf(fault)}`);
    }
  };
  const json = async <T>(method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<T> => {
    const answer = await ask(method, path, body);
    const text = await answer.body.text();
    const call = `${method} ${path.split("?", 1)[0]}`;
    const read = parsed(text);
    if (read === null) throw new Error(`${call} answered ${answer.statusCode} without JSON: ${text.slice(0, 120)}`);
    if (answer.statusCode >= 400) throw new Problem(call, answer.statusCode, read);
    return read as T;
  };
  return {
    get: <T>(path: string) => json<T>("GET", path),
    post: <T>(path: string, body?: unknown) => json<T>("POST", path, body),
    put: <T>(path: string, body: unknown) => json<T>("PUT", path, body),
    /** A POST whose answer sets a cookie. */
    async enter<T>(path: string, body: unknown): Promise<{ cookie: string; told: T }> {
      const answer = await ask("POST", path, body);
      const told = parsed(await answer.body.text()) ?? {};
      if (answer.statusCode >= 400) throw new Problem(`POST ${path}`, answer.statusCode, told);
      const cookie = [answer.headers["set-cookie"] ?? ""].flat()[0]?.split(";", 1)[0] ?? "";
      return { cookie, told: told as T };
    },
    async fetchPage(url: string): Promise<{ status: number; type: string; text: string }> {
      const answer = await ask("GET", url);
      return {
        status: answer.statusCode,
        type: String(answer.headers["content-type"] ?? ""),
        text: await answer.body.text(),
      };
    },
  };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

export type Client = ReturnType<typeof makeClient>;

/** The calls of the public API that the story makes, as whoever holds the token. */
export function makeClient(url: string, proof: Proof) {
  const { get, post, put, fetchPage, enter } = makeCaller(url, proof);
  return {
    fetchPage,
    /** For a chapter's own calls. */
    calls: { get, post },
    as: (other: Proof) => makeClient(url, other),
    inviteToTeam: (body: { name: string; role: string; marketplace?: string; store?: string }) =>
      post<{ url: string }>("/v1/team", body),
    acceptInvitation: (body: { token: string; login: string; password: string }) =>
      enter<{ csrf: string }>("/v1/invitations/accept", body),
    signIn: (body: { login: string; password: string }) => enter<{ csrf: string }>("/v1/session", body),
    createMarketplace: (body: { name: Words; time_zone: string }) =>
      post<Wire<MarketplaceView>>("/v1/marketplaces", body),
    createMerchant: (body: { marketplace: string; name: Words }) => post<Wire<MerchantView>>("/v1/merchants", body),
    createStore: (body: { marketplace: string; merchant: string; name: Words }) =>
      post<Wire<StoreView>>("/v1/stores", body),
    createApiKey: (body: { marketplace: string; store?: string; name: string; scopes: Scope[] }) =>
      post<{ token: string }>("/v1/api-keys", body),
    createWalletAccount: (body: {
      marketplace: string;
      wallet: string;
      title: string;
      settings: Readonly<Record<string, string>>;
    }) => post<{ id: string }>("/v1/wallet-accounts", body),
    setActivation: (store: string, wallet: string, body: { state: ActivationState; sub_merchant?: string }) =>
      put<Wire<ActivationView>>(`/v1/stores/${store}/activations/${wallet}`, body),
    ...allianceCalls({ get, post }),
    ...openingCalls({ get, post, put }),
    ...hubCalls({ post }),
    ...linkCalls({ get, post, put }),
    ...reconciliationCalls({ get, post }),
    ...disputeCalls({ get, post, put }),
    ...hostCalls({ get, post, put }),
    ...withdrawalCalls({ get, post, put }),
    ...wallCalls({ get, post }),
    createCheckout: (body: NewCheckout) => post<Checkout & { url: string; secret: string }>("/v1/checkouts", body),
    getCheckout: (id: string) => get<Checkout>(`/v1/checkouts/${id}`),
    checkCheckout: (id: string) => post<Checkout>(`/v1/checkouts/${id}/check`),
    createFriendLink: (id: string) => post<{ url: string }>(`/v1/checkouts/${id}/friend-links`),
    readFriendLink: (link: string) => get<Wire<FriendView>>(`/v1/friend-links/${link}`),
    startPayment: (body: Start) => post<Wire<Started>>("/v1/payments", body),
    getPayment: (id: string) => get<Payment>(`/v1/payments/${id}`),
    listPayments: () => everyPage<Payment>(get, "/v1/payments"),
    createRefund: (body: { payment: string; amount: MoneyJson; reason: string }) =>
      post<Wire<RefundView>>("/v1/refunds", body),
    getRefund: (id: string) => get<Wire<RefundView>>(`/v1/refunds/${id}`),
    listAccounts: async (store: string) => (await get<List<Wire<AccountView>>>(`/v1/books/${store}/accounts`)).data,
  };
}

async function everyPage<T>(get: <R>(path: string) => Promise<R>, path: string): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: List<T> = await get<List<T>>(`${path}?limit=100${more}`);
    all.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}
