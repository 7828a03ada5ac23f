import { Agent, request } from "undici";
import type { Http, HttpStream } from "#wallets/protocol";
import { callOver, flat } from "./http-call.ts";

/** Tells how long a wallet took, by host and outcome ("200", "timeout", …). */
export type HttpWatch = (host: string, outcome: string, seconds: number) => void;

const bodyMax = 64 * 1024 * 1024;

export type WalletHttp = { http: Http; stream: HttpStream; close(): Promise<void> };

/**
 * HTTP towards wallets: kept-alive connections, a time limit a call, no redirects (a wallet's answer is its answer).
 */
export function makeWalletHttp(watch: HttpWatch, monotonicMs: () => number): WalletHttp {
  const agent = new Agent({ connections: 64, pipelining: 1, keepAliveTimeout: 30_000, maxResponseSize: bodyMax });
  // One a merchant: a connection that showed one certificate must not carry another's calls.
  const proven = new Map<string, Agent>();
  const agentOf = (client: { key: string; cert: string } | undefined): Agent => {
    if (!client) return agent;
    const known = proven.get(client.cert) ?? new Agent({ connections: 8, pipelining: 1, connect: client });
    proven.set(client.cert, known);
    return known;
  };
  const http: Http = async ({ client, ...call }) => {
    const began = monotonicMs();
    const url = new URL(call.url);
    let outcome = "broken";
    try {
      const answer = await callOver(agentOf(client), { ...call, url });
      outcome = `${answer.status}`;
      return answer;
    } catch (fault) {
      if (fault instanceof Error && /Timeout/.test(fault.name)) outcome = "timeout";
      throw fault;
    } finally {
      watch(url.host, outcome, (monotonicMs() - began) / 1000);
    }
  };
  // Files have no limit of length; what stands still for a call's time limit is broken.
  const files = new Agent({ connections: 4, pipelining: 1 });
  const stream: HttpStream = async (call) => {
    const answer = await request(call.url, {
      dispatcher: files,
      method: call.method,
      headers: { ...call.headers },
      headersTimeout: call.timeoutMs,
      bodyTimeout: call.timeoutMs,
    });
    return { status: answer.statusCode, headers: flat(answer.headers), body: answer.body };
  };
  const close = async (): Promise<void> => {
    await Promise.all([agent, ...proven.values()].map((one) => one.close()));
    await files.close();
  };
  return { http, stream, close };
}
