import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

export class PortTaken extends Error {
  readonly port: number;
  constructor(host: string, port: number) {
    super(`Port ${port} on ${host} is taken by another program. Stop that program, or choose another port.`);
    this.name = "PortTaken";
    this.port = port;
  }
}

/** Listens on the port (0: any free one) and answers the port's number. Rejects with PortTaken. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException) =>
      reject(cause.code === "EADDRINUSE" || cause.code === "EACCES" ? new PortTaken(host, port) : cause);
    server.once("error", failed);
    server.listen({ host, port, exclusive: true }, () => {
      server.off("error", failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The first of the ports that is free, in the order given. */
export async function listenOnFirstFree(server: Server, host: string, ports: readonly number[]): Promise<number> {
  for (const port of ports) {
    try {
      return await listen(server, host, port);
    } catch (cause) {
      if (!(cause instanceof PortTaken)) throw cause;
    }
  }
  return listen(server, host, 0);
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
