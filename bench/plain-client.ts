import { connect, type Socket } from "node:net";

/**
 * A caller with one kept connection and one request at a time: as little work as a load generator can do, so that the
 * cores are left to what is measured. Understands answers with a content-length, and nothing else.
 */
export type PlainClient = {
  post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<PlainAnswer>;
  close(): void;
};

export type PlainAnswer = { status: number; body: string };

type Waiting = { done: (answer: PlainAnswer) => void; failed: (fault: Error) => void };

/** Servers close what is idle for five seconds: after half of that a new connection is taken. */
const idleMs = 2500;

export function plainClient(origin: string): PlainClient {
  const { hostname, port, host } = new URL(origin);
  let socket: Socket | null = null;
  let lastUsed = 0;
  let waiting: Waiting | null = null;

  function open(): Socket {
    const made = connect({ host: hostname, port: Number.parseInt(port, 10), noDelay: true });
    let held: Buffer = Buffer.alloc(0);
    const fail = (fault: Error): void => {
      if (socket !== made) return;
      socket = null;
      waiting?.failed(fault);
      waiting = null;
    };
    made.on("error", fail);
    made.on("close", () => fail(new Error(`${origin} closed the connection.`)));
    made.on("data", (chunk: Buffer) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const answer = readAnswer(held);
      if (answer === null) return;
      held = Buffer.alloc(0);
      lastUsed = performance.now();
      const { done } = waiting as Waiting;
      waiting = null;
      done(answer);
    });
    return made;
  }

  function close(): void {
    const left = socket;
    socket = null;
    left?.destroy();
  }

  return {
    close,
    post: (path, headers, body) =>
      new Promise((done, failed) => {
        if (socket !== null && performance.now() - lastUsed > idleMs) close();
        socket ??= open();
        waiting = { done, failed };
        let head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n`;
        for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
        socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
  };
}

/** Null while it is not whole yet. */
function readAnswer(bytes: Buffer): PlainAnswer | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const head = bytes.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`An answer without a length: ${head}`);
  const from = end + 4;
  const to = from + Number.parseInt(length, 10);
  if (bytes.length < to) return null;
  return { status: Number.parseInt(head.slice(9, 12), 10), body: bytes.toString("utf8", from, to) };
}
