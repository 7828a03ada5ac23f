import { randomUUID } from "node:crypto";

/** The house's public API, as any marketplace's server would call it. */
export type Api = {
  get<T>(path: string): Promise<T>;
  /** `key`: the Idempotency-Key; one of its own when absent. */
  post<T>(path: string, body: object, key?: string): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
  patch<T>(path: string, body: object): Promise<T>;
};

export class ApiRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(what: string, status: number, problem: { code?: string; detail?: string }) {
    super(`${what} answered ${status} ${problem.code ?? ""}: ${problem.detail ?? ""}`);
    this.name = "ApiRefusal";
    this.status = status;
    this.code = problem.code ?? "";
  }
}

const timeoutMs = 30_000;

export function makeApi(origin: string, token: string): Api {
  const call = async <T>(method: string, path: string, body?: object, key?: string): Promise<T> => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(method === "POST" ? { "idempotency-key": key ?? randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.text();
    const read = (text === "" ? {} : JSON.parse(text)) as T;
    if (!answer.ok) throw new ApiRefusal(`${method} ${path}`, answer.status, read as { code?: string });
    return read;
  };
  return {
    get: (path) => call("GET", path),
    post: (path, body, key) => call("POST", path, body, key),
    put: (path, body) => call("PUT", path, body),
    patch: (path, body) => call("PATCH", path, body),
  };
}
