import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NoAnswer, type WalletFake } from "#wallets/fake-protocol";

/** A fake on a real socket, for SDKs that are not ours. */
export async function serveFake(fake: () => WalletFake): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = request.headers as Record<string, string>;
    const raw = { method: request.method ?? "", path: request.url ?? "", headers, body: Buffer.concat(chunks) };
    try {
      const answer = await fake().handle(raw);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      request.socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
