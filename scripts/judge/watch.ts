import { createHash } from "node:crypto";
import type { Server } from "node:http";
import type { Duplex } from "node:stream";

export type Heard = { method: string; path: string; headers: object; data: Record<string, unknown> };

/** RFC 6455: what a server proves that it is one by. */
const magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const [text, close] = [0x81, 0x88];

/**
 * What a wallet of Mojaloop's tells its testers over a websocket: `/requests/{id}` hears each request about that id,
 * `/callbacks/{id}` each callback, with headers and body exactly as they came. Only what the judge needs of RFC 6455:
 * short texts in one direction, and the end.
 */
export function watchBy(server: Server): (heard: Heard) => void {
  const watching = new Map<Duplex, { callbacks: boolean; id: string }>();
  server.on("upgrade", (request, socket: Duplex) => {
    const [, kind = "", id = ""] = (request.url ?? "").split("/");
    const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${magic}`).digest("base64");
    const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    socket.write([...lines, `Sec-WebSocket-Accept: ${accept}`, "", ""].join("\r\n"));
    watching.set(socket, { callbacks: kind === "callbacks", id: decodeURIComponent(id) });
    socket.on("data", (data: Buffer) => {
      if (data[0] === close) socket.end(Buffer.from([close, 0]));
    });
    for (const end of ["close", "error"]) socket.on(end, () => watching.delete(socket));
  });
  return ({ method, path, headers, data }) => {
    const callback = method === "PUT" || method === "PATCH";
    const parts = path.split("/").map(decodeURIComponent);
    const ids = [...parts, data["quoteId"], data["transferId"]];
    for (const [socket, { callbacks, id }] of watching)
      if (callbacks === callback && ids.includes(id)) socket.write(frameOf(JSON.stringify({ headers, data })));
  };
}

function frameOf(said: string): Buffer {
  const body = Buffer.from(said);
  const head = Buffer.from([text, 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([body.length < 126 ? Buffer.from([text, body.length]) : head, body]);
}
