import type { Words } from "./types.ts";

/** A refusal of the API, in the words that it gave. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly words: Words;
  readonly context: Readonly<Record<string, string>>;
  readonly errors: readonly { field: string; message: string; zh: string }[];
  constructor(status: number, body: ProblemBody) {
    super(body.code ?? `http_${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? `http_${status}`;
    const { context = {} } = body;
    const zh = [body.zh?.title, body.zh?.detail].filter(Boolean).join("。");
    const en = [body.title, body.detail].filter(Boolean).join(". ");
    this.words = { en: filled(en, context), zh: filled(zh, context) };
    this.context = context;
    this.errors = body.errors ?? [];
  }
}

/** What the answer holds, in the sentence itself: a reader of the page does not see a `context`. */
function filled(text: string, context: Readonly<Record<string, string>>): string {
  // Told by a function: "$&" in what a file said of itself is no pattern.
  return text.replaceAll(/`?\bcontext\.([a-z_]+)`?/g, (named, name: string) => context[name] ?? named);
}

/** Whatever was thrown, as something that a page can show. */
export const asProblem = (fault: unknown): Problem =>
  fault instanceof Problem ? fault : new Problem(0, { title: String(fault) });

type ProblemBody = {
  code?: string;
  title?: string;
  detail?: string;
  zh?: { title: string; detail: string };
  context?: Record<string, string>;
  errors?: { field: string; message: string; zh: string }[];
};

let csrf = "";
let lost: () => void = () => {};

/** What the session's answer said to send with every change. */
export function useCsrf(token: string): void {
  csrf = token;
}

/** Called when the session is over, so that the page can ask for a new one. */
export function onSignedOut(call: () => void): void {
  lost = call;
}

const offline: ProblemBody = {
  code: "offline",
  title: "The house cannot be reached",
  detail: "Check the connection; what you did last may or may not have arrived",
  zh: { title: "无法连接服务器", detail: "请检查网络；上一次操作可能已送达，也可能未送达" },
};

/** Asks whoever sits here for their second step; answers whether it was shown. */
export type StepAsker = (due: Problem) => Promise<boolean>;
let askStep: StepAsker | null = null;
let asked: Promise<boolean> | null = null;

/** Called when a deed needs a second step of the last minutes; several at once are asked for one. */
export function onStepDue(ask: StepAsker | null): void {
  askStep = ask;
}

const notShown: ProblemBody = {
  code: "step_not_shown",
  title: "Nothing was done: the second step was not shown",
  detail: "Press again when you have your passkey or authenticator at hand",
  zh: { title: "尚未执行任何操作：未完成第二步验证", detail: "请备好通行密钥或验证器后再次点击" },
};

/** The same request again, with the same key and body, after a second step was shown around it. */
async function stepping<T>(again: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await again();
    } catch (fault) {
      if (askStep === null || !(fault instanceof Problem) || fault.code !== "step_up_due") throw fault;
      asked ??= askStep(fault).finally(() => {
        asked = null;
      });
      if (!(await asked)) throw new Problem(0, notShown);
    }
  }
}

const send = <T>(method: string, path: string, body?: unknown, key?: string): Promise<T> =>
  stepping(() => sendOnce<T>(method, path, body, key));

async function sendOnce<T>(method: string, path: string, body?: unknown, key?: string, unattended = false): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json", "accept-language": "en" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (method !== "GET") headers["x-csrf-token"] = csrf;
  if (key !== undefined) headers["idempotency-key"] = key;
  if (unattended) headers["x-hutong-unattended"] = "1";
  const payload = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(path, { method, headers, credentials: "same-origin", ...payload }).catch(() => null);
  if (answer === null) throw new Problem(0, offline);
  const found: unknown = await answer.json().catch(() => ({}));
  if (answer.ok) return found as T;
  const problem = new Problem(answer.status, found as ProblemBody);
  if (problem.code === "unauthorized") lost();
  throw problem;
}

export const get = <T>(path: string): Promise<T> => send<T>("GET", path);
/** Read by the page itself, which keeps no session from lying idle. */
export const getUnattended = <T>(path: string): Promise<T> => sendOnce<T>("GET", path, undefined, undefined, true);
export const put = <T>(path: string, body: unknown): Promise<T> => send<T>("PUT", path, body);
export const patch = <T>(path: string, body: unknown): Promise<T> => send<T>("PATCH", path, body);

/** A fresh repeat key for a deed: keep it for as long as the same deed is tried again. */
export const freshKey = (): string => crypto.randomUUID();

export const post = <T>(path: string, body?: unknown, key: string = freshKey()): Promise<T> =>
  send<T>("POST", path, body, key);

/** Sends a file as its bytes are, and tells how much of it has gone, from 0 to 1. */
export const putFile = <T>(path: string, file: Blob, told: (share: number) => void): Promise<T> =>
  stepping(() => putOnce<T>(path, file, told));

function putOnce<T>(path: string, file: Blob, told: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    // fetch does not tell how much of a body has gone.
    const request = new XMLHttpRequest();
    request.open("PUT", path);
    const headers = { accept: "application/json", "accept-language": "en", "x-csrf-token": csrf };
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => told(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new Problem(0, offline));
    request.onload = () => {
      const found: unknown = request.response ?? {};
      if (request.status >= 200 && request.status < 300) return resolve(found as T);
      const problem = new Problem(request.status, found as ProblemBody);
      if (problem.code === "unauthorized") lost();
      reject(problem);
    };
    request.send(file);
  });
}
