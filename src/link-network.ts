import { lookup as lookupAll } from "node:dns/promises";
import { type ClientRequest, type IncomingMessage, request as overHttp } from "node:http";
import { request as overTls } from "node:https";
import { isIP } from "node:net";
import type { FollowAnswer, FollowNetwork } from "#links";

const lookupMs = 3000;

/**
 * The follower's network: plain GETs that carry nothing of ours. A connection goes to the address that was looked at,
 * under the name that the certificate must bear; it is closed as soon as enough was read.
 */
export function makeLinkNetwork(): FollowNetwork {
  return {
    async lookup(host) {
      const plain = host.replace(/^\[|\]$/g, "");
      if (isIP(plain) !== 0) return [plain];
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error("The look-up takes too long.")), lookupMs);
      const found = lookupAll(plain, { all: true }).finally(() => clearTimeout(timer));
      return (await Promise.race([found, late.promise])).map((one) => one.address);
    },
    get: ({ url, address, timeoutMs, mostBytes }) =>
      new Promise<FollowAnswer>((resolve, reject) => {
        const family = isIP(address);
        const call: ClientRequest = (url.protocol === "https:" ? overTls : overHttp)(
          url,
          {
            method: "GET",
            agent: false,
            signal: AbortSignal.timeout(timeoutMs),
            maxHeaderSize: 16_384,
            headers: { accept: "text/html,*/*;q=0.1", "accept-encoding": "identity", "user-agent": "hutong-screening" },
            // Whatever the name says by now.
            lookup: (_host, options, done) =>
              typeof options === "object" && options.all
                ? (done as unknown as (fault: null, all: object[]) => void)(null, [{ address, family }])
                : done(null, address, family),
          },
          (answer) => void read(answer, mostBytes).then(resolve, reject),
        );
        call.on("error", reject);
        call.end();
      }),
  };
}

async function read(answer: IncomingMessage, mostBytes: number): Promise<FollowAnswer> {
  const { location, refresh } = answer.headers;
  const status = answer.statusCode ?? 0;
  const parts: Buffer[] = [];
  let size = 0;
  // A redirect's body says nothing; of a page, as much as can hold its head.
  if (status < 300 || status >= 400)
    for await (const part of answer) {
      parts.push(part as Buffer);
      size += (part as Buffer).length;
      if (size >= mostBytes) break;
    }
  answer.destroy();
  return {
    ...{ status, location: location ?? null, refresh: typeof refresh === "string" ? refresh : null },
    contentType: answer.headers["content-type"] ?? "",
    body: Buffer.concat(parts).subarray(0, mostBytes).toString("utf8"),
  };
}
