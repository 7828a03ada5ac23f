import type { RawRequest } from "#wallets/protocol";

/** Who visits: nobody's name, only a random cookie that leads a browser back to its own orders. */
export type Visitor = {
  session: string;
  /** Sets the cookie where there was none. */
  headers: Record<string, string>;
};

const cookie = "bazaar";

export function visitorOf(request: RawRequest, random: (bytes: number) => Buffer): Visitor {
  const found = new RegExp(`(?:^|;\\s*)${cookie}=([a-f0-9]{32})`).exec(request.headers["cookie"] ?? "")?.[1];
  if (found) return { session: found, headers: {} };
  const session = random(16).toString("hex");
  return {
    session,
    headers: { "set-cookie": `${cookie}=${session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000` },
  };
}
