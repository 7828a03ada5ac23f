import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Speaks just enough of PostgreSQL's protocol to be asked for its version, and answers this one. */
export async function oldServer(version: string): Promise<string> {
  const message = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(5, type);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const int = (value: number, bytes: 2 | 4): Buffer => {
    const buffer = Buffer.alloc(bytes);
    buffer.writeIntBE(value, 0, bytes);
    return buffer;
  };
  const ready = message("Z", Buffer.from("I"));
  const column = Buffer.concat([
    Buffer.from("server_version\0"),
    int(0, 4),
    int(0, 2),
    int(25, 4),
    int(-1, 2),
    int(-1, 4),
    int(0, 2),
  ]);
  const answer = Buffer.concat([
    message("T", Buffer.concat([int(1, 2), column])),
    message("D", Buffer.concat([int(1, 2), int(version.length, 4), Buffer.from(version)])),
    message("C", Buffer.from("SHOW\0")),
    ready,
  ]);
  const speak = (socket: Socket): void => {
    socket.once("data", () => {
      socket.write(Buffer.concat([message("R", int(0, 4)), ready]));
      socket.on("data", (chunk) => (chunk[0] === 0x58 ? socket.end() : socket.write(answer)));
    });
  };
  const server = createServer(speak);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `postgres://hutong_app:x@127.0.0.1:${typeof address === "object" && address ? address.port : 0}/hutong`;
}
