import type { RawRequest } from "../../protocol.ts";
import type { JsonObject } from "../wire.ts";
import type { Result } from "./answer.ts";
import type { makeTokens } from "./bills.ts";
import type { Context } from "./context.ts";

export type Call = {
  context: Context;
  /** Path without query, as on the wire. */
  path: string;
  /** Parts of the path that the route caught, decoded. */
  caught: string[];
  query: URLSearchParams;
  body: () => JsonObject;
  /** The request itself, for what is neither path nor JSON. */
  request: RawRequest;
  tokens: ReturnType<typeof makeTokens>;
};

export type Route = { method: "GET" | "POST"; at: RegExp; run: (call: Call) => Result };

export const ok = (json: object): Result => ({ status: 200, json });
