import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { found, Refusal, settled } from "../refusal.ts";
import { CheckoutShape, FriendShape, Id, ref } from "../schemas/index.ts";
import type { Streams } from "../sse.ts";
import { stillHolds } from "../still-holds.ts";
import { wire } from "../wire.ts";
import { readCheckout } from "./checkouts.ts";

type Request = Parameters<typeof callerOf>[0];

/** What the caller may see of the checkout: the buyer and keys all of it, a friend the friend's part. */
async function viewFor(parts: HttpParts, request: Request, id: string) {
  const caller = callerOf(request);
  if (caller.kind !== "friend") return wire(await readCheckout(parts, caller, id));
  if (caller.checkout !== id) throw new Refusal("not_found");
  return wire(settled(await parts.payments.readFriendLink(found(request.token))));
}

const Buyers = ref(CheckoutShape);
const Friends = ref(FriendShape);
const Either = Type.Union([Buyers, Friends]);
/** The same object each time: Fastify keeps one compiled serialiser for it. */
const buyers: Record<string, unknown> = { ...Buyers };
const friends: Record<string, unknown> = { ...Friends };

/** What a page needs to stay true: asking the wallets now, and being told of every change. */
export function checkoutLiveRoutes(app: App, parts: HttpParts, streams: Streams): void {
  app.post(
    "/v1/checkouts/:id/check",
    {
      config: { access: { scope: "checkouts:read", also: ["checkout", "friend"] } },
      schema: {
        operationId: "checkCheckout",
        tags: ["checkouts"],
        summary: "Ask the wallets now, then read the checkout (a friend gets the friend's view)",
        description: "立即向钱包查询，然后返回收银台（好友得到代付视图）。",
        params: params({ id: Id("chk") }),
        response: answers(
          { 200: Either },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "wallet_unreachable", "friend_link_used", "friend_link_expired"] as const),
        ),
      },
    },
    async (request) => {
      const { id } = request.params;
      // Also before: nobody's link makes the house ask the wallets.
      await viewFor(parts, request, id);
      const { kind } = callerOf(request);
      const checked = settled(await parts.payments.checkCheckout(id));
      return kind === "friend" ? await viewFor(parts, request, id) : wire(checked);
    },
  );

  app.get(
    "/v1/checkouts/:id/events",
    {
      config: { access: { scope: "checkouts:read", also: ["checkout", "friend"], tokenInQuery: true } },
      schema: {
        operationId: "followCheckout",
        tags: ["checkouts"],
        summary: "Server-sent events: `checkout` at once and after every change",
        description: "服务器推送：立即推送一次，之后每次变化推送 checkout 事件。",
        params: params({ id: Id("chk") }),
        querystring: query({ access_token: Type.Optional(Type.String({ maxLength: 512 })) }),
        response: answers(
          { 200: { content: { "text/event-stream": { schema: Type.String() } } } as never },
          ...[common.withCaller, "not_found" as const, "request_invalid" as const],
          ...(["friend_link_used", "friend_link_expired"] as const),
        ),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      // The first reading may refuse, as a problem; once the stream is open there is no status left to say it with.
      await viewFor(parts, request, id);
      await streams.open(reply, {
        holds: stillHolds(parts, request),
        // Through the schema, like every answer: what it does not declare does not leave.
        read: async () => {
          const view = await viewFor(parts, request, id);
          const data = reply.serializeInput(view, callerOf(request).kind === "friend" ? friends : buyers);
          return { event: "checkout", data: String(data) };
        },
        subscribe: (changed) => parts.payments.subscribe(id, changed),
      });
    },
  );
}
