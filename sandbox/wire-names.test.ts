import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { sandboxHttp } from "./http.ts";
import { rawJson, writeRaw } from "./requests.ts";

/** The Java SDK of WeChat Pay asks for its headers by exact name: what counts is the bytes on the socket. */
const inside = { "wechatpay-timestamp": "1", "wechatpay-signature-type": "T", "request-id": "R", "alipay-sn": "S" };
const outside = ["Wechatpay-Timestamp", "Wechatpay-Signature-Type", "Request-ID", "alipay-sn"];

it("writes the wallets' own header names, in answers and in notices", async () => {
  let asked: string[] = [];
  const server = createServer((incoming, response) => {
    asked = incoming.rawHeaders;
    writeRaw(response, rawJson(200, {}, inside));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const answered = await new Promise<string[]>((resolve, reject) => {
      request(url, (response) => resolve(response.resume().rawHeaders))
        .on("error", reject)
        .end();
    });
    expect(answered).toEqual(expect.arrayContaining([...outside, "Content-Type", "Content-Length"]));
    await sandboxHttp({ method: "POST", url, headers: inside, body: "x", timeoutMs: 5000 });
    expect(asked).toEqual(expect.arrayContaining(outside));
  } finally {
    server.close();
  }
});
