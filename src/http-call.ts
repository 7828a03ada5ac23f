import type { Dispatcher } from "undici";
import type { RawResponse } from "#wallets/protocol";

export type HttpCall = {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body?: string | Buffer;
  timeoutMs: number;
};

/**
 * One request and its whole answer over kept connections. Straight from undici's dispatcher: its `request` wraps every
 * answer in a stream, which a short answer does not need. Rejects on a time-out or a broken connection.
 */
export function callOver(dispatcher: Dispatcher, call: HttpCall): Promise<RawResponse> {
  const { method, url, headers, body, timeoutMs } = call;
  return new Promise((done, failed) => {
    const answer: RawResponse = { status: 0, headers: {}, body: Buffer.alloc(0) };
    const chunks: Buffer[] = [];
    dispatcher.dispatch(
      {
        ...{ origin: url.origin, path: url.pathname + url.search, method: method as Dispatcher.HttpMethod },
        ...{ headers: headers as Record<string, string>, headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
        body: body ?? null,
      },
      {
        onRequestStart() {},
        onResponseStart(_controller, status, given) {
          answer.status = status;
          answer.headers = flat(given);
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          answer.body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
          done(answer);
        },
        onResponseError(_controller, fault) {
          failed(fault);
        },
      },
    );
  });
}

/** Headers by their names in lower case. */
export function flat(headers: Record<string, string | string[] | undefined>): RawResponse["headers"] {
  const one: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) one[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return one;
}
