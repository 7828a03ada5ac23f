import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { NoAnswer, type WalletFake } from "#wallets/fake-protocol";
import type { RawRequest, RawResponse } from "#wallets/protocol";
import type { SeenCodes } from "./codes.ts";
import { BodyTooLarge, rawJson, rawRedirect, readRaw, writeRaw } from "./requests.ts";

export type Mount = {
  /** Absent while the sandbox is still starting. */
  fake: () => WalletFake | undefined;
  codes: SeenCodes;
  /** The pay page that a person's browser, rather than a merchant's server, opens here: its code, else null. */
  browserCode: (request: RawRequest) => string | null;
  /** The pretend phone's page with that code, to which such a browser is sent. */
  phonePage: (code: string) => string;
  /** Called after every request: a notice may have come due. */
  touched: () => void;
  failed: (cause: unknown) => void;
};

async function answer(mount: Mount, request: RawRequest): Promise<RawResponse> {
  const fake = mount.fake();
  if (!fake) return rawJson(503, { code: "STARTING", message: "The sandbox is starting: ask again in a moment." });
  const code = mount.browserCode(request);
  if (code !== null && (await fake.look(code)).state !== "unknown_code") {
    mount.codes.note(code);
    return rawRedirect(mount.phonePage(code));
  }
  const response = await fake.handle(request);
  mount.codes.noteAnswer(response.body);
  return response;
}

/** A wallet's fake on an origin of its own: raw bytes in, raw bytes out. */
export function mountFake(mount: Mount): Server {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    try {
      writeRaw(response, await answer(mount, await readRaw(request)));
    } catch (cause) {
      if (cause instanceof BodyTooLarge)
        return writeRaw(response, rawJson(413, { code: "BODY_TOO_LARGE", message: cause.message }, close));
      if (cause instanceof NoAnswer || !request.complete) return request.socket.destroy();
      mount.failed(cause);
      writeRaw(response, rawJson(500, { code: "SYSTEM_ERROR", message: "The sandbox failed at this request." }));
    } finally {
      mount.touched();
    }
  };
  const server = createServer((request, response) => void serve(request, response));
  server.keepAliveTimeout = 75_000;
  server.headersTimeout = 80_000;
  return server;
}

const close = { connection: "close" };
