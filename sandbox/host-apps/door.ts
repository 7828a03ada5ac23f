import { createHash } from "node:crypto";
import { makeWechatServer } from "#entries/fake";
import type { RawRequest, RawResponse } from "#wallets/protocol";
import { rawJson } from "../requests.ts";

/** The host apps' servers at the control port, as far as the house calls them. */
export type HostAppsDoor = { answer(request: RawRequest): Promise<RawResponse | null> };

/** Every app id of WeChat's form exists here; its secret follows from it. Nothing of it is secret. */
const secretOf = (app: string): string | null =>
  /^wx[0-9a-f]{16}$/.test(app) ? createHash("sha256").update(`sandbox app ${app}`).digest("hex").slice(0, 32) : null;

/** `GET /hosts/wechat?app_id=wx…` tells an app's secret here; WeChat's own paths are answered as WeChat does. */
export function openHostApps(outside: { now(): Date; random(bytes: number): Uint8Array }): HostAppsDoor {
  const wechat = makeWechatServer({ ...outside, secretOf });
  return {
    async answer({ method, path, body }) {
      const { pathname, searchParams } = new URL(path, "http://sandbox.invalid");
      if (method === "GET" && pathname === "/hosts/wechat")
        return rawJson(200, { secret: secretOf(searchParams.get("app_id") ?? "") });
      if (method !== "POST" || !/^\/(cgi-bin|wxa)\//.test(pathname)) return null;
      const answer = await wechat.call({ url: `http://sandbox.invalid${path}`, body: body.toString("utf8") });
      const headers = { "content-type": "application/json; charset=utf-8" };
      return { status: answer.status, headers, body: Buffer.from(answer.body) };
    },
  };
}
