import { createServer } from "node:net";
import { startedByNpm } from "#config";
import { StartFault, type Words } from "#start-fault";
import { say, sayFault } from "./say.ts";

/** Things to close, in the reverse of the order in which they were opened; each once, whatever happens. */
export type Closer = { add(close: () => Promise<void>): void; close(): Promise<void> };

export function makeCloser(): Closer {
  const opened: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let next = opened.pop(); next !== undefined; next = opened.pop()) {
      await next().catch((error: unknown) => console.error(error));
    }
  };
  let closing: Promise<void> | null = null;
  return {
    add: (close) => void opened.push(close),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}

/** An npm that was killed outright told us nothing: whoever killed it means us. */
function watchParent(gone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, 500);
  timer.unref();
}

/**
 * Runs a program that opens things and then either ends with a code or stays up (null). Ctrl-C and SIGTERM close what
 * is open, in order, and end with 0; a second one ends at once. A start that fails says why and ends with 1; so does
 * whatever failed and was awaited by nobody, once what is open is closed.
 */
export async function runProgram(
  program: (closer: Closer, failed: (why: Error) => void) => Promise<number | null>,
  tell: (words: Words) => void = say,
) {
  const closer = makeCloser();
  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    stopping = true;
    await closer.close();
    process.exit(code);
  };
  const onSignal = (): void => {
    if (stopping) process.exit(1);
    tell({ en: "Stopping …", zh: "正在停止…" });
    void stop(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  if (startedByNpm()) watchParent(onSignal);
  const failed = (why: Error): void => {
    if (stopping) return;
    sayFault(why);
    void stop(1);
  };
  process.on("unhandledRejection", (why) => failed(why instanceof Error ? why : new Error(String(why))));
  try {
    const code = await program(closer, failed);
    if (code !== null && !stopping) await stop(code);
  } catch (error) {
    // What fails because we are stopping is no news.
    if (!stopping) {
      sayFault(error);
      await stop(1);
    }
  }
}

/** The fault for an address that cannot be listened on; the error itself for any other. */
export function listenFault(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!["EADDRINUSE", "EACCES", "EADDRNOTAVAIL", "ENOTFOUND"].includes(code)) return error;
  const taken = code === "EADDRINUSE";
  return new StartFault(
    "port_taken",
    taken
      ? { en: `Port ${port} on ${host} is taken by another program.`, zh: `${host} 的端口 ${port} 已被其他程序占用。` }
      : { en: `Cannot listen on ${host}:${port} (${code}).`, zh: `无法监听 ${host}:${port}（${code}）。` },
    {
      en: `Stop that program or choose another port: npm start -- --port ${port + 1} (or PORT=${port + 1}).`,
      zh: `请停止该程序，或换一个端口：npm start -- --port ${port + 1}（或 PORT=${port + 1}）。`,
    },
  );
}

/** Tried before anything slow is begun, so that a taken port is told at once. */
export async function requireFreePort(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", (error) => reject(listenFault(error, host, port)));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}
