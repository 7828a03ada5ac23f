import type { Http } from "#wallets/protocol";

/** The machine's own network, for the sandbox's composition: rejects on time-out or a broken connection. */
export const sandboxHttp: Http = async ({ method, url, headers, body, timeoutMs }) => {
  const answer = await fetch(url, {
    method,
    headers: { ...headers },
    signal: AbortSignal.timeout(timeoutMs),
    redirect: "manual",
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : new Uint8Array(body) }),
  });
  const answered: Record<string, string> = {};
  answer.headers.forEach((value, name) => {
    answered[name] = value;
  });
  return { status: answer.status, headers: answered, body: Buffer.from(await answer.arrayBuffer()) };
};
